"""Pages of รับรองบัญชี: what waits, one proposal beside its paper, and who may decide it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ecase.audit.models import Event
from ecase.offices.models import Duty
from ecase.payments import actions
from ecase.payments.models import AccountChange
from tests import make

from .test_account_changes import DUE, HELD, NEW, RETURNED, now, propose


@pytest.fixture
def head(officer):
    return make.other_of(officer)


def address_of(payment):
    return f"/2566/payment/{payment.case.number}/account-change/"


LIST = "/2566/account-changes/"


@pytest.fixture
def at_heads_desk(client, head):
    client.force_login(head)
    return client


def test_the_list_says_that_nothing_waits(at_heads_desk):
    assert "ไม่มีบัญชีที่รอรับรอง" in at_heads_desk.get(LIST).text
    assert "ยังไม่มีการแก้บัญชีที่ตัดสินแล้ว" in at_heads_desk.get(LIST, {"show": "decided"}).text


def test_the_list_shows_both_accounts_masked_and_the_decided_apart(at_heads_desk, officer, head):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    page = at_heads_desk.get(LIST).text
    assert payment.case.name in page
    assert "พิมพ์ผิด" in page
    for account in (change.before, change.account):
        assert account.account_number not in page.replace("-", "")
    assert address_of(payment) in page

    actions.refuse_account(change, because="เลขไม่ตรงกับสมุด", by=head)
    assert address_of(payment) not in at_heads_desk.get(LIST).text
    assert "เลขไม่ตรงกับสมุด" in at_heads_desk.get(LIST, {"show": "decided"}).text


def test_the_list_is_oldest_first(at_heads_desk, officer):
    approval = make.approval(by=officer, cases=3)
    for payment in approval.payments.order_by("-position"):
        propose(payment, officer, f"00111122{payment.position:02}")
    rows = [row.case for row in at_heads_desk.get(LIST).context["rows"]]
    assert rows == [str(p.case) for p in approval.payments.order_by("-position")]


def test_the_page_shows_both_whole_and_the_look_is_on_record(at_heads_desk, officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    page = at_heads_desk.get(address_of(payment)).text.replace("-", "")
    assert change.before.account_number in page
    assert NEW in page
    assert "เอกสารทางการเงิน หน้า 1 จาก 1" in page
    assert Event.objects.filter(verb="case.account_disclosed").count() == 1


@pytest.mark.parametrize(
    ("duties", "words"),
    [
        ([Duty.HEAD], {"รับรองบัญชี</button>", "ไม่รับรอง</button>"}),
        ([Duty.PAYER], set()),
        ([Duty.CASEWORKER], set()),
    ],
    ids=["head", "payer", "caseworker"],
)
def test_each_duty_has_its_buttons(client, officer, duties, words):
    payment = make.payment(RETURNED, by=officer)
    propose(payment, officer)
    client.force_login(make.officer(*duties))
    page = client.get(address_of(payment)).text
    every = {"รับรองบัญชี</button>", "ไม่รับรอง</button>", "ถอนคืนเพื่อเสนอใหม่</button>"}
    assert {word for word in every if word in page} == words


def test_its_proposer_may_take_it_back_on_the_page(client, officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    client.force_login(officer)
    assert "คุณเป็นผู้เสนอแก้บัญชีนี้" in client.get(address_of(payment)).text
    client.post(address_of(payment), {"withdraw": "1", "change": change.pk})
    assert now(payment).status == RETURNED


def test_the_head_accepts_what_the_page_showed(at_heads_desk, officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    done = at_heads_desk.post(
        address_of(payment), {"accept": "1", "change": change.pk}, follow=True
    )
    assert "รับรองบัญชีของเคส" in done.text
    assert now(payment).status == DUE


def test_a_page_of_an_older_proposal_decides_nothing_of_the_newer(at_heads_desk, officer):
    payment = make.payment(RETURNED, by=officer)
    old = propose(payment, officer)
    actions.withdraw_account(old, by=officer)
    propose(now(payment), officer, "0099998888")
    late = at_heads_desk.post(address_of(payment), {"accept": "1", "change": old.pk})
    assert late.status_code == 409
    assert "ถอนคืน" in late.text
    assert now(payment).status == HELD


@pytest.mark.parametrize("typed", [{}, {"change": "x"}, {"change": "9" * 30}, {"change": "๑"}])
@pytest.mark.parametrize("button", ["accept", "refuse", "withdraw"])
def test_a_page_that_showed_no_proposal_decides_none(client, officer, typed, button):
    payment = make.payment(RETURNED, by=officer)
    propose(payment, officer)
    client.force_login(officer)
    sent = {button: "1", "because": "x", **typed}
    assert client.post(address_of(payment), sent).status_code == 404
    assert now(payment).status == HELD


def test_refused_with_a_reason_alone(at_heads_desk, officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    sent = {"refuse": "1", "change": change.pk}
    page = at_heads_desk.post(address_of(payment), {**sent, "because": " "})
    assert "ยังไม่ได้กรอก" in page.text
    assert now(payment).status == HELD
    at_heads_desk.post(address_of(payment), {**sent, "because": "เลขไม่ตรง"})
    change.refresh_from_db()
    assert change.decided_because == "เลขไม่ตรง"


def test_who_proposed_it_is_answered_with_the_rule(client, officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    client.force_login(officer)
    answer = client.post(address_of(payment), {"accept": "1", "change": change.pk})
    assert answer.status_code == 409
    assert "ให้เจ้าหน้าที่อีกคน" in answer.text


def test_accepting_asks_for_the_password_again(at_heads_desk, officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    at_heads_desk.password_given(None)
    page = at_heads_desk.post(address_of(payment), {"accept": "1", "change": change.pk})
    assert "ยืนยันรหัสผ่านอีกครั้ง" in page.text
    assert now(payment).status == HELD


def test_who_may_not_accept_is_refused_and_another_office_finds_nothing(client, officer, stranger):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    sent = {"accept": "1", "change": change.pk}
    client.force_login(make.officer(Duty.PAYER))
    assert client.post(address_of(payment), sent).status_code == 403
    client.force_login(stranger)
    assert client.post(address_of(payment), sent).status_code == 404
    assert client.get(address_of(payment)).status_code == 404
    assert payment.case.name not in client.get(LIST).text


def test_confirming_the_form_twice_with_its_paper_is_one_proposal(client, officer):
    payment = make.payment(RETURNED, by=officer)
    client.force_login(officer)
    address = f"/2566/payment/{payment.case.number}/account/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "financial"}
    sent |= {"bank": "006", "account_number": NEW, "because": "ผู้รับเงินเปลี่ยนบัญชี"}
    for _ in range(2):
        paper = SimpleUploadedFile("สมุด.pdf", make.scan(2).pdf, "application/pdf")
        assert client.post(address, {**sent, "financial": paper}).status_code == 302
    assert AccountChange.objects.count() == 1
    assert payment.case.documents.filter(bundle="financial").count() == 2


@pytest.mark.parametrize(
    ("because", "asked"),
    [
        ("กรอกธนาคารหรือเลขบัญชีผิด", False),
        ("ชื่อบัญชีไม่ตรงกับสมุดบัญชี", False),
        ("ผู้รับเงินเปลี่ยนบัญชี", True),
        ("อื่น ๆ", True),
    ],
)
def test_the_form_asks_for_a_paper_unless_the_filed_one_shows_it(client, officer, because, asked):
    payment = make.payment(RETURNED, by=officer)
    client.force_login(officer)
    address = f"/2566/payment/{payment.case.number}/account/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "financial"}
    sent |= {"bank": "006", "account_number": NEW, "because": because, "note": "ย้ายธนาคาร"}
    answer = client.post(address, sent)
    assert ("ต้องแนบสำเนาสมุดบัญชีใหม่" in answer.text) == asked
    assert AccountChange.objects.exists() != asked


def test_what_is_held_is_told_on_the_approval_and_its_form_leads_to_the_proposal(client, officer):
    payment = make.payment(RETURNED, by=officer)
    propose(payment, officer)
    client.force_login(officer)
    assert "รอหัวหน้าฝ่ายรับรอง" in client.get(payment.approval.get_absolute_url()).text
    form = client.get(f"/2566/payment/{payment.case.number}/account/")
    assert form.headers["Location"] == address_of(payment)
