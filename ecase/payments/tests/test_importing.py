"""A list of the bank is looked at row by row, and then recorded: all of it, once, or nothing."""

import hashlib
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction

from ecase.audit.models import Event
from ecase.offices.models import Duty, DutyEnded, FiscalYear, YearClosed
from ecase.payments import actions
from ecase.payments.bank_files import Format
from ecase.payments.bank_results import ListRefused
from ecase.payments.matching import Effect
from ecase.payments.models import (
    Conflict,
    Line,
    ListChanged,
    ListUnfit,
    Payment,
    PaymentStatus,
    Result,
    ResultList,
    ReturnReason,
    Settlement,
)
from tests import make

from .test_results_lists import OURS, csv_of, xlsx

PAID, BACK, WAITS = ("สำเร็จ", ""), ("ไม่สำเร็จ", "บัญชีถูกปิด"), ("รอผล", "")


@pytest.fixture
def file(officer):
    """A file of three that waits for its results."""
    return make.file(make.approval(by=officer, cases=3), by=officer)


def row(line, answer=PAID, **wrong):
    told = {
        "reference": line.reference,
        "account": line.bank_account.account_number,
        "amount": f"{line.amount:,.2f}",
        **wrong,
    }
    return (told["reference"], told["account"], told["amount"], *answer)


def lines_of(file):
    return list(file.lines.order_by("position").select_related("bank_account", "payment"))


def rows_of(file, *answers):
    answers = answers or (PAID, BACK, PAID)
    return [row(line, answer) for line, answer in zip(lines_of(file), answers, strict=True)]


def receive(rows, by, name="ผล.csv"):
    return actions.receive_list(name, csv_of(OURS, *rows), year=make.year(), by=by)


def effects(received):
    return [planned.effect for planned in actions.plan_of(received).rows]


def apply(received, by):
    digest = actions.plan_of(received).digest
    return actions.apply_list(received, digest=digest, by=by)


def results(file):
    return [line.result for line in lines_of(file)]


# --- looked at first


@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "tis-620"])
def test_every_kind_is_matched_by_reference_and_changes_nothing_yet(officer, file, kind):
    rows = rows_of(file)
    content = xlsx(OURS, *rows) if kind == "xlsx" else csv_of(OURS, *rows, encoding=kind)
    received = actions.receive_list(f"ผล.{kind}", content, year=make.year(), by=officer)
    assert effects(received) == [Effect.PAY, Effect.RETURN, Effect.PAY]
    assert actions.plan_of(received).figures[Effect.PAY].total == Decimal("10000.00")
    assert results(file) == [Result.PENDING] * 3
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    assert bytes(ResultList.objects.get().content) == content


def test_our_own_text_file_back_as_it_was_sent_pays_nobody(officer, settings):
    settings.BANK_FILE_FORMATS = [Format.SPREADSHEET, Format.FIXED_WIDTH]
    approval = make.approval(by=officer, cases=2)
    by = make.other_of(officer)
    file = actions.make_file(approval, group="krungthai", kind=Format.FIXED_WIDTH, by=by)
    content = bytes(file.content)
    received = actions.receive_list("ผล.txt", content, year=make.year(), by=officer)
    assert effects(received) == [Effect.WAITS] * 2
    apply(received, officer)
    assert results(file) == [Result.PENDING] * 2


def test_what_is_no_list_is_refused(officer):
    with pytest.raises(ListRefused):
        actions.receive_list("ผล.csv", b"%PDF-1.7", year=make.year(), by=officer)
    assert not ResultList.objects.exists()


def test_the_same_bytes_are_the_same_list(officer, file):
    rows = rows_of(file)
    assert receive(rows, officer) == receive(rows, make.officer(), name="อื่น.csv")
    assert ResultList.objects.get().name == "ผล.csv"


# --- and then recorded


def test_all_is_recorded_with_whom_and_from_what(officer, file):
    received = receive(rows_of(file), officer)
    figures = apply(received, officer)
    assert [figures[effect].count for effect in (Effect.PAY, Effect.RETURN)] == [2, 1]
    first, second, _ = lines_of(file)
    assert results(file) == [Result.PAID, Result.RETURNED, Result.PAID]
    assert second.return_reason == ReturnReason.ACCOUNT_CLOSED
    assert (first.answered_from, first.answered_by) == (received, officer)
    statuses = file.approval.payments.order_by("position").values_list("status", flat=True)
    assert list(statuses) == [PaymentStatus.PAID, PaymentStatus.RETURNED, PaymentStatus.PAID]
    received.refresh_from_db()
    assert received.applied_by == officer
    assert Event.objects.filter(verb="payment.paid").count() == 2
    assert Event.objects.get(verb="payment.returned").note == "บัญชีถูกปิด"
    assert Event.objects.get(verb="results.applied").after["pay"] == 2


def test_a_return_without_a_known_reason_is_for_another_and_keeps_the_banks_words(officer, file):
    odd = ("ไม่สำเร็จ", "ระบบปลายทางขัดข้อง")
    apply(receive(rows_of(file, odd, WAITS, WAITS), officer), officer)
    line = lines_of(file)[0]
    assert (line.return_reason, line.return_note) == (ReturnReason.OTHER, "ระบบปลายทางขัดข้อง")


def test_the_same_list_twice_changes_nothing(officer, file):
    received = receive(rows_of(file), officer)
    digest = actions.plan_of(received).digest
    actions.apply_list(received, digest=digest, by=officer)
    events = Event.objects.count()
    figures = actions.apply_list(received, digest=digest, by=officer)
    assert figures[Effect.SAME].count == 3
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"reference": "661008001199999999"}, "ไม่พบเลขอ้างอิงนี้"),
        ({"amount": "5,000.01"}, "ไม่ตรงกับที่ส่ง 5,000.00"),
        ({"account": "9999999999"}, "เลขที่บัญชีในรายการไม่ตรง"),
        ({"amount": "ห้าพัน"}, "แถวที่ 3"),
    ],
    ids=["reference", "amount", "account", "unreadable"],
)
def test_one_row_that_is_wrong_is_named_and_nothing_of_the_list_recorded(officer, file, wrong, why):
    rows = rows_of(file)
    rows[1] = row(lines_of(file)[1], **wrong)
    received = receive(rows, officer)
    with pytest.raises(ListUnfit, match="แถวที่ 3") as refused:
        apply(received, officer)
    assert why in str(refused.value)
    assert lines_of(file)[1].bank_account.account_number not in str(refused.value)
    assert results(file) == [Result.PENDING] * 3
    received.refresh_from_db()
    assert received.applied_at is None


def test_a_row_that_says_the_same_twice_counts_once_and_one_that_contradicts_is_refused(
    officer, file
):
    first, second, third = lines_of(file)
    twice = [row(first), row(second), row(third, WAITS), row(first), row(third)]
    received = receive(twice, officer)
    waits, same = Effect.WAITS, Effect.SAME
    assert effects(received) == [Effect.PAY, Effect.PAY, waits, same, Effect.PAY]
    assert apply(received, officer)[Effect.PAY].total == Decimal("15000.00")

    other = make.file(make.approval(by=officer, cases=1), by=officer)
    [line] = lines_of(other)
    with pytest.raises(ListUnfit, match="ขัดกับแถวที่ 2"):
        apply(receive([row(line), row(line, BACK)], officer), officer)
    assert results(other) == [Result.PENDING]


def test_what_changed_since_the_page_was_opened_is_not_recorded(officer, file):
    received = receive(rows_of(file), officer)
    digest = actions.plan_of(received).digest
    actions.confirm_paid(lines_of(file)[0].payment, by=officer)
    with pytest.raises(ListChanged):
        actions.apply_list(received, digest=digest, by=officer)
    assert results(file) == [Result.PAID, Result.PENDING, Result.PENDING]
    apply(received, officer)
    assert Line.objects.filter(answered_from=received).count() == 2


def test_another_office_s_reference_is_unknown(officer, stranger, file):
    received = receive(rows_of(file), stranger)
    assert effects(received) == [Effect.PROBLEM] * 3
    with pytest.raises(ListUnfit, match="ไม่พบเลขอ้างอิงนี้"):
        apply(received, stranger)


# --- against what was recorded


def test_what_contradicts_is_noted_for_a_person_and_the_rest_recorded(officer, file):
    first, second, _ = lines_of(file)
    actions.mark_returned(first.payment, because="ACCOUNT_CLOSED", by=officer)
    actions.confirm_paid(second.payment, by=officer)
    received = receive(rows_of(file, PAID, BACK, PAID), officer)
    assert effects(received) == [Effect.CONFLICT, Effect.CONFLICT, Effect.PAY]
    apply(received, officer)
    assert results(file) == [Result.RETURNED, Result.PAID, Result.PAID]
    late, back = Conflict.objects.order_by("line__position")
    assert (late.recorded, late.says, late.read_from) == (Result.RETURNED, Result.PAID, received)
    assert (back.says, back.return_reason) == (Result.RETURNED, ReturnReason.ACCOUNT_CLOSED)
    apply(received, officer)
    assert Conflict.objects.count() == 2


def test_a_return_without_a_reason_that_contradicts_can_be_settled(officer, file):
    """Its line needs a reason, as every line that came back."""
    actions.confirm_paid(lines_of(file)[0].payment, by=officer)
    apply(receive(rows_of(file, ("ไม่สำเร็จ", ""), WAITS, WAITS), officer), officer)
    head = make.other_of(officer)
    conflict = Conflict.objects.get()
    actions.settle_conflict(conflict, settlement=Settlement.CORRECTED, because="x", by=head)
    assert lines_of(file)[0].return_reason == ReturnReason.OTHER


def test_a_list_of_before_the_correction_raises_no_conflict_anew(officer, file):
    """The same list twice changes nothing, also where two persons put its word right since."""
    received = receive(rows_of(file), officer)
    apply(received, officer)
    line = lines_of(file)[1]
    late = actions.note_conflict(line, says=Result.PAID, note="เงินเข้าแล้ว", by=officer)
    actions.settle_conflict(
        late, settlement=Settlement.CORRECTED, because="x", by=make.other_of(officer)
    )
    received.refresh_from_db()
    assert effects(received) == [Effect.SAME] * 3
    apply(received, officer)
    assert Conflict.objects.count() == 1


def test_a_void_line_that_the_bank_paid_is_a_conflict_and_one_it_refused_is_not(officer, file):
    voiding = actions.ask_to_void(file, reason="x", by=officer)
    actions.accept_void(voiding, by=make.other_of(officer))
    received = receive(rows_of(file, PAID, BACK, WAITS), officer)
    assert effects(received) == [Effect.CONFLICT, Effect.SAME, Effect.WAITS]
    apply(received, officer)
    assert Payment.objects.filter(status=PaymentStatus.DUE).count() == 3


# --- who and when


def test_only_by_a_payer_in_an_open_year(officer, file):
    rows = rows_of(file)
    with pytest.raises(DutyEnded):
        receive(rows, make.officer(Duty.HEAD, Duty.CASEWORKER))
    received = receive(rows, officer)
    with pytest.raises(DutyEnded):
        apply(received, make.officer(Duty.HEAD, Duty.CASEWORKER))
    FiscalYear.objects.filter(pk=2566).update(is_open=False)
    with pytest.raises(YearClosed):
        apply(received, officer)
    with pytest.raises(YearClosed):
        receive([*rows, rows[0]], officer)


@pytest.mark.parametrize("change", [{"content": b"x"}, {"count": 9}, {"name": "x"}], ids=str)
def test_it_stays_as_it_came(officer, file, change):
    receive(rows_of(file), officer)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ResultList.objects.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ResultList.objects.all()._raw_delete("default")


# --- the pages

LISTS = "/2566/results/"


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def upload(content, name="ผลการโอน.csv"):
    return SimpleUploadedFile(name, content, "text/csv")


def test_the_payer_brings_a_list_looks_at_it_and_records_it(at_desk, officer, file):
    empty = at_desk.get(LISTS).text
    assert "ยังไม่เคยนำเข้าผลการโอน" in empty
    assert "multiple" not in empty.partition('type="file"')[2].partition(">")[0]
    content = csv_of(OURS, *rows_of(file))
    preview = at_desk.post(LISTS, {"results": upload(content)}, follow=True)
    for word in ("ผลการโอน.csv", "บันทึกจ่ายสำเร็จ", "บันทึกโอนไม่ผ่าน", "บัญชีถูกปิด", "10,000.00"):
        assert word in preview.text
    address = f"{LISTS}{ResultList.objects.get().pk}/"
    digest = preview.context["plan"].digest
    done = at_desk.post(address, {"digest": digest}, follow=True)
    assert "นำเข้าผลการโอนแล้ว บันทึกจ่ายสำเร็จ 2 ราย 10,000.00 บาท" in done.text
    assert results(file) == [Result.PAID, Result.RETURNED, Result.PAID]
    assert "บันทึกผลแล้ว" in at_desk.get(LISTS).text
    again = at_desk.post(LISTS, {"results": upload(content)}, follow=True)
    assert "นำเข้ารายการนี้อีกครั้งไม่เปลี่ยนอะไร" in again.text


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "ยังไม่ได้"),
        ([b"a", b"b"], "เลือกครั้งละ 1 ไฟล์"),
        ([b"%PDF-1.7"], "ระบบอ่านผลการโอนจากไฟล์ Excel"),
        ([csv_of(("ก", "ข"))], "หัวคอลัมน์"),
    ],
    ids=["none", "two", "pdf", "headings"],
)
def test_what_cannot_be_taken_is_said_beside_the_box(at_desk, files, why):
    page = at_desk.post(LISTS, {"results": [upload(content) for content in files]})
    assert page.status_code == 200
    assert why in page.text
    assert page.context["form"].errors["results"]
    assert not ResultList.objects.exists()


def test_a_list_with_a_wrong_row_has_no_button_and_shows_which(at_desk, officer, file):
    rows = rows_of(file)
    rows[2] = row(lines_of(file)[2], amount="1.00")
    received = receive(rows, officer)
    page = at_desk.get(f"{LISTS}{received.pk}/").text
    assert "แถวที่ใช้ไม่ได้ จึงยังบันทึกไม่ได้" in page
    assert "บันทึกผลตามรายการนี้" not in page
    only = at_desk.get(f"{LISTS}{received.pk}/", {"only": "PROBLEM"})
    assert [one.row.number for one in only.context["rows"]] == [4]
    late = at_desk.post(f"{LISTS}{received.pk}/", {"digest": "x"})
    assert late.status_code == 409
    assert "แถวที่ 4" in late.text


def test_a_list_is_shown_from_any_row_and_a_bent_address_from_the_first(at_desk, officer, file):
    address = f"{LISTS}{receive(rows_of(file), officer).pk}/"

    def numbers(**query):
        return [one.row.number for one in at_desk.get(address, query).context["rows"]]

    for bent in ("", "x", "๒", "-1", "9" * 20):
        assert numbers(**{"from": bent}) == [2, 3, 4]
    assert numbers(**{"from": "2"}) == [4]
    assert numbers(**{"from": "999"}) == numbers(only="GOLD") == []


def test_recording_asks_for_the_password_again(at_desk, officer, file):
    received = receive(rows_of(file), officer)
    at_desk.password_given(None)
    typed = {"digest": actions.plan_of(received).digest}
    page = at_desk.post(f"{LISTS}{received.pk}/", typed)
    assert "ยืนยันรหัสผ่านอีกครั้ง" in page.text
    assert results(file) == [Result.PENDING] * 3


def test_a_conflict_leads_to_where_it_is_settled(at_desk, officer, file):
    actions.mark_returned(lines_of(file)[0].payment, because="ACCOUNT_CLOSED", by=officer)
    received = receive(rows_of(file, PAID, WAITS, WAITS), officer)
    typed = {"digest": actions.plan_of(received).digest}
    done = at_desk.post(f"{LISTS}{received.pk}/", typed)
    assert done.headers["Location"] == "/2566/conflicts/"


def test_others_look_and_may_not_record_and_another_office_finds_nothing(
    client, officer, stranger, file
):
    received = receive(rows_of(file), officer)
    address = f"{LISTS}{received.pk}/"
    client.force_login(make.officer(Duty.HEAD))
    assert "ผู้ทำหน้าที่โอนเงินเป็นผู้บันทึก" in client.get(address).text
    assert client.post(address, {"digest": "x"}).status_code == 403
    assert client.post(LISTS, {"results": upload(b"x")}).status_code == 403
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert client.post(address, {"digest": "x"}).status_code == 404
    assert received.name not in client.get(LISTS).text
