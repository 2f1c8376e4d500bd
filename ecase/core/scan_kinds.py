"""What a received file is, by its first bytes and never by its name (ชนิดของไฟล์)."""

from dataclasses import dataclass

PDF, JPEG, PNG, TIFF, HEIC = "pdf", "jpeg", "png", "tiff", "heic"
PRINT = "เปิดไฟล์แล้วสั่งพิมพ์หรือบันทึกเป็น PDF แล้วเลือกไฟล์นั้น"
AS_PICTURE = "บันทึกเป็น JPEG หรือ PDF แล้วเลือกไฟล์นั้น"
UNPACK = "แตกไฟล์ก่อน แล้วเลือกเอกสารที่อยู่ข้างใน"
RESCAN = "เลือกไฟล์สแกนหรือภาพถ่ายของเอกสาร"

# The magic numbers of what offices send by mistake: where, which bytes, what it is, what to do.
FOREIGN: list[tuple[int, bytes, str, str]] = [
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ไฟล์ Word หรือ Excel", PRINT),
    (0, b"{\\rtf", "เอกสารข้อความ RTF", PRINT),
    (0, b"GIF8", "ภาพ GIF", AS_PICTURE),
    (0, b"BM", "ภาพ BMP", AS_PICTURE),
    (8, b"WEBP", "ภาพ WebP", AS_PICTURE),
    (0, b"Rar!", "ไฟล์บีบอัด RAR", UNPACK),
    (0, b"7z\xbc\xaf", "ไฟล์บีบอัด 7-Zip", UNPACK),
    (0, b"\x1f\x8b", "ไฟล์บีบอัด GZIP", UNPACK),
    (0, b"MZ", "โปรแกรม", RESCAN),
    (0, b"\x7fELF", "โปรแกรม", RESCAN),
]
TIFF_MARKS = (b"II*\x00", b"MM\x00*")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
MOVING_BRANDS = (b"hevc", b"hevx", b"msf1", b"avif", b"avis")
PROGRAM_NAMES = (
    *(".bat", ".cmd", ".com", ".cpl", ".exe", ".hta", ".htm", ".html", ".jar", ".js", ".lnk"),
    *(".msi", ".ps1", ".scr", ".svg", ".vbs", ".wsf"),
)


@dataclass(frozen=True)
class Foreign:
    """A file that is no scan: what it is and how it becomes one."""

    kind: str
    instead: str


def kind_of(name: str, content: bytes) -> str | Foreign:
    """PDF, JPEG, PNG, TIFF or HEIC, or what it is instead.

    >>> kind_of("x.pdf", b"\\xff\\xd8\\xff\\xe0")
    'jpeg'
    >>> kind_of("x.pdf", b"<html>%PDF-1.4").kind
    'หน้าเว็บหรือข้อความ'
    """
    head = content[:1024]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if name.lower().rstrip(". ").endswith(PROGRAM_NAMES):
        return Foreign("โปรแกรมหรือหน้าเว็บตามนามสกุลไฟล์", RESCAN)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(TIFF_MARKS):
        return TIFF
    if head.startswith(b"PK\x03\x04"):
        return _zip(content)
    if head[4:8] == b"ftyp":
        if head[8:12] in HEIC_BRANDS:
            return HEIC
        if head[8:12] in MOVING_BRANDS:
            return Foreign("ภาพเคลื่อนไหวหรือภาพ AVIF จากโทรศัพท์", AS_PICTURE)
        return Foreign("วิดีโอหรือเสียง", RESCAN)
    for at, magic, kind, instead in FOREIGN:
        if head[at : at + len(magic)] == magic:
            return Foreign(kind, instead)
    # Readers open a PDF whose mark lies anywhere in the first kilobyte, but a browser would take
    # what begins with a tag for a page.
    if text.startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Foreign("หน้าเว็บหรือข้อความ", PRINT)
    if b"%PDF-" in head:
        return PDF
    return Foreign("ไฟล์ชนิดอื่น", RESCAN)


def _zip(content: bytes) -> Foreign:
    for part, kind in (
        (b"word/", "ไฟล์ Word"),
        (b"xl/", "ไฟล์ Excel"),
        (b"ppt/", "ไฟล์ PowerPoint"),
        (b"opendocument", "ไฟล์ OpenDocument"),
    ):
        if part in content[:8192] or part in content[-8192:]:
            return Foreign(kind, PRINT)
    return Foreign("ไฟล์บีบอัด ZIP", UNPACK)
