"""What the worker does with each task; core.shut_in gives it the tasks."""

from typing import Any

from ecase.core.shut_in import serve


def answer(task: dict[str, Any], contents: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """The lines of one table."""
    import python_calamine

    from ecase.core.table_worker import ANSWERED, Fault, Unfit, messages, xlsx

    try:
        if task["do"] == "message":
            lines = messages.read(contents[0], task["namespace"], task["element"])
        else:
            lines = xlsx.read(contents[0])
        made = "\n".join(lines).encode("utf-8", "replace")
        if len(made) > ANSWERED:
            raise Unfit(Fault.TOO_MUCH)
        return {}, made
    except Unfit as unfit:
        return {"fault": unfit.fault.value, "where": unfit.where[:100]}, b""
    except python_calamine.PasswordError:
        return {"fault": Fault.ENCRYPTED.value}, b""
    except MemoryError:
        return {"fault": Fault.TOO_MUCH.value}, b""
    except (
        *(python_calamine.CalamineError, OSError, ValueError, TypeError, LookupError),
        *(ArithmeticError, RecursionError, RuntimeError),
    ):
        # What the library raises on a broken file has no common class.
        return {"fault": Fault.DAMAGED.value}, b""


if __name__ == "__main__":
    serve(answer)
