"""What the administrator's rules refuse, in the words that the page says."""

from ecase.core.errors import RuleError

from .officer import Duty, Officer


class OwnAccount(RuleError):
    def __init__(self) -> None:
        super().__init__(
            "นี่เป็นบัญชีของคุณเอง ผู้ดูแลระบบเปลี่ยนหน้าที่หรือบัญชีของตนเองไม่ได้ ให้ผู้ดูแลระบบอีกคนดำเนินการ"
        )


class DutyHeld(RuleError):
    def __init__(self, officer: Officer, duty: Duty) -> None:
        super().__init__(
            f"{officer} ได้รับแต่งตั้งเป็น{duty.label}ในช่วงวันนั้นอยู่แล้ว"
            " หากจะเปลี่ยนวัน ให้สิ้นสุดหน้าที่เดิมก่อน แล้วแต่งตั้งใหม่"
        )


class TakesTwo(RuleError):
    """An administrator is made by two: one asks, another accepts (แต่งตั้งผู้ดูแลระบบ)."""

    def __init__(self) -> None:
        super().__init__(
            "หน้าที่ผู้ดูแลระบบต้องมีผู้ดูแลระบบสองคน คนหนึ่งขอ อีกคนรับรอง ใช้ปุ่มขอแต่งตั้งเป็นผู้ดูแลระบบที่หน้าของเจ้าหน้าที่"
        )


class AlreadyAsked(RuleError):
    def __init__(self, officer: Officer) -> None:
        super().__init__(f"มีคำขอแต่งตั้ง{officer}เป็นผู้ดูแลระบบรออยู่แล้ว ให้ผู้ดูแลระบบอีกคนพิจารณาคำขอนั้น")


class OwnRequest(RuleError):
    def __init__(self) -> None:
        super().__init__("คุณเป็นผู้ขอ หรือเป็นผู้ที่ถูกขอแต่งตั้ง จึงพิจารณาคำขอนี้ไม่ได้ ให้ผู้ดูแลระบบอีกคนพิจารณา")


class AlreadyDecided(RuleError):
    def __init__(self) -> None:
        super().__init__("คำขอนี้มีผู้พิจารณาไปแล้ว จึงไม่มีอะไรเปลี่ยน เปิดหน้ารายการเพื่อดูผล")


class SwitchedOff(RuleError):
    def __init__(self, officer: Officer) -> None:
        super().__init__(f"บัญชีของ{officer}ปิดใช้อยู่ เปิดใช้บัญชีก่อน แล้วทำอีกครั้ง")


class NoPasswordYet(RuleError):
    def __init__(self, officer: Officer) -> None:
        super().__init__(
            f"{officer} ยังไม่ได้ตั้งรหัสผ่านด้วยลิงก์ที่ออกให้ ผู้ที่มีลิงก์จะเข้าใช้บัญชีแทนได้"
            " ให้เจ้าหน้าที่ตั้งรหัสผ่านของตนเองก่อน แล้วทำอีกครั้ง"
        )


class AdministratorsLink(RuleError):
    def __init__(self, officer: Officer) -> None:
        super().__init__(
            f"{officer} เป็นผู้ดูแลระบบ จึงไม่มีใครออกลิงก์ตั้งรหัสผ่านให้ได้ มิฉะนั้นคนเดียวจะทำแทนสองคนได้"
            " สิ้นสุดหน้าที่ผู้ดูแลระบบก่อน แล้วจึงออกลิงก์ และขอแต่งตั้งใหม่"
        )


class AnotherAdministrator(RuleError):
    """One administrator never gives both the link and a clean second factor (ต้องเป็นผู้ดูแลระบบอีกคน)."""

    def __init__(self) -> None:
        super().__init__(
            "คุณออกลิงก์ตั้งรหัสผ่านหรือล้างการยืนยันขั้นที่สองให้เจ้าหน้าที่คนนี้ไปแล้ว"
            " ใน 7 วันที่ผ่านมา หรือเจ้าหน้าที่ยังไม่ได้เข้าสู่ระบบหลังจากนั้น"
            " อีกอย่างต้องให้ผู้ดูแลระบบอีกคนทำ มิฉะนั้นคนเดียวจะเข้าใช้บัญชีแทนได้"
        )


class LinkSpent(RuleError):
    def __init__(self) -> None:
        super().__init__(
            "ลิงก์นี้ใช้ไปแล้ว หมดอายุ หรือถูกยกเลิก จึงยังไม่ได้ตั้งรหัสผ่าน ขอลิงก์ใหม่จากผู้ดูแลระบบส่วนกลาง"
        )


class HandOverNotTaken(RuleError):
    """A request for the sign-in that cannot be accepted like this (คำขอเปลี่ยนหัวหน้าฝ่าย)."""


class TooManyKnocks(RuleError):
    def __init__(self) -> None:
        super().__init__(
            "มีการส่งไฟล์มาหลายครั้งในเวลาสั้น จึงยังไม่ได้รับคำขอนี้ รอหนึ่งชั่วโมงแล้วส่งใหม่"
            " หรือดาวน์โหลดแบบฟอร์มแล้วส่งทางอีเมลตามที่แบบฟอร์มบอก"
        )
