from django.conf import settings
from django.db import models


class Format(models.TextChoices):
    """The kinds of transfer file that a bank may take (รูปแบบไฟล์)."""

    SPREADSHEET = "spreadsheet", "ตาราง Excel สำหรับ KTB Universal Data Entry"
    FIXED_WIDTH = "text", "ไฟล์ข้อความสำหรับ Krungthai Corporate Online"
    ISO20022 = "pain001", "ไฟล์ XML ตามมาตรฐาน ISO 20022 (pain.001)"

    @property
    def suffix(self) -> str:
        """The end of the file's name, with its dot."""
        return _SUFFIXES[self]

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self]

    @classmethod
    def offered(cls) -> "list[Format]":
        """The formats that this installation makes, the usual one first."""
        return [cls(name) for name in settings.BANK_FILE_FORMATS]


_SUFFIXES = {Format.SPREADSHEET: ".xlsx", Format.FIXED_WIDTH: ".txt", Format.ISO20022: ".xml"}
_CONTENT_TYPES = {
    Format.SPREADSHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.FIXED_WIDTH: "text/plain; charset=tis-620",
    Format.ISO20022: "application/xml",
}
