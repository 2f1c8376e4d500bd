"""The laws of the data (I1 to I32), each one query that names the rows which break it."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent

# What each law says to an officer. Those that no query can show (I22 to I26, I28, I29) are held,
# and tested, elsewhere.
TITLES = {
    "I1": "เลขประจำตัวประชาชนถูกต้อง คนละหนึ่งเลข",
    "I2": "สถานะตรงกับเหตุการณ์ในทะเบียน",
    "I3": "เลขที่ต่อเนื่อง ไม่มีรายการใดหายไป",
    "I4": "ทุกครั้งที่แก้ไขเคสอยู่ในทะเบียน",
    "I5": "ข้อมูลของเคสเป็นของเขตเดียวกัน",
    "I6": "คนหนึ่งมีเคสประเภทเดียวกันปีละหนึ่งเคส หรือมีเหตุผลที่รับรองแล้ว",
    "I7": "จำนวนเงินไม่เกินเพดานและวงเงินต่อปี",
    "I8": "เคสที่อนุมัติมีรายการจ่ายเดียว ในรอบเดียว",
    "I9": "รายการที่อนุมัติไม่ถูกแก้ไข",
    "I10": "รายการอนุมัติครบถ้วนตามรอบประชุม เลขที่ต่อเนื่อง",
    "I11": "ผู้ปิดรอบไม่เป็นผู้บันทึกหรือแก้ไขเคสในรอบ",
    "I12": "จ่ายครั้งเดียว อยู่ในไฟล์ที่รอผลไฟล์เดียว",
    "I13": "ไฟล์ตรงกับรายการ และส่งไปยังบัญชีที่มีผล",
    "I14": "ส่งซ้ำเฉพาะรายที่ส่งคืนและแก้ไขแล้ว หรือยกเลิกไฟล์",
    "I15": "ยอดอนุมัติ = จ่ายสำเร็จ + จ่ายไม่สำเร็จ + คงค้าง",
    "I16": "จ่ายสำเร็จทั้งหมดตรงกับรายการที่จ่าย",
    "I17": "เคสที่เริ่มใหม่มาจากเคสที่จบแล้วของคนเดียวกัน",
    "I18": "บัญชีที่เปลี่ยนหลังอนุมัติมีผู้รับรอง",
    "I19": "ไม่มีการส่งเงินขณะบัญชีรอรับรองหรือมีข้อสังเกต",
    "I20": "เอกสารตรงกับไฟล์ในคลัง",
    "I21": "เคสที่อนุมัติมีเอกสารครบ และไม่มีเพิ่มภายหลังนอกจากเอกสารทางการเงิน",
    "I27": "คนเดียวไม่ทำสองหน้าที่ที่ต้องแยกกัน",
    "I30": "ร่างหนึ่งฉบับเป็นเคสเดียว",
    "I31": "ปีงบประมาณตรงกันทุกแห่ง",
    "I32": "ข้อความและตัวเลขอยู่ในรูปมาตรฐาน",
}


@dataclass(frozen=True)
class Law:
    """One law (กฎของข้อมูล): its key, what it says in Thai, and the query of what breaks it."""

    key: str
    title: str
    sql: str


def _read() -> tuple[Law, ...]:
    parts: dict[str, list[str]] = {key: [] for key in TITLES}
    for path in sorted((HERE / "laws").glob("*.sql")):
        number = re.match("I([0-9]{2})", path.name)
        assert number is not None, path  # noqa: S101 -- a file of ours, named wrongly
        parts[f"I{int(number[1])}"].append(path.read_text(encoding="utf-8"))
    return tuple(
        Law(key, TITLES[key], "\nUNION ALL\n".join(queries)) for key, queries in parts.items()
    )


LAWS = _read()


def _all(scope: str) -> str:
    """All laws in one query: put together from our own files alone, once, at the start."""
    named = (HERE / scope).read_text(encoding="utf-8")
    read = (HERE / "scope.sql").read_text(encoding="utf-8")
    asked = (
        f"SELECT '{law.key}' AS law, what, why FROM (\n{law.sql}) AS {law.key.lower()}"  # noqa: S608
        for law in LAWS
    )
    return named + read + "\nUNION ALL\n".join(asked)


# Planning so long a query takes longer than running it, so each session plans it once.
PREPARE_ALL = f"PREPARE laws_of_all AS {_all('scope_of_all.sql')}"
PREPARE_ONE = f"PREPARE laws_of_one (bigint, integer[], json) AS {_all('scope_of_one.sql')}"
