"""The papers of the demonstration's cases, as they came off the office's scanner."""

import io
import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pikepdf

from ecase.cases.demo_scans import demo_scan
from ecase.cases.models import Bundle
from ecase.core import scans
from ecase.core.citizen_id import dashed
from ecase.core.masks import dashed_account
from ecase.core.scans import Scan, ScanRefused
from ecase.core.thai import baht, baht_words, long_date
from ecase.regulations.models import PaperKind

from .people import FactsOf, Row

SAMPLE = "(ตัวอย่าง ใช้เพื่อการสาธิตเท่านั้น)"
NAMES = {Bundle.SUPPORTING: "คำร้อง-บัตร-ทะเบียนบ้าน.pdf", Bundle.FINANCIAL: "สมุดบัญชี.pdf"}

Paper = tuple[str, ...]


def make_papers(
    rows: Sequence[Row], facts_of: FactsOf, office_names: dict[str, str]
) -> list[dict[Bundle, Scan]]:
    """Both bundles of each row, cleaned as every received file is. Takes some seconds."""
    wanted = [
        {
            Bundle.SUPPORTING: _supporting(row, facts_of, office_names[row.office]),
            Bundle.FINANCIAL: [_passbook(row, facts_of)],
        }
        for row in rows
    ]
    papers = {paper for bundles in wanted for pages in bundles.values() for paper in pages}
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # drawing lets other threads run
        sheets = dict(zip(papers, pool.map(_scanned, papers), strict=True))
    received = [
        (NAMES[bundle], _together([sheets[paper] for paper in pages]))
        for bundles in wanted
        for bundle, pages in bundles.items()
    ]
    cleaned = iter(scans.clean_all(received))
    return [{bundle: _good(next(cleaned)) for bundle in bundles} for bundles in wanted]


def _good(outcome: Scan | ScanRefused) -> Scan:
    if isinstance(outcome, ScanRefused):
        raise outcome
    return outcome


def _scanned(paper: Paper) -> bytes:
    return demo_scan(paper, seed=zlib.crc32("\n".join(paper).encode()))


def _together(pages: Sequence[bytes]) -> bytes:
    """What was fed into the scanner in one go."""
    if len(pages) == 1:
        return pages[0]
    bundle = pikepdf.new()
    for page in pages:
        with pikepdf.open(io.BytesIO(page)) as sheet:
            bundle.pages.extend(sheet.pages)
    file = io.BytesIO()
    bundle.save(file, deterministic_id=True)
    return file.getvalue()


def _supporting(row: Row, facts_of: FactsOf, office: str) -> list[Paper]:
    facts = facts_of(row)
    request = (
        "แบบคำร้องขอรับเงินสงเคราะห์",
        f"เขียนที่ สำนักงานเขต{office} กรุงเทพมหานคร",
        f"ข้าพเจ้า {row.name}  อายุ {row.age} ปี",
        f"หมายเลขบัตรประจำตัวประชาชน {dashed(row.citizen_id)}",
        f"ขอรับ {row.aid}",
        f"จำนวนเงิน {baht(row.amount)} บาท ({baht_words(row.amount)})",
        f"ด้วยเหตุที่ {row.hardship}",
        "ข้าพเจ้าขอรับรองว่าข้อความข้างต้นเป็นความจริงทุกประการ",
    )
    card = (
        "สำเนาบัตรประจำตัวประชาชน",
        SAMPLE,
        f"เลขประจำตัวประชาชน {dashed(row.citizen_id)}",
        f"ชื่อตัวและชื่อสกุล {row.name}",
        f"เกิดวันที่ {long_date(facts.birth_date)}",
        "ใช้ประกอบการขอรับเงินสงเคราะห์เท่านั้น",
    )
    house = (
        "สำเนาทะเบียนบ้าน",
        SAMPLE,
        f"สำนักทะเบียนท้องถิ่นเขต{office}",
        f"รายการที่อยู่ ชุมชนตัวอย่าง {1 + int(row.citizen_id[-1]) % 4} เขต{office} กรุงเทพมหานคร",
        "ประเภทบ้าน บ้าน    ลักษณะบ้าน ตึกแถว",
        f"รายการบุคคลในบ้าน ชื่อ {row.name}",
    )
    pages = [request, card, house]
    if row.disabled and row.lacks != PaperKind.DISABILITY_CARD:
        pages.append(("สำเนาบัตรประจำตัวคนพิการ", SAMPLE, f"ชื่อ {row.name}", f"อายุ {row.age} ปี"))
    return pages


def _passbook(row: Row, facts_of: FactsOf) -> Paper:
    branch = [f"รหัสสาขา {row.branch_code}"] if row.branch_code else []
    return (
        "สำเนาหน้าสมุดบัญชีเงินฝาก",
        SAMPLE,
        facts_of(row).bank.name,
        *branch,
        f"ชื่อบัญชี {row.account_name}",
        f"เลขที่บัญชี {dashed_account(row.account_number, row.bank)}",
    )
