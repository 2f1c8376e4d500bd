"""The citizen ID (หมายเลขบัตรประจำตัวประชาชน): thirteen digits, the last of which checks the others."""

import re
import unicodedata

from .thai import ascii_digits

LENGTH = 13
_DASHES = re.compile(r"[\s.\u2010-\u2015\u2212\-]")


class CitizenIdError(ValueError):
    """What was typed is no citizen ID. Its text says why and what to do, in Thai."""


def normalise(text: str) -> str:
    """The thirteen ASCII digits of an ID, typed with or without dashes, in any kind of digit.

    >>> normalise(" 5-8380-23466-97-0 "), normalise("๙๑๖๘๙๐๙๔๕๗๐๕๑"), normalise("９１６８９０９４５７０５１")
    ('5838023466970', '9168909457051', '9168909457051')
    >>> normalise("583802346697")
    Traceback (most recent call last):
    ecase.core.citizen_id.CitizenIdError: พิมพ์มา 12 หลัก ต้องครบ 13 หลัก ตรวจกับบัตรอีกครั้ง
    """
    typed = "".join(c for c in ascii_digits(text) if unicodedata.category(c) != "Cf")
    digits = _DASHES.sub("", typed)
    if not digits:
        raise CitizenIdError("ยังไม่ได้กรอกหมายเลขบัตรประจำตัวประชาชน")
    strange = re.search("[^0-9]", digits)
    if strange:
        raise CitizenIdError(
            f"หมายเลขบัตรมีเฉพาะตัวเลข 13 หลัก พบ “{strange[0]}” ลบออกแล้วตรวจกับบัตรอีกครั้ง"
        )
    if len(digits) != LENGTH:
        raise CitizenIdError(f"พิมพ์มา {len(digits)} หลัก ต้องครบ {LENGTH} หลัก ตรวจกับบัตรอีกครั้ง")
    if digits[-1] != check_digit(digits[:-1]):
        raise CitizenIdError("เลขหลักสุดท้ายไม่ตรงกับ 12 หลักแรก มีหลักที่พิมพ์ผิดหรือสลับกัน ตรวจกับบัตรทีละหลัก")
    return digits


def check_digit(first12: str) -> str:
    """The thirteenth digit that belongs to twelve. No number of like digits passes it.

    >>> check_digit("916890945705"), check_digit("583802346697")
    ('1', '0')
    """
    total = sum(
        int(digit) * weight for digit, weight in zip(first12, range(13, 1, -1), strict=True)
    )
    return str((11 - total % 11) % 10)


def is_valid(citizen_id: str) -> bool:
    """Whether a stored ID is thirteen ASCII digits with the right check digit.

    >>> is_valid("5838023466970"), is_valid("5838023466971"), is_valid("５838023466970")
    (True, False, False)
    """
    if not re.match(r"\A[0-9]{13}\Z", citizen_id):
        return False
    return citizen_id[-1] == check_digit(citizen_id[:-1])


LOOK_TWICE = {
    "0": "เลขขึ้นต้นด้วย 0 เป็นของบุคคลที่ไม่มีสถานะทางทะเบียน ตรวจกับบัตรและสิทธิอีกครั้ง",
    "6": "เลขขึ้นต้นด้วย 6 เป็นของผู้เข้าเมืองที่อยู่ชั่วคราว ตรวจกับบัตรและสิทธิอีกครั้ง",
    "7": "เลขขึ้นต้นด้วย 7 เป็นของบุตรของผู้เข้าเมืองที่อยู่ชั่วคราว ตรวจกับบัตรและสิทธิอีกครั้ง",
    "9": "เลขขึ้นต้นด้วย 9 สงวนไว้ ไม่พบในบัตรทั่วไป ตรวจกับบัตรอีกครั้ง",
}
IN_A_ROW = "เลขเรียงกันตั้งแต่ 1 ถึง 9 อาจเป็นเลขที่พิมพ์ทดลอง ตรวจกับบัตรอีกครั้ง"


def warnings(citizen_id: str) -> list[str]:
    """What an officer should look at twice in an ID that is accepted: real people have such numbers.

    >>> warnings("9168909457051")
    ['เลขขึ้นต้นด้วย 9 สงวนไว้ ไม่พบในบัตรทั่วไป ตรวจกับบัตรอีกครั้ง']
    >>> warnings("5838023466970")
    []
    """
    found = [LOOK_TWICE[citizen_id[0]]] if citizen_id[0] in LOOK_TWICE else []
    return [*found, IN_A_ROW] if citizen_id.startswith("123456789") else found


REMOVED = "D"  # begins what stands where an ID was, until its time was over


def removed(case: int) -> str:
    """What stands in place of the ID in a case that retention went over; 0 of a form without a case.

    >>> removed(12)
    'D000000000012'
    """
    return f"{REMOVED}{case:0{LENGTH - 1}}"


def dashed(citizen_id: str) -> str:
    """An ID as on the card.

    >>> dashed("5838023466970")
    '5-8380-23466-97-0'
    """
    return _grouped(citizen_id)


def masked(citizen_id: str) -> str:
    """An ID as lists show it.

    >>> masked("5838023466970")
    '5-8380-xxxxx-xx-0'
    """
    return _grouped(f"{citizen_id[:5]}xxxxxxx{citizen_id[12:]}")


def _grouped(thirteen: str) -> str:
    if thirteen.startswith(REMOVED):
        return "–"
    return "-".join((thirteen[0], thirteen[1:5], thirteen[5:10], thirteen[10:12], thirteen[12:]))
