"""Examining all that the register vouches for (ตรวจสอบทะเบียนและสิ่งที่ทะเบียนรับรอง).

The register itself, by its marks, links and exported heads; what is stored, by the laws of the data;
and between both: the digest of each approval, the hash of each file and of each paper as the register
has them. So rewriting a row together with its own hash does not help.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ecase.audit.actions import keep_verification
from ecase.audit.heads import Head, read_heads
from ecase.audit.models import Event, Verification, subject_of
from ecase.audit.verifying import Examination, examine
from ecase.cases.models import Case, Document
from ecase.payments import invariants
from ecase.payments.models import Approval, TransferFile

AT_A_TIME = 1000


@dataclass(frozen=True)
class Verified:
    """What one examination came to."""

    kept: Verification
    findings: list[str]  # all of them
    waiting: int  # events that wait for their seal


def verify(path: Path, *, printed: Head | None = None) -> Verified:
    """Examine everything, compare it to the heads in a file, and keep the result for the auditor."""
    heads, odd = read_heads(path)
    examination = Examination()
    findings = [f"ไฟล์หัวทะเบียน บรรทัดที่ {line} อ่านไม่ได้" for line in odd]
    findings += map(str, examine(examination, [*heads, *([printed] if printed else [])]))
    findings += _not_as_registered()
    for violation in [*invariants.broken(), *invariants.damaged(thorough=True)]:
        findings.append(f"กฎ {violation.law.key} {violation}")
    kept = keep_verification(events=examination.events, heads=len(heads), findings=findings)
    return Verified(kept, findings, examination.waiting)


def _not_as_registered() -> Iterator[str]:
    """Approvals, files and papers that are not those whose hash the register has."""
    for verb, rows, said in (
        (
            "approval.made",
            {subject_of(row): (row.key, row.digest) for row in _approvals()},
            "digest",
        ),
        ("file.made", {subject_of(row): (str(row), row.sha256) for row in _files()}, "sha256"),
    ):
        of_register = dict(Event.objects.filter(verb=verb).values_list("subject", f"after__{said}"))
        for subject in sorted(rows.keys() | of_register.keys()):
            name, hashed = rows.get(subject, (subject, ""))
            if hashed != of_register.get(subject):
                yield f"{name} ({subject}) ไม่ตรงกับที่ทะเบียนรับรองไว้ ({verb})"
    yield from _papers()


def _approvals() -> Iterator[Approval]:
    return Approval.objects.select_related("office").defer("content").iterator(AT_A_TIME)


def _files() -> Iterator[TransferFile]:
    return TransferFile.objects.defer("content").iterator(AT_A_TIME)


def _papers() -> Iterator[str]:
    """Each paper that the register names, by case, bundle and version, against the one there is."""
    there = {
        (f"{Case._meta.label_lower}:{case}", f"{bundle}/{version}/{sha256}")
        for case, bundle, version, sha256 in Document.objects.values_list(
            "case", "bundle", "version", "sha256"
        ).iterator(AT_A_TIME)
    }
    events = Event.objects.filter(after__has_key="papers").order_by("pk")
    for event in events.iterator(AT_A_TIME):
        papers = event.after["papers"] if isinstance(event.after, dict) else [event.after]
        for paper in map(str, papers if isinstance(papers, list) else [papers]):
            if (event.subject, paper) not in there:
                bundle, version, *_ = [*paper.split("/"), "?"]
                named = f"เอกสาร {bundle} ฉบับที่ {version} ของ {event.subject}"
                yield f"{named} ไม่ใช่ฉบับที่ทะเบียนรับรองไว้ (เหตุการณ์ {event.pk})"
