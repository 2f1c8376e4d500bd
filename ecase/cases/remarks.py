"""Remarks (ข้อสังเกต): what an officer should look at twice. They are no verdict and block nothing.

Pure: what is declared in, sentences out.
"""

from datetime import date

from ecase.core.names import plain_name
from ecase.people.models import Gender, Title
from ecase.regulations.models import AssistanceType, Bank

from . import checklist
from .models import Case


def remarks(case: Case, *, today: date) -> list[str]:
    """All remarks on a case. Needs title, assistance_type and bank_account__bank fetched."""
    account = case.bank_account
    age = case.age(today)
    found = [
        on_title(case.title, gender=case.gender, age=age),
        on_assistance_type(case.assistance_type, age=age),
        on_account_number(account.account_number, bank=account.bank),
        on_account_name(account.account_name, first_name=case.first_name, last_name=case.last_name),
        checklist.said(case),
    ]
    return [remark for remark in found if remark]


def on_title(title: Title, *, gender: str, age: int | None) -> str:
    """A title that contradicts the gender, or the age where that is known."""
    wrong = []
    if title.gender and gender and title.gender != gender:
        wrong.append(f"เพศ{Gender(gender).label}")
    if age is not None and _outside(age, title.min_age, title.max_age):
        wrong.append(f"อายุ {age} ปี")
    return f"คำนำหน้า {title.name} อาจไม่ตรงกับ{'และ'.join(wrong)} ตรวจกับบัตรอีกครั้ง" if wrong else ""


def on_assistance_type(kind: AssistanceType, *, age: int) -> str:
    """An age for which the type of aid is not meant."""
    if not _outside(age, kind.min_age, kind.max_age):
        return ""
    return f"อายุ {age} ปี อยู่นอกช่วงอายุของ{kind.name} ({_range(kind.min_age, kind.max_age)}) ตรวจประเภทอีกครั้ง"


def on_account_number(number: str, *, bank: Bank) -> str:
    """A number longer or shorter than the bank's usual ones."""
    usual = [length for length in bank.account_lengths.split("|") if length]
    if not usual or str(len(number)) in usual:
        return ""
    return (
        f"หมายเลขบัญชีมี {len(number)} หลัก {bank.name}มักใช้ {' หรือ '.join(usual)} หลัก ตรวจกับสมุดบัญชีอีกครั้ง"
    )


def on_account_name(account_name: str, *, first_name: str, last_name: str) -> str:
    """An account of somebody else, as of a parent or an agent.

    The title may be written in many ways, so only the name and surname are looked for.
    """
    held_by = plain_name(account_name)
    if plain_name(first_name) in held_by and plain_name(last_name) in held_by:
        return ""
    return "ชื่อบัญชีไม่ตรงกับผู้ขอรับ ให้แนบเอกสารผู้ปกครองหรือหนังสือมอบอำนาจ"


def _outside(age: int, least: int | None, most: int | None) -> bool:
    return (least is not None and age < least) or (most is not None and age > most)


def _range(least: int | None, most: int | None) -> str:
    if most is None:
        return f"{least} ปีขึ้นไป"
    return f"ไม่เกิน {most} ปี" if least is None else f"{least}–{most} ปี"
