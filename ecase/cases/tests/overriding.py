"""A person who is helped a second time in one year, for the tests of overrides."""

from ecase.cases.models import Case
from ecase.meetings import actions as meetings
from ecase.regulations.models import AssistanceType
from tests import make

ID = make.citizen_id(9_000_000_000)
WHY = "บ้านถูกไฟไหม้ครั้งที่สอง"
ASKED = "หากต้องช่วยเหลืออีกให้ระบุเหตุผล หัวหน้าฝ่ายจะรับรองตอนปิดรอบ"
PRIMARY = "เงินสนับสนุนกิจกรรมทางการศึกษาระดับประถมศึกษา"


def again(by, because="", **changes):
    """Another case of the same person."""
    return make.case(by=by, citizen_id=ID, override_because=because, **changes)


def kind(name):
    return AssistanceType.objects.get(name=name)


def edit(case, *, by, **changes):
    case = Case.objects.in_full().get(pk=case.pk)
    facts = {
        **case.bank_account.facts,
        "amount": case.amount,
        "assistance_type": case.assistance_type,
        "override_because": case.override_because,
    }
    facts = make.facts(**{**facts, **changes})
    return meetings.edit_case(case, facts, opened_version=case.version, by=by)
