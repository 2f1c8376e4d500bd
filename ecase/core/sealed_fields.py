"""Columns that are sealed at rest (คอลัมน์ที่ปิดผนึก): citizen IDs, accounts, telephones, e-mails, and
the frozen texts and files that hold them.

In Python such a field holds what it says; in the database lies only what ``core.sealing`` made of
it, bound to its table and column. An empty value stays empty. What must be found again by its exact
value has a digest beside it, a ``DigestField``, which also is what is unique and compared: name it in
``found_by``, and ``filter(citizen_id=…)`` asks for the digest. Nothing else can be asked of a sealed
column: the database cannot read it.
"""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In, IsNull
from django.utils.functional import cached_property

from .errors import RuleError
from .sealing import Broken, digest, seal, unseal

if TYPE_CHECKING:
    _Text = models.Field[str, str]
    _Bytes = models.Field[Any, Any]
    _Typed = models.Field[dict[str, Any], dict[str, Any]]
    _Digest = models.CharField[str, str]
    _Exact = Exact[Any]
else:
    _Text = _Bytes = _Typed = models.Field
    _Digest, _Exact = models.CharField, Exact

# What sealing adds, beside the name of the key: version, length of the name, nonce, tag.
ADDED = 1 + 1 + 12 + 16
LARGEST = 2**30  # bytes that PostgreSQL takes into one column


class Unreadable(RuleError):
    """What was sealed does not open (ข้อมูลที่ปิดผนึกเปิดไม่ได้): its key is missing, or it was changed."""

    def __init__(self) -> None:
        super().__init__(
            "ข้อมูลที่ปิดผนึกไว้เปิดไม่ได้ กุญแจอาจหายหรือข้อมูลถูกแก้ไข จึงไม่แสดง ยังไม่มีอะไรเปลี่ยน"
            " แจ้งผู้ดูแลระบบให้ตรวจสอบ (verify_events)"
        )


class Unlawful(ValueError):
    """A value that its column may not hold; nothing of it is said, as this lands in logs."""


class IsSealed(Func):
    """That a column holds what was sealed of so many bytes, from ``least`` to ``most``: the law that the
    database itself can keep."""

    template = (
        "(substr(%(expressions)s, 1, 1) = '\\x01'::bytea AND octet_length(%(expressions)s)"
        f" - get_byte(%(expressions)s, 1) - {ADDED} BETWEEN %(least)s AND %(most)s)"
    )
    output_field = models.BooleanField()


class IsNothing(Func):
    """That nothing lies in a sealed column, for its value is empty."""

    template = "(octet_length(%(expressions)s) = 0)"
    output_field = models.BooleanField()


class IsDigest(Func):
    """That a column holds a digest."""

    template = "(%(expressions)s ~ '\\A[0-9a-f]{64}\\Z')"
    output_field = models.BooleanField()


class _SealedExact(_Exact):
    """``citizen_id=…``: asked of the digest beside it."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, found_by = _beside(self.lhs)
        asked = Exact(column, found_by.of_text(str(self.rhs)))
        return asked.as_sql(compiler, connection)


class _SealedIn(In):
    """``citizen_id__in=[…]``: asked of the digests."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, found_by = _beside(self.lhs)
        asked = In(column, [found_by.of_text(str(text)) for text in self.rhs])
        return asked.as_sql(compiler, connection)


def _beside(column: Col) -> tuple[Col, "DigestField"]:
    field: Any = column.output_field
    found_by: Any = field.model._meta.get_field(field.found_by)
    return Col(column.alias, found_by), found_by


class _Sealing:
    """What the sealed fields share: how a value comes to the database and back."""

    model: type[models.Model]

    def __init__(
        self,
        *args: Any,
        found_by: str = "",
        law: Callable[[str], object] | None = None,
        **options: Any,
    ) -> None:
        """``law`` says whether a value may be stored: what the database can no longer ask."""
        self.found_by, self.law = found_by, law
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        if self.found_by:
            kwargs["found_by"] = self.found_by
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, name: str) -> Any:
        if name == "isnull":
            return IsNull
        return {"exact": _SealedExact, "in": _SealedIn}.get(name) if self.found_by else None

    @cached_property
    def use(self) -> str:
        """What its values are sealed for: its table and column."""
        of: Any = self
        return f"{of.model._meta.db_table}.{of.column}"

    def sealed(self, value: Any) -> bytes:
        """What lies in the database for a value. Raises Unlawful."""
        clear = self.to_bytes(value)
        if clear == b"":
            return b""
        if self.law is not None and not self.law(value):
            raise Unlawful(f"{self.use} may not hold such a value")
        return self.closed(clear)

    def closed(self, clear: bytes) -> bytes:
        """What lies in the database for something that is no value of the column: that it is gone."""
        return seal(clear, use=self.use, about="")

    def opened(self, lying: bytes) -> Any:
        """The value of what lies in the database. Raises Broken."""
        return self.from_bytes(unseal(bytes(lying), use=self.use, about="") if lying else b"")

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return connection.Database.Binary(self.sealed(value))

    def from_db_value(self, value: bytes | None, expression: object, connection: object) -> Any:
        if value is None:
            return None
        try:
            return self.opened(value)
        except Broken as error:
            raise Unreadable from error

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, clear: bytes) -> Any:
        raise NotImplementedError


class SealedField(_Sealing, _Text):
    """A text, sealed (ข้อความที่ปิดผนึก)."""

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, clear: bytes) -> str:
        return clear.decode()


class SealedTextField(SealedField):
    """A long text that is kept as it was (ข้อความที่ตรึงไว้): read one at a time."""


class SealedBytesField(_Sealing, _Bytes):
    """The bytes of a file, sealed (ไฟล์ที่ปิดผนึก)."""

    empty_strings_allowed = False

    def to_bytes(self, value: bytes) -> bytes:
        return bytes(value)

    def from_bytes(self, clear: bytes) -> bytes:
        return clear


class SealedJSONField(_Sealing, _Typed):
    """What was typed into a form, sealed (ข้อมูลในแบบฟอร์มที่ปิดผนึก); nothing typed is empty."""

    def to_bytes(self, value: dict[str, Any]) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode() if value else b""

    def from_bytes(self, clear: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(clear) if clear else {}
        return found


class DigestField(_Digest):
    """The keyed digest of the sealed field ``of``, written whenever its row is (``core.sealing.digest``).

    Those of one ``use`` are compared with each other. ``by`` says what of the value counts.
    """

    def __init__(
        self, of: str = "", use: str = "", by: Callable[[str], str] | None = None, **options: Any
    ) -> None:
        self.of, self.use, self.by = of, use, by
        options.setdefault("max_length", 64)
        options.setdefault("editable", False)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        kwargs |= {"of": self.of, "use": self.use} | ({"by": self.by} if self.by else {})
        return name, path, (), kwargs

    def of_text(self, text: str) -> str:
        """The digest of a value; of nothing, nothing."""
        counts = self.by(text) if self.by else text
        return digest(counts, use=self.use) if text else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        found = self.of_text(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, found)
        return found


def sealed_fields(model: type[models.Model]) -> list[Any]:
    """The sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, _Sealing)]


def digest_fields(model: type[models.Model]) -> list[DigestField]:
    """The digests of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, DigestField)]


def models_with(
    fields: Callable[[type[models.Model]], list[Any]], among: Iterable[type[models.Model]]
) -> list[type[models.Model]]:
    """Those of the models that have such columns."""
    return [model for model in among if fields(model)]
