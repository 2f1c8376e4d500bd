"""Spoiling files, the same way each time for the same dice: as bytes, as PDF and as pictures."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Spoil = Callable[[Random, bytes], bytes]
LARGEST = 400_000  # bytes of a spoilt file: doubling doubles on

ODD_BYTES = [0x00, 0x0A, 0x20, 0x28, 0x2F, 0x3C, 0x3E, 0x7F, 0x80, 0xFF]
ODD_NUMBERS = [
    *("0", "-1", "1", "2", "7", "255", "65535", "65536", "2147483647", "-2147483648"),
    *("4294967296", "9999999999", "99999999999999999999", "0.0001", "-0.5", "1e9", "--1", ""),
]
ODD_VALUES = [
    *("null", "true", "[]", "<<>>", "()", "(x)", "<FEFF0E01>", "/X", "/", "[[[[[[]]]]]]"),
    *("1 0 R", "2 0 R", "3 0 R", "5 0 R", "999 0 R", "0 0 R", "[1 0 R 1 0 R]", "[0 0 0 0]"),
    *(
        "[9 9 9 9]",
        "[-1e9 -1e9 1e9 1e9]",
        "[0 0 NaN 1]",
        "/FlateDecode",
        "[/FlateDecode/LZWDecode]",
    ),
    *("/JBIG2Decode", "/JPXDecode", "/DCTDecode", "/CCITTFaxDecode", "/ASCII85Decode"),
    *("/DeviceN", "/Indexed", "[/Indexed/DeviceRGB 255(x)]", "/Image", "/Form", "/Page", "/Pages"),
    *("<</S/JavaScript/JS(app.alert(1))>>", "<</S/Launch/F(cmd.exe)>>", "<</S/URI/URI(file:///)>>"),
]
PDF_KEYS = (
    rb"Length|Count|Width|Height|BitsPerComponent|Rotate|UserUnit|Size|First|N|Prev|Columns|Colors"
    rb"|Predictor|Kids|Parent|MediaBox|CropBox|Resources|Contents|Filter|DecodeParms|ColorSpace"
    rb"|Decode|SMask|Mask|Type|Subtype|Annots|AcroForm|XObject|Font|Root|W|Index|Pages|AP|Rect"
)
_A_KEY = re.compile(rb"/(" + PDF_KEYS + rb")(\s*)([^/\s<>\[\]()]+(?: \d+ R)?)")
_AN_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?endobj", re.DOTALL)
_A_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
_A_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_A_NUMBER = re.compile(rb"\d+")


def spoilt(dice: Random, sources: list[bytes]) -> bytes:
    """One of the files, spoilt once to four times; now and then two of them put together."""
    content = dice.choice(sources)
    if dice.random() < 0.08:
        content = _spliced(dice, content, dice.choice(sources))
    for _ in range(dice.choice((1, 1, 2, 3, 4))):
        content = dice.choice(_ways(content))(dice, content)[:LARGEST]
    return content


def _ways(content: bytes) -> list[Spoil]:
    own: list[Spoil] = []
    if b"%PDF-" in content[:1024]:
        own = [_pdf_value, _pdf_value, _pdf_reference, _pdf_object, _pdf_stream, _pdf_table]
    elif content.startswith(b"\x89PNG"):
        own = [_png_header, _png_chunks, _png_new_chunk]
    elif content.startswith(b"\xff\xd8"):
        own = [_jpeg_sizes, _jpeg_segments, _jpeg_exif]
    elif content[:2] in (b"II", b"MM"):
        own = [_tiff_entry]
    elif content[4:8] == b"ftyp":
        own = [_box_size]
    elif content.startswith(b"PK"):
        own = [_zip_part] * 3
    return [*own, *own, _flip, _put, _insert, _delete, _double, _cut, _zero]


def _span(dice: Random, content: bytes, longest: int = 400) -> tuple[int, int]:
    start = dice.randrange(len(content) + 1)
    return start, min(len(content), start + dice.choice((1, 2, 4, 16, dice.randint(1, longest))))


def _spliced(dice: Random, one: bytes, other: bytes) -> bytes:
    return one[: dice.randrange(len(one) + 1)] + other[dice.randrange(len(other) + 1) :]


# --- bytes and what is packed in them


def _flip(dice: Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(min(len(made), dice.choice((1, 1, 8, 64)))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def _put(dice: Random, content: bytes) -> bytes:
    start, end = _span(dice, content, 40)
    return content[:start] + bytes([dice.choice(ODD_BYTES)]) * (end - start) + content[end:]


def _insert(dice: Random, content: bytes) -> bytes:
    start, _ = _span(dice, content)
    return content[:start] + dice.randbytes(dice.choice((1, 2, 16, 300))) + content[start:]


def _delete(dice: Random, content: bytes) -> bytes:
    start, end = _span(dice, content)
    return content[:start] + content[end:]


def _double(dice: Random, content: bytes) -> bytes:
    start, end = _span(dice, content, 5000)
    return content[:end] + content[start:end] * dice.choice((1, 1, 2, 50)) + content[end:]


def _cut(dice: Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _zero(dice: Random, content: bytes) -> bytes:
    start, end = _span(dice, content, 2000)
    return content[:start] + bytes(end - start) + content[end:]


def _zip_part(dice: Random, content: bytes) -> bytes:
    """One part of a packed file spoilt, gone or under another name, with the sum that belongs to it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [(name, packed.read(name)) for name in packed.namelist()]
    except (zipfile.BadZipFile, ValueError, LookupError, OSError, zlib.error, NotImplementedError):
        return _flip(dice, content)
    if not parts:
        return _flip(dice, content)
    at = dice.randrange(len(parts))
    name, part = parts[at]
    spoil = dice.choice((_flip, _xml_value, _xml_value, _delete, _double, _insert, _cut))
    odd_name = dice.choice(("../x.xml", "/x", name.upper(), name + "/"))
    parts[at : at + 1] = [[], [(odd_name, part)], *[[(name, spoil(dice, part))]] * 6][
        dice.randrange(8)
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts:
            packed.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


_AN_XML_VALUE = re.compile(rb'(?<=")[^"<>]{0,40}(?=")|(?<=>)[^"<>]{1,40}(?=<)')
_ODD_XML = [
    *(b"", b"-1", b"A1048577", b"XFD1", b"AAAA9", b"1e400", b"NaN", b"2958466", b"&#0;", b"&x;"),
    *(b"<f>1+1</f>", b"<!-- -->", b"inlineStr", b"s", b"99999999999", b"\xff", "๑๒".encode(), b"0"),
]


def _xml_value(dice: Random, content: bytes) -> bytes:
    """Another value for an attribute or a cell."""
    if not (match := _one_of(dice, _AN_XML_VALUE, content)):
        return _flip(dice, content)
    return _instead(content, match, dice.choice(_ODD_XML))


# --- PDF


def _one_of(dice: Random, pattern: re.Pattern[bytes], content: bytes) -> re.Match[bytes] | None:
    found = list(pattern.finditer(content))
    return dice.choice(found) if found else None


def _instead(content: bytes, match: re.Match[bytes], new: bytes, group: int = 0) -> bytes:
    return content[: match.start(group)] + new + content[match.end(group) :]


def _pdf_value(dice: Random, content: bytes) -> bytes:
    """Another value for a key that readers trust; the table of contents stays as wrong as it gets."""
    if not (match := _one_of(dice, _A_KEY, content)):
        return _flip(dice, content)
    new = dice.choice(ODD_NUMBERS if dice.random() < 0.5 else ODD_VALUES).encode()
    return _instead(content, match, b" " + new, 3)


def _pdf_reference(dice: Random, content: bytes) -> bytes:
    """A reference to another object: to itself, to its parent, to none."""
    if not (match := _one_of(dice, _A_REFERENCE, content)):
        return _flip(dice, content)
    return _instead(content, match, str(dice.randrange(24)).encode(), 1)


def _pdf_object(dice: Random, content: bytes) -> bytes:
    """An object twice, or gone, or in the place of another."""
    if not (match := _one_of(dice, _AN_OBJECT, content)):
        return _flip(dice, content)
    other = _one_of(dice, _AN_OBJECT, content) or match
    new = dice.choice((b"", match[0] * 2, other[0], match[0] + b"\n" + other[0]))
    return _instead(content, match, new)


def _pdf_stream(dice: Random, content: bytes) -> bytes:
    """What is packed in a stream, unpacked, spoilt and packed again: object streams too."""
    if not (match := _one_of(dice, _A_STREAM, content)):
        return _flip(dice, content)
    try:
        inside = zlib.decompressobj().decompress(match[1], LARGEST)
    except zlib.error:
        return _instead(content, match, dice.choice((_flip, _delete, _double))(dice, match[1]), 1)
    spoil = dice.choice((_pdf_value, _pdf_reference, _flip, _double, _delete, _insert))
    return _instead(content, match, zlib.compress(spoil(dice, inside), 6), 1)


def _pdf_table(dice: Random, content: bytes) -> bytes:
    """A wrong place or number in the table of contents at the end."""
    at = max(content.rfind(b"xref"), 0)
    if not (match := _one_of(dice, _A_NUMBER, content[at:])):
        return _flip(dice, content)
    new = dice.choice(ODD_NUMBERS).encode()
    return content[:at] + _instead(content[at:], match, new)


# --- pictures


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        found.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + size]))
        at += size + 12
    return found


def _png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _png_header(dice: Random, content: bytes) -> bytes:
    """Other dimensions, depth or kind of colour, with the sum that belongs to them."""
    chunks = _chunks(content)
    if not chunks or len(chunks[0][1]) != 13:
        return _flip(dice, content)
    header = bytearray(chunks[0][1])
    if dice.random() < 0.5:
        side = dice.choice((0, 1, 7, 60_000, 2**31 - 1, 2**32 - 1, dice.randrange(5000)))
        header[(at := dice.choice((0, 4))) : at + 4] = struct.pack(">I", side)
    else:
        header[dice.randrange(8, 13)] = dice.choice((0, 1, 2, 3, 4, 6, 8, 16, 255))
    return _png([(chunks[0][0], bytes(header)), *chunks[1:]])


def _png_chunks(dice: Random, content: bytes) -> bytes:
    """A chunk gone, twice, elsewhere or spoilt, with the right sum."""
    if not (chunks := _chunks(content)):
        return _flip(dice, content)
    at = dice.randrange(len(chunks))
    kind, data = chunks[at]
    new = dice.choice(([], [chunks[at]] * 2, [(kind, _flip(dice, data))], [(kind, data[:-3])]))
    chunks[at : at + 1] = new
    if dice.random() < 0.2:
        dice.shuffle(chunks)
    return _png(chunks)


def _png_new_chunk(dice: Random, content: bytes) -> bytes:
    """A chunk more: a palette, transparency, a profile, much packed text, frames of an animation."""
    chunks = _chunks(content)
    kind = dice.choice((b"PLTE", b"tRNS", b"iCCP", b"zTXt", b"iTXt", b"eXIf", b"acTL", b"fcTL"))
    packed = zlib.compress(bytes(dice.choice((10, 10_000, 2_000_000))))
    data = dice.choice((b"", dice.randbytes(13), b"a\0\0" + packed, b"a\0\0\0\0\0" + packed))
    chunks.insert(dice.randrange(1, len(chunks) + 1) if chunks else 0, (kind, data))
    return _png(chunks)


_A_SEGMENT = re.compile(rb"\xff[\xc0-\xcf\xda-\xef](..)", re.DOTALL)
_A_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7]..(.)(....)(.)", re.DOTALL)


def _jpeg_sizes(dice: Random, content: bytes) -> bytes:
    """Other dimensions, depth or number of colours than are there."""
    if not (match := _A_FRAME.search(content)):
        return _flip(dice, content)
    group = dice.choice((1, 2, 2, 3))
    sides = struct.pack(">2H", *(dice.choice((0, 1, 8, 1600, 65_500)) for _ in range(2)))
    return _instead(content, match, sides if group == 2 else dice.randbytes(1), group)


def _jpeg_segments(dice: Random, content: bytes) -> bytes:
    """A segment that is longer or shorter than it says."""
    if not (match := _one_of(dice, _A_SEGMENT, content)):
        return _flip(dice, content)
    size = dice.choice((0, 1, 2, 3, 17, 255, 65_535))
    return _instead(content, match, struct.pack(">H", size), 1)


def _jpeg_exif(dice: Random, content: bytes) -> bytes:
    """A note of the camera with an odd orientation, or rubbish."""
    entry = struct.pack("<HHIHH", 0x112, dice.choice((3, 4, 7)), 1, dice.choice((0, 6, 9, 999)), 0)
    note = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry + dice.choice((bytes(4), dice.randbytes(40)))
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + content[2:]


def _tiff_entry(dice: Random, content: bytes) -> bytes:
    """Another tag, type, count or value in a directory of a TIFF: a page that follows itself too."""
    order = "<" if content[:2] == b"II" else ">"
    if len(content) < 16:
        return _flip(dice, content)
    (start,) = struct.unpack(order + "I", content[4:8])
    if start + 2 > len(content):
        return _flip(dice, content)
    (count,) = struct.unpack(order + "H", content[start : start + 2])
    at = start + 2 + 12 * dice.randrange(min(count, 40) + 1) + dice.choice((0, 2, 4, 8))
    number = dice.choice((0, 1, 2, 8, start, 255, 65_535, 2**31 - 1, 2**32 - 1))
    return content[:at] + struct.pack(order + "I", number) + content[at + 4 :]


def _box_size(dice: Random, content: bytes) -> bytes:
    """A box of HEIC that is longer or shorter than it says."""
    found = [
        m.start() - 4 for m in re.finditer(rb"meta|iloc|iinf|iprp|ipco|ispe|hvcC|mdat", content)
    ]
    if not found:
        return _flip(dice, content)
    at = dice.choice(found) + dice.choice((0, 8, 12, 16))
    number = dice.choice((0, 1, 8, 65_535, 2**31 - 1, 2**32 - 1, dice.randrange(300)))
    return content[:at] + struct.pack(">I", number) + content[at + 4 :]
