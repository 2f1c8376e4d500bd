"""Two persons behind each critical step (การแบ่งแยกหน้าที่): the one place where actions ask.

The rule is about the person, whatever duty is held today. The database asks again, by triggers.
"""

from django.utils import timezone

from ecase.core.errors import RuleError

from .models import Office, Officer, Separation, Waiver


class SamePerson(RuleError):
    """One person would stand behind both deeds, and the office has no waiver in force."""

    def __init__(self, did: str) -> None:
        super().__init__(
            f"{did} ยังไม่มีการบันทึก ให้เจ้าหน้าที่อีกคนที่มีหน้าที่นี้ดำเนินการ"
            " หากเขตมีคนไม่พอ ขอข้อยกเว้นจากผู้ดูแลระบบส่วนกลาง"
        )


def another_person(
    rule: Separation,
    *,
    did: str,
    by: Officer,
    office: Office,
    was_there: bool,
    hold: bool = True,
) -> Waiver | None:
    """Make sure that ``by`` is not the person who was there before.

    ``did`` says in Thai what that person did. Returns the waiver that lets the same person go on,
    to be kept with the deed; None where none is needed. Whoever ends the waiver waits for the deed
    or is waited for; a page that only asks does not ``hold`` it. Raises SamePerson.
    """
    if not was_there:
        return None
    waiver = waiver_for(rule, office, hold=hold)
    if waiver is None:
        raise SamePerson(did)
    return waiver


def waiver_for(rule: Separation, office: Office, *, hold: bool = False) -> Waiver | None:
    """The waiver of an office that is in force today, the latest one granted."""
    waivers = Waiver.objects.in_force(timezone.localdate()).filter(office=office, rule=rule)
    if hold:
        waivers = waivers.select_for_update(of=("self",), no_key=True)
    return waivers.select_related("office", "granted_by").order_by("-pk").first()
