"""What a PDF could do beside being looked at, found by walking all its objects and never by grep."""

import io

import pikepdf
import pypdfium2

# Ways to run, fetch, send, carry or tell something, as keys or as names. Of links too: what is
# served is paper, and paper has none.
DANGEROUS = {
    *("/JavaScript", "/JS", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"),
    *("/RichMedia", "/XFA", "/AA", "/OpenAction", "/URI", "/EmbeddedFiles", "/EmbeddedFile"),
    *("/FileAttachment", "/Metadata", "/Annots", "/AcroForm", "/Info", "/Names"),
}


def words_in(pdf: pikepdf.Pdf) -> set[str]:
    """Every key and every name in the file, wherever it stands."""
    words: set[str] = set(pdf.trailer.keys()) - {"/Root", "/Size", "/ID", "/Prev"}
    waiting: list = list(pdf.objects)
    while waiting:
        at = waiting.pop()
        if isinstance(at, pikepdf.Name):
            words.add(str(at))
        elif isinstance(at, pikepdf.Dictionary | pikepdf.Stream):
            keys = set(at.keys())
            words |= keys
            waiting += [at[key] for key in keys if not indirect(at[key])]
        elif isinstance(at, pikepdf.Array):
            waiting += [part for part in at.as_list() if not indirect(part)]
    return words


def indirect(thing: object) -> bool:
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def faults_of(content: bytes, pages: int) -> list[str]:
    """Why these bytes are no paper that may be served: they act, tell, or do not open as they should."""
    found = []
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        found.append("something stands before or behind the PDF")
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
        found += [f"has {word}" for word in sorted(words_in(pdf) & DANGEROUS)]
        found += [f"its root has {key}" for key in set(pdf.Root.keys()) - {"/Type", "/Pages"}]
        if len(pdf.pages) != pages:
            found.append(f"{len(pdf.pages)} pages for pikepdf, not {pages}")
    document = pypdfium2.PdfDocument(content)
    if len(document) != pages:
        found.append(f"{len(document)} pages for pdfium, not {pages}")
    for page in document:
        if min(page.get_size()) <= 0:
            found.append("a page without a size")
        page.close()
    document.close()
    return found
