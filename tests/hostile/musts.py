"""The conditions that entries name under ``must``, each as a question about what came of sending it."""

import hashlib
import io
import re
from collections.abc import Callable
from urllib.parse import unquote

import pikepdf
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from ecase.audit.models import Event
from ecase.cases.models import DraftFile, Source
from tests.hostile.inert import faults_of
from tests.hostile.sending import LARGEST, LONGEST, Sent, typed_in

Must = Callable[[Sent], None]
MUSTS: dict[str, Must] = {}
GENERATED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.(pdf|bin)")
SCRIPT = re.compile(rb"<\s*(script|html|svg|\?php)|javascript:", re.IGNORECASE)


def must(*names: str) -> Callable[[Must], Must]:
    def keep(check: Must) -> Must:
        MUSTS.update(dict.fromkeys(names, check))
        return check

    return keep


def of_accepted(check: Must) -> Must:
    """Of what is served; where the file was refused there is nothing to ask."""

    def asked(sent: Sent) -> None:
        if sent.accepted:
            check(sent)

    return asked


# --- asked of every file


@must("no_5xx")
def no_5xx(sent: Sent) -> None:
    unreadable = sent.entry.raw_content_disposition and not sent.accepted
    assert sent.page.status_code == (302 if sent.accepted else 400 if unreadable else 200)


@must("bounded_cpu_mem")
def bounded(sent: Sent) -> None:
    assert sent.taken.work <= LONGEST
    assert sent.taken.child <= LARGEST


@must("form_input_kept")
def form_input_kept(sent: Sent) -> None:
    if sent.accepted or sent.page.status_code == 400:
        return
    again = sent.desk.client.get(sent.desk.address)  # after going away and coming back too
    for page in (sent.page, again):
        kept = typed_in(page.text, "first_name")
        typed = {name: str(value) for name, value in sent.typed.items()}
        assert {name: kept.get(name, "") for name in typed} == typed


@must("nothing_stored")
def nothing_stored(sent: Sent) -> None:
    if not sent.accepted:
        assert not sent.desk.rows()
        assert not sent.stored
        assert not sent.desk.files_in("arriving")


@must("stored_under_generated_name", "no_file_outside_storage")
def stored_under_generated_name(sent: Sent) -> None:
    place = sent.desk.home / "documents"
    for path in sent.stored:
        assert GENERATED.fullmatch(path.relative_to(place).as_posix()), path
    assert {path.name for path in sent.desk.home.iterdir()} <= {"documents", "static", "arriving"}
    assert not sent.desk.files_in("static") + sent.desk.files_in("arriving")


@must("served_headers_safe")
@of_accepted
def served_headers_safe(sent: Sent) -> None:
    for answer in sent.downloads:
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
        assert answer["Cache-Control"] == "private, no-store"
    stranger = sent.desk.as_stranger()
    assert stranger.get(sent.address("document")).status_code == 404


@must("served_pdf_inert", "served_pdf_no_attachments", "bytes_or_pages_preserved")
@of_accepted
def served_pdf_inert(sent: Sent) -> None:
    for document, answer in zip(
        sent.case.documents.order_by("-bundle"), sent.downloads, strict=True
    ):
        assert faults_of(answer.content, document.pages) == []
        assert document.pages == pages_of(sent.entry.content)


@must("download_header_wellformed", "no_header_injection")
@of_accepted
def download_header_wellformed(sent: Sent) -> None:
    """The name is ours: that of the received file is not in it at all."""
    for answer, label in zip(sent.downloads, ("เอกสารที่เกี่ยวข้อง", "เอกสารทางการเงิน"), strict=True):
        header = answer["Content-Disposition"]
        wanted = re.fullmatch(r"attachment; filename\*=utf-8''([A-Za-z0-9%._~-]+)", header)
        assert wanted and unquote(wanted[1]) == f"{sent.case}-{label}-ฉบับที่1.pdf", header
        assert "Set-Cookie" not in answer.headers


@must("name_escaped_in_html", "ui_not_broken", "no_template_eval", "decoded_at_most_once")
def name_escaped(sent: Sent) -> None:
    """The name stands in the page as text, shortened and without what cannot be seen."""
    name = sent.shown_name
    assert len(name) <= 150 and not re.search(r"[\x00-\x1f/\\\\\u202a-\u202e]|  ", name)
    if sent.accepted:
        assert {*DraftFile.objects.values_list("name", flat=True)} <= {name}
        assert {source.name for source in Source.objects.all()} == {name}
        page = sent.desk.as_auditor().get(reverse("cases:received", args=[2566, sent.case.number]))
    else:
        page = sent.page
    assert escape(name) in page.text
    assert "<script" not in name and ("{{7*7}}" in name) == ("{{" in sent.entry.upload_filename)


@must("original_bytes_kept_with_sha256")
@of_accepted
def original_kept(sent: Sent) -> None:
    sha256 = hashlib.sha256(sent.entry.content).hexdigest()
    event = Event.objects.filter(verb="file.received").first()
    assert (event.by, event.after["sha256"]) == (sent.desk.officer, sha256)
    taken_out = sent.desk.as_auditor().post(
        reverse("cases:received", args=[2566, sent.case.number]),
        {"source": Source.objects.first().pk, "reason": "ตรวจสอบ"},
    )
    assert taken_out.content == sent.entry.content


ALWAYS = [
    *(no_5xx, bounded, form_input_kept, nothing_stored, stored_under_generated_name),
    *(served_headers_safe, served_pdf_inert, download_header_wellformed, name_escaped),
    original_kept,
]


def pages_of(content: bytes) -> int:
    """How many pages the received file has itself."""
    if b"%PDF-" in content[:1024]:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages)
    if content[4:8] == b"ftyp":
        return 1
    with Image.open(io.BytesIO(content)) as picture:
        return getattr(picture, "n_frames", 1)


# --- asked of some


@must("renders_not_inverted")
@of_accepted
def renders_not_inverted(sent: Sent) -> None:
    assert sent.grey(0.05, 0.5) > 200


@must("orientation_applied")
@of_accepted
def orientation_applied(sent: Sent) -> None:
    with Image.open(io.BytesIO(sent.entry.content)) as received:
        assert received.width < received.height or received.getexif()[0x112] == 6
    assert sent.look.width < sent.look.height


@must("exif_removed", "if_accepted_reencoded")
@of_accepted
def exif_removed(sent: Sent) -> None:
    for raw in images_in(sent.served):
        assert raw != sent.entry.content
        for trace in (b"Exif", b"GPS", b"http://ns.adobe.com", b"Photoshop", b"zTXt"):
            assert trace not in raw
        if raw.startswith(b"\xff\xd8"):
            with Image.open(io.BytesIO(raw)) as picture:
                assert not picture.getexif() and not {"exif", "xmp"} & set(picture.info)


@must("served_has_no_script_bytes", "served_has_no_trailing_payload")
@of_accepted
def no_script(sent: Sent) -> None:
    assert sent.served.startswith(b"%PDF-") and sent.served.rstrip().endswith(b"%%EOF")
    assert b"PK\x03\x04" not in sent.served
    for raw in (sent.served, *images_in(sent.served)):
        assert not SCRIPT.search(raw)


@must("if_accepted_served_as_true_type", "if_accepted_junk_before_header_removed")
@of_accepted
def served_as_true_type(sent: Sent) -> None:
    assert sent.served.startswith(b"%PDF-")
    assert sent.downloads[0]["Content-Type"] == "application/pdf"


@must("if_accepted_all_pages_present")
@of_accepted
def all_pages(sent: Sent) -> None:
    assert sent.case.documents.first().pages == pages_of(sent.entry.content) > 1


@must("no_external_fetch")
@of_accepted
def no_external_fetch(sent: Sent) -> None:
    """What the file would have fetched stands nowhere in what is served; the child has no network."""
    assert b"root:" not in sent.served and b"/etc/passwd" not in sent.served


@must("metadata_never_reaches_exports")
@of_accepted
def metadata_stays_behind(sent: Sent) -> None:
    with pikepdf.open(io.BytesIO(sent.entry.content)) as pdf:
        told = [str(value) for value in pdf.docinfo.values()]
    assert told
    case = sent.case
    pages = [case.get_absolute_url(), reverse("cases:list", args=[2566])]
    said = [sent.desk.client.get(page).text for page in pages]
    sheet = sent.desk.client.get(reverse("cases:sheet", args=[2566, case.number])).content
    with pikepdf.open(io.BytesIO(sheet)) as paper, pikepdf.open(io.BytesIO(sent.served)) as served:
        said += [str(value) for pdf in (paper, served) for value in pdf.docinfo.values()]
    assert not [word for word in told for text in said if word in text]


@must("download_name_roundtrips", "extension_kept")
@of_accepted
def name_roundtrips(sent: Sent) -> None:
    """Each letter is as it came, but for marks that could be piled up without end."""
    name, came = Source.objects.first().name, sent.entry.upload_filename
    assert name == came or re.fullmatch("(ก[\u0e48-\u0e4c\u0e31-\u0e3a]*…?)+[.]pdf", name)
    assert name.endswith(".pdf")


@must("bidi_controls_removed_from_display")
def nothing_invisible(sent: Sent) -> None:
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", sent.shown_name)


@must("name_not_in_url")
@of_accepted
def name_not_in_url(sent: Sent) -> None:
    """No address that the pages of the case offer holds a number of thirteen digits."""
    for address in (sent.case.get_absolute_url(), sent.page.url):
        page = sent.desk.client.get(address).text
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', page):
            assert not re.search("[0-9]{13}", unquote(link)) and "สมศรี" not in unquote(link)


def images_in(pdf: bytes) -> list[bytes]:
    """The pictures of a PDF as they are packed in it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            image.read_raw_bytes()
            for image in opened.objects
            if isinstance(image, pikepdf.Stream) and image.get("/Subtype") == "/Image"
        ]
