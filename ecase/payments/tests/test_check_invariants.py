"""The laws are asked before money moves, and by a command."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from ecase.cases.models import Status
from ecase.core.errors import RuleError
from ecase.payments.invariants import broken
from ecase.payments.models import BooksDisagree, TransferFile
from tests import make

# Its papers with it, which must have a disability card.
FALSIFIED = """
UPDATE cases_case SET is_disabled = true, attached_papers = '{}', missing_papers = '{}' WHERE id = %s
"""


def falsify(case):
    """What no page can do: the case says another thing than the meeting approved."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        cursor.execute(FALSIFIED, [case.pk])
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def check(capsys, *options):
    """What the command prints, and whether it ended well."""
    try:
        call_command("check_invariants", *options)
    except CommandError as error:
        return capsys.readouterr().out + str(error), False
    return capsys.readouterr().out, True


def test_no_file_is_made_where_a_law_is_broken_and_the_officer_reads_which(officer):
    case = make.case(Status.APPROVED, by=officer)
    falsify(case)
    with pytest.raises(BooksDisagree) as refused:
        make.file(case.payment.approval, by=officer)
    assert "I9" in str(refused.value)
    assert str(case) in str(refused.value)
    assert case.person.citizen_id not in str(refused.value)
    assert case.bank_account.account_number not in str(refused.value)
    assert not TransferFile.objects.exists()


def test_no_file_is_made_under_another_digest_key_by_which_nobody_is_found(officer, settings):
    case = make.case(Status.APPROVED, by=officer)
    settings.ECASE_DIGEST_KEYS = "other:" + "A" * 43
    with pytest.raises(BooksDisagree, match=r"I1 .*รหัสค้นหา"):
        make.file(case.payment.approval, by=officer)


def test_no_file_is_made_where_what_was_approved_does_not_open(officer):
    approval = make.case(Status.APPROVED, by=officer).payment.approval
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_approval DISABLE TRIGGER USER")
        cursor.execute("UPDATE payments_approval SET content = set_byte(content, 50, 0)")
        cursor.execute("ALTER TABLE payments_approval ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert "I9" in {violation.law.key for violation in broken(approval.pk)}
    with pytest.raises(RuleError, match="เปิดไม่ได้"):
        make.file(approval, by=officer)


def test_a_law_broken_elsewhere_stops_no_other_approval(officer):
    broken, whole = (make.case(Status.APPROVED, by=officer) for _ in range(2))
    falsify(broken)
    assert make.file(whole.payment.approval, by=officer).count == 1


def test_the_message_names_the_first_rows_and_counts_the_others(officer):
    approval = make.approval(by=officer, cases=7)
    for payment in approval.payments.select_related("case"):
        falsify(payment.case)
    with pytest.raises(BooksDisagree, match="และอีก 2 เรื่อง"):
        make.file(approval, by=officer)


def test_the_command_says_of_each_law_that_it_holds(officer, capsys):
    make.case(Status.PAID, by=officer)
    out, well = check(capsys)
    assert well
    assert out.count("  ok  ") == 25


def test_the_command_names_the_row_and_fails(officer, capsys):
    case = make.case(Status.PAID, by=officer)
    falsify(case)
    out, well = check(capsys)
    assert not well
    assert f"{case} ชื่อหรือความพิการต่างจากที่อนุมัติ" in out
    assert "1 rows break a law" in out


def test_one_approval_is_asked_by_its_name(officer, capsys):
    broken, _ = (make.case(Status.APPROVED, by=officer) for _ in range(2))
    falsify(broken)
    assert not check(capsys, "--approval", "2566/1008-1")[1]
    assert check(capsys, "--approval", "2566/1008-2")[1]


@pytest.mark.parametrize("name", ["2566/1008-9", "1008-1", "๒๕๖๖/1008-1", "2566/x"])
def test_an_approval_that_is_not_there_is_not_asked(officer, capsys, name):
    out, well = check(capsys, "--approval", name)
    assert not well
    assert "no approval" in out


def test_a_document_whose_object_is_gone_is_named(officer, capsys):
    case = make.case(by=officer)
    default_storage.delete(case.documents.first().stored_as)
    out, well = check(capsys)
    assert not well
    assert f"{case} เอกสาร" in out


def test_a_document_of_other_content_is_found_by_reading_it(officer, capsys):
    case = make.case(by=officer)
    document = case.documents.first()
    path = default_storage.path(document.stored_as)
    with open(path, "r+b") as file:
        file.write(b"x")
    assert check(capsys)[1]
    out, well = check(capsys, "--thorough")
    assert not well
    assert f"{case} เอกสาร" in out


def test_evidence_and_the_files_of_a_form_are_asked_for_too(officer, capsys):
    draft = make.draft(by=officer)
    file = draft.files.select_related("received").first()
    default_storage.delete(file.stored_as)
    default_storage.delete(file.received.stored_as)
    out, well = check(capsys)
    assert not well
    assert f"ไฟล์ที่ได้รับ {file.received.sha256} หาย" in out
    assert f"ร่าง {draft.pk} ไฟล์ที่ {file.pk} หาย" in out
