"""The pages of a bundle (จัดหน้าเอกสาร): turned, ordered, taken out, added to; and what they came from."""

import hashlib
import io

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case, Draft, DraftPage, Received, Source
from ecase.core.storage import fetch
from tests import make

from .typing import form, pdf


def told(*words: str) -> bytes:
    """A PDF with one page for each word, which can be read off it."""
    file = pikepdf.new()
    helvetica = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for word in words:
        file.add_blank_page(page_size=(595, 842))
        page = file.pages[-1].obj
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=helvetica))
        page.Contents = file.make_stream(f"BT /F 40 Tf 90 700 Td ({word}) Tj ET".encode())
    out = io.BytesIO()
    file.save(out, deterministic_id=True)
    return out.getvalue()


def upload(content: bytes, name: str = "สแกน.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def read(document) -> list[tuple[str, bool]]:
    """The word on each page, and whether the page lies."""
    pages = pypdfium2.PdfDocument(fetch(document.stored_as))
    return [
        (page.get_textpage().get_text_range().strip(), page.get_width() > page.get_height())
        for page in pages
    ]


def words(document) -> str:
    return "".join(word for word, _ in read(document))


@pytest.fixture
def draft(officer):
    return cases.look_up("5838023466970", fiscal_year=make.year(), by=officer)


@pytest.fixture
def send(client, draft, officer):
    client.force_login(officer)
    address = reverse("meetings:record", args=[2566, draft.pk])
    return lambda **changes: client.post(address, form(**changes))


@pytest.fixture
def laid(send, draft):
    """Pages A, B, C of two files in the supporting bundle; the other bundle is complete."""
    send(supporting=[upload(told("A", "B")), upload(told("C"))], financial=pdf(), amount="")
    return draft


def pages(draft: Draft, bundle: str = Bundle.SUPPORTING) -> list[DraftPage]:
    return [page for page in DraftPage.objects.of(draft) if page.file.bundle == bundle]


def supporting():
    return Case.objects.get().documents.latest_of(Bundle.SUPPORTING)


class TestInANewCase:
    def test_stand_in_the_order_in_which_they_came(self, send, laid):
        send()
        assert words(supporting()) == "ABC"

    def test_are_shown_with_their_buttons_and_all_that_was_typed(self, send, laid):
        page = send(page=f"turn-{pages(laid)[0].pk}", first_name="สมศรี").text
        assert page.count("หมุนขวา") == 4
        assert 'aria-label="เลื่อนหน้า 1 ไปก่อนหน้า"' not in page
        assert 'aria-label="เลื่อนหน้า 3 ไปก่อนหน้า"' in page
        assert "สมศรี" in page

    def test_are_moved_back_and_on(self, send, laid):
        send(page=f"back-{pages(laid)[2].pk}")
        send(page=f"on-{pages(laid)[0].pk}")
        send()
        assert words(supporting()) == "CAB"

    def test_at_either_end_stay_there(self, send, laid):
        send(page=f"back-{pages(laid)[0].pk}")
        send(page=f"on-{pages(laid)[2].pk}")
        send()
        assert words(supporting()) == "ABC"

    def test_are_turned(self, send, laid):
        send(page=f"turn-{pages(laid)[1].pk}")
        send()
        assert read(supporting()) == [("A", False), ("B", True), ("C", False)]

    def test_turned_all_round_are_as_they_came(self, send, laid):
        for _ in range(4):
            send(page=f"turn-{pages(laid)[1].pk}")
        send()
        assert {lies for _, lies in read(supporting())} == {False}

    def test_are_taken_out_and_a_file_with_its_last_page(self, send, laid):
        send(page=f"out-{pages(laid)[2].pk}")
        send(page=f"out-{pages(laid)[0].pk}")
        assert [file.pages for file in laid.files.filter(bundle=Bundle.SUPPORTING)] == [2]
        send()
        assert words(supporting()) == "B"

    def test_all_taken_out_leave_a_bundle_that_is_missing(self, send, laid):
        for page in pages(laid):
            send(page=f"out-{page.pk}")
        assert "ยังไม่มีเอกสารที่เกี่ยวข้อง" in send().text
        assert not Case.objects.exists()

    @pytest.mark.parametrize("odd", ["", "turn-", "turn-x", "out-๑", "fly-1", f"out-{10**30}"])
    def test_are_left_alone_by_what_no_button_sends(self, send, laid, odd):
        before = [(p.pk, p.position, p.turn) for p in pages(laid)]
        assert send(page=odd).status_code == 200
        assert [(p.pk, p.position, p.turn) for p in pages(laid)] == before

    def test_of_another_officers_draft_are_left_alone(self, send, laid, officer):
        theirs = make.draft(by=make.other_of(officer))
        send(page=f"out-{pages(theirs)[0].pk}")
        assert len(pages(theirs)) == 1

    def test_are_drawn_as_they_are_turned_for_the_officer_alone(self, client, send, laid, officer):
        page = pages(laid)[0]
        address = reverse("cases:draft_page", args=[2566, laid.pk, page.pk])
        upright = client.get(address)
        assert upright["Content-Type"] == "image/jpeg"
        assert upright["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
        send(page=f"turn-{page.pk}")
        assert client.get(address).content != upright.content
        client.force_login(make.other_of(officer))
        assert client.get(address).status_code == 404


class TestOfASavedCase:
    @pytest.fixture
    def case(self, send, laid):
        send()
        return Case.objects.get()

    @pytest.fixture
    def edit(self, client, case):
        """The edit form, which goes on with its draft."""

        def send(**changes):
            case.refresh_from_db()
            draft = Draft.objects.filter(edits=case).last()
            known = {"opened_version": case.version, **({"draft": draft.pk} if draft else {})}
            return client.post(
                reverse("meetings:edit", args=[2566, case.number]), form(**known, **changes)
            )

        return send

    def arranged(self, case):
        return pages(Draft.objects.get(edits=case))

    def test_laid_out_and_left_so_make_no_version(self, edit, case):
        assert "หน้า 3" in edit(lay_out="supporting").text
        edit()
        case.refresh_from_db()
        assert (case.version, case.documents.filter(bundle="supporting").count()) == (1, 1)

    def test_put_in_another_order_make_the_next_version_and_the_first_stays(self, edit, case):
        edit(lay_out="supporting")
        edit(page=f"back-{self.arranged(case)[1].pk}")
        edit()
        assert words(supporting()) == "BAC"
        assert words(case.documents.get(bundle="supporting", version=1)) == "ABC"

    def test_are_added_to(self, edit, case):
        edit(lay_out="supporting")
        edit(supporting=upload(told("D"), "เพิ่ม.pdf"))
        assert words(supporting()) == "ABCD"
        assert [source.name for source in supporting().sources.order_by("position")] == [
            "สแกน.pdf",
            "สแกน.pdf",
            "เพิ่ม.pdf",
        ]

    def test_are_replaced_by_new_files_alone_as_before(self, edit, case):
        edit(supporting=upload(told("Z")))
        assert words(supporting()) == "Z"


class TestWhatCame:
    def test_is_kept_byte_for_byte_and_told_in_the_register(self, send, laid):
        content = told("A", "B")
        digest = hashlib.sha256(content).hexdigest()
        received = Received.objects.get(sha256=digest)
        assert fetch(received.stored_as) == content
        events = Event.objects.filter(verb="file.received", after__sha256=digest)
        assert [event.after["size"] for event in events] == [len(content)]

    def test_is_known_of_each_version_in_order(self, send, laid):
        send()
        names = [(s.position, s.received.sha256) for s in supporting().sources.order_by("position")]
        assert names == [
            (1, hashlib.sha256(told("A", "B")).hexdigest()),
            (2, hashlib.sha256(told("C")).hexdigest()),
        ]

    def test_twice_is_kept_once(self, send, laid, officer):
        other = cases.look_up("1101400000014", fiscal_year=make.year(), by=officer)
        before = Received.objects.count()
        cases.take_files(other, [cases.ReceivedFile("supporting", "อีก.pdf", told("C"))], by=officer)
        assert Received.objects.count() == before

    def test_of_a_refused_file_nothing_is_kept(self, send, draft):
        send(supporting=upload(b"MZ" + bytes(100)))
        assert not Received.objects.exists()

    @pytest.mark.parametrize("model", [Received, Source])
    def test_is_for_ever(self, send, laid, model):
        send()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
        field = {Received: "size", Source: "position"}[model]
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{field: 9})
