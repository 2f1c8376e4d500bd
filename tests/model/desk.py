"""Eight officers at their browsers: each step of the model done over HTTP, and the tables read back.

A page is opened as an officer opens it and its hidden fields are read from the HTML; what would be
sent is a ``Post``, which can be sent now, later, or again. All goes through Django's test client and
every middleware, with real commits. One thing is not HTTP: the two scans of a new case are put into
its draft by ``cases.keep_file`` as already cleaned files, for cleaning takes a child process 0.3 s.
"""

import html
import io
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Draft
from ecase.core import citizen_id as ids
from ecase.offices.models import Duty, Officer
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType
from tests import make
from tests.desk import DeskClient

from .office import (
    DUTIES,
    KINDERGARTEN,
    LIVELIHOOD,
    OFFICES,
    PAID,
    PRIMARY,
    Case,
    FileKey,
    LineKey,
    ListRow,
)
from .tables import MOVING, PICTURE, ask, number_of

NAMES = ("มาลี ใจงาม", "สมชาย ทองดี", "วิภา เรืองศรี", "ธนา พูนผล")
KINDS = {
    LIVELIHOOD: make.LIVELIHOOD,
    KINDERGARTEN: make.KINDERGARTEN,
    PRIMARY: "เงินสนับสนุนกิจกรรมทางการศึกษาระดับประถมศึกษา",
}
REASON = "ช่วยเหลืออีกเพราะไฟไหม้บ้าน"
ALL_DUTIES = {"C": Duty.CASEWORKER, "H": Duty.HEAD, "P": Duty.PAYER}
YEAR = "/2566"
HIDDEN = re.compile(r"<input\b[^>]*\btype=\"hidden\"[^>]*>")
SAID = ('role="alert"', 'role="status"', 'class="empty-state"')  # a page that says why not
STAMP_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Post:
    """What an officer's browser sends. Without data it is a link that is followed."""

    who: str
    path: str
    data: dict[str, Any] | None = field(default_factory=dict)


class Desk:
    """The browsers of all officers, and what the bank was given."""

    def __init__(self) -> None:
        self.officers: dict[str, Officer] = {}
        self.browsers: dict[str, DeskClient] = {}
        for office in OFFICES:
            for at, (role, duties) in enumerate(DUTIES.items()):
                officer = make.officer(
                    *(ALL_DUTIES[d] for d in duties),
                    of=make.office(office),
                    username=f"{role}@{office}",
                    first_name=("กานดา", "ปรีชา", "สุนีย์", "อำนาจ")[at],
                    last_name="เจ้าหน้าที่เขต",
                )
                self.officers[officer.username] = officer
                self.browsers[officer.username] = DeskClient(raise_request_exception=True)
                self.browsers[officer.username].force_login(officer)
        AssistanceType.objects.filter(name__in=KINDS.values()).update(is_active=True)
        self.title = Title.objects.get(name="นาง").pk
        self.kinds = {k: AssistanceType.objects.get(name=name).pk for k, name in KINDS.items()}
        self.stamped = timezone.now()
        self.given: dict[FileKey, bytes] = {}
        self.references: dict[LineKey, str] = {}

    def clear(self) -> None:
        """An empty city: all that moves is gone, officers and their sessions stay."""
        self.given, self.references = {}, {}
        with connection.cursor() as cursor:
            cursor.execute(MOVING)
        if timezone.now() - self.stamped > STAMP_AGAIN:
            self.stamped = timezone.now()
            for who, browser in self.browsers.items():
                browser.force_login(self.officers[who])

    # --- sending and reading

    def send(self, post: Post) -> str:
        """Send it; says whether it was done or refused. Anything else is an error of the product."""
        browser = self.browsers[post.who]
        if post.data is None:
            response = browser.get(post.path)
        else:
            response = browser.post(post.path, post.data)
        code, text = response.status_code, ""
        if code == 302:
            assert not response["Location"].startswith("/sign-in"), "signed out"
            return "done"
        if "attachment" in response.get("Content-Disposition", ""):
            self._keep(post.path, response.content)
            return "done"
        text = response.content.decode()
        assert code == 200 or 400 <= code < 500, (code, post)
        assert re.search("[ก-๙]{4}", text), (code, post)
        said = any(mark in text for mark in SAID)
        assert code != 200 or said, (post, re.sub(r"<[^>]*>|\s+", " ", text)[-1500:])
        return "refused"

    def _keep(self, path: str, content: bytes) -> None:
        """A file once given is always the same bytes."""
        if not (match := re.search(r"/payments/(\d+)-(\d+)/files/(\w+)/(\d+)?", path)):
            return
        office, number, group, file = match.groups()
        if file is None:
            file = str(self._one("file", office, int(number), group))
        key = (office, int(number), group, int(file))
        assert self.given.setdefault(key, content) == content, f"other bytes of {key}"

    def rows_given(self, key: FileKey) -> list[tuple[str, int, str]]:
        """What the bank reads in a file: account, amount and reference of each row."""
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(self.given[key])).get_sheet_by_index(0)
        rows = sheet.to_python()[1:]
        return [(str(r[1]), int(float(str(r[3]))), str(r[6])) for r in rows]

    def page(self, who: str, path: str) -> dict[str, str]:
        """The hidden fields of a page; none where the officer may not see it."""
        response = self.browsers[who].get(path)
        assert response.status_code < 500, path
        found: dict[str, str] = {}
        if response.status_code == 200:
            for tag in HIDDEN.findall(response.content.decode()):
                name, value = re.search('name="([^"]*)"', tag), re.search('value="([^"]*)"', tag)
                if name:
                    found[name[1]] = html.unescape(value[1]) if value else ""
        return found

    def picture(self) -> dict[str, list[list[Any]]]:
        """The product's tables in the shape of the model's."""
        [(told,)] = ask(PICTURE)
        read: dict[str, list[list[Any]]] = json.loads(told) if isinstance(told, str) else told
        kinds = {key: kind for kind, key in self.kinds.items()}
        for row in read["cases"]:
            row[6] = kinds[row[6]]
            row[9] = number_of(row[9])
        for row in read["changes"]:
            row[4] = number_of(row[4])
        return read

    def _one(self, what: str, *of: Any) -> int:
        """A key that stands in an address, which the model does not know."""
        asked = {
            "file": "SELECT max(f.number) FROM payments_transferfile f"
            " JOIN payments_approval a ON a.id = f.approval_id"
            " JOIN offices_office o ON o.id = a.office_id"
            " LEFT JOIN payments_voiding v ON v.file_id = f.id"
            " WHERE o.code = %s AND a.number = %s AND f.group = %s AND v.accepted_at IS NULL",
            "conflict": "SELECT id FROM payments_conflict ORDER BY id OFFSET %s LIMIT 1",
            "list": "SELECT id FROM payments_resultlist ORDER BY id OFFSET %s LIMIT 1",
        }
        with connection.cursor() as cursor:
            cursor.execute(asked[what], of)
            return int(cursor.fetchone()[0])

    # --- each step as its page has it

    def draft(self, who: str, person: int) -> str:
        """Look a person up; gives the key of the draft, empty where that is refused."""
        typed = {"citizen_id": ids_of(person)}
        response = self.browsers[who].post(f"{YEAR}/cases/check/", typed)
        if response.status_code != 302:
            return ""
        key = response["Location"].split("/")[-2]
        draft, by = Draft.objects.get(pk=key), self.officers[who]
        for bundle in Bundle:
            cases.keep_file(draft, bundle=bundle, name="สแกน.pdf", scan=make.scan(), by=by)
        return key

    def record(
        self, who: str, draft: str, person: int, kind: str, amount: int, reason: bool, account: Any
    ) -> Post:
        typed = self._facts(person, kind, amount, reason, account)
        return Post(who, f"{YEAR}/drafts/{draft}/form/", typed)

    def begin_again(self, who: str, number: str) -> Post:
        return Post(who, f"{YEAR}/cases/{number}/begin-again/")

    def newest_draft(self, who: str) -> str:
        return str(Draft.objects.filter(officer=self.officers[who]).latest("created_at").pk)

    def edit(
        self,
        who: str,
        case: Case,
        kind: str,
        amount: int,
        reason: bool,
        because: bool,
        into: int | None,
    ) -> Post:
        path = f"{YEAR}/cases-in-meeting/{case.number}/"
        seen = self.page(who, path).get("opened_version", str(case.version))
        typed = self._facts(case.person, kind, amount, reason, case.account)
        typed |= {"opened_version": seen, "because": "PAPERS_MISSING"}
        typed |= {"amount_because": "ที่ประชุมเห็นสมควร"} if because else {}
        typed |= {"come_back": "on", "into": str(into or "new")} if into is not None else {}
        return Post(who, path, typed)

    def set_aside(self, who: str, office: str, number: int, numbers: tuple[str, ...]) -> Post:
        path = f"{YEAR}/meetings/{office}-{number}/set-aside/"
        return Post(who, path, {"case": list(numbers), "because": "HOME_VISIT", "note": "เยี่ยมบ้าน"})

    def disqualify(self, who: str, number: str) -> Post:
        return Post(who, f"{YEAR}/cases/{number}/disqualification/", {"reason": "รายได้เกินเกณฑ์"})

    def start(self, who: str, office: str, number: int) -> Post:
        return Post(who, f"{YEAR}/meetings/{office}-{number}/deliberation/")

    def close(self, who: str, office: str, number: int, accepted: frozenset[str]) -> Post:
        path = f"{YEAR}/meetings/{office}-{number}/closing/"
        shown = self.page(who, path)
        typed = {"digest": shown.get("digest", ""), "shown": shown.get("shown", "")}
        if not typed[
            "digest"
        ]:  # this officer has no button: the digest as a colleague's page has it
            shown = self.page(f"payer@{office}", path)
        return Post(who, path, {**typed, "accepted": sorted(accepted)})

    def make_file(self, who: str, office: str, number: int, group: str) -> Post:
        return Post(who, f"{YEAR}/payments/{office}-{number}/files/{group}/")

    def download(self, who: str, key: FileKey) -> Post:
        office, number, group, file = key
        return Post(who, f"{YEAR}/payments/{office}-{number}/files/{group}/{file}/", None)

    def answer(self, who: str, number: str, *, paid: bool) -> Post:
        path = f"{YEAR}/payment/{number}/result/"
        line = self.page(who, path).get("line", "0")  # no button: somebody's old page
        said = {"result": "paid"} if paid else {"result": "returned", "because": "ACCOUNT_CLOSED"}
        return Post(who, path, {"line": line, **said})

    def pay_all(
        self,
        who: str,
        office: str,
        number: int,
        of: tuple[str, int] | None,
        totals: dict[tuple[str, int], int],
    ) -> Post:
        path = f"{YEAR}/payments/{office}-{number}/all-paid/"
        path += f"?file={of[0]}-{of[1]}" if of else ""
        response = self.browsers[who].get(path)
        text = response.content.decode()
        shown = re.search('name="shown" value="([^"]*)"', text)
        names = re.findall('name="(total_[0-9]+)"', text)
        typed = dict(zip(names, (str(t) for t in totals.values()), strict=False))
        return Post(who, path, {"shown": html.unescape(shown[1]) if shown else "", **typed})

    def fail(self, who: str, number: str, *, waits: bool) -> Post:
        path = f"{YEAR}/payment/{number}/failure/"
        line = self.page(who, path).get("line", "")
        typed = {"line": line, "reason": "ผู้รับเงินเสียชีวิต"}
        return Post(who, path, typed | ({"returned_because": "DECEASED"} if waits else {}))

    def propose(self, who: str, case: Case, account: Any, *, waits: bool) -> Post:
        path = f"{YEAR}/payment/{case.number}/account/"
        shown = self.page(who, path)
        typed = {
            "opened_version": shown.get("opened_version", str(case.version)),
            "line": shown.get("line", ""),
            **self._account(case.person, account),
            "because": "กรอกธนาคารหรือเลขบัญชีผิด",
        }
        return Post(who, path, typed | ({"returned_because": "WRONG_ACCOUNT"} if waits else {}))

    def decide(self, who: str, number: str, decision: str) -> Post:
        path = f"{YEAR}/payment/{number}/account-change/"
        shown = self.page(who, path)
        if "change" not in shown:  # decided already, or no button: what a colleague's page says
            shown = {"change": str(self._last_change(number))}
        typed = {"change": shown["change"], decision: "1"}
        return Post(who, path, typed | ({"because": "ไม่ตรงสมุดบัญชี"} if decision == "refuse" else {}))

    def ask_void(self, who: str, key: FileKey) -> Post:
        return Post(who, self._void_path(key), {"reason": "ยังไม่ได้ส่งธนาคาร"})

    def accept_void(self, who: str, key: FileKey) -> Post:
        path = self._void_path(key)
        return Post(who, path, self.page(who, path) | {"accept": "1"})

    def upload(self, who: str, rows: tuple[ListRow, ...]) -> bool:
        """The first half of an import; says whether the list was received."""
        text = "เลขอ้างอิง,เลขที่บัญชี,จำนวนเงิน,สถานะ,เหตุผล\r\n"
        for row in rows:
            reference, account, amount = self._as_sent(row.line)
            amount += 0 if row.right else 1
            said = "สำเร็จ," if row.says == PAID else "ไม่สำเร็จ,บัญชีถูกปิด"
            text += f"{reference},{account},{amount}.00,{said}\r\n"
        file = SimpleUploadedFile("ผลการโอน.csv", text.encode("utf-8-sig"), "text/csv")
        return self.send(Post(who, f"{YEAR}/results/", {"results": file})) == "done"

    def apply(self, who: str, index: int) -> Post:
        path = f"{YEAR}/results/{self._one('list', index)}/"
        return Post(who, path, {"digest": self.page(who, path).get("digest", "")})

    def note(self, who: str, number: str) -> Post:
        path = f"{YEAR}/payment/{number}/conflict/"
        shown = self.page(who, path)
        typed = {"line": shown.get("line", ""), "says": shown.get("says", "")}
        return Post(who, path, {**typed, "because": "OTHER", "note": "โทรสอบถามธนาคาร"})

    def settle(self, who: str, index: int, settlement: str) -> Post:
        path = f"{YEAR}/conflicts/{self._one('conflict', index)}/"
        self.page(who, path)
        return Post(who, path, {"settlement": settlement, "because": "ตรวจกับธนาคารแล้ว"})

    def settle_flags(self, who: str, office: str, number: int, case: str) -> Post:
        path = f"{YEAR}/payments/{office}-{number}/flags/"
        shown = self.page(who, path).get(f"{case}-shown", "")
        if not shown:  # no button: what a colleague's page shows
            shown = self.page(f"head@{office}", path).get(f"{case}-shown", "")
        because = "บัญชีของผู้ปกครองหรือผู้ดูแล ตรวจเอกสารแล้ว"
        return Post(who, path, {"case": case, f"{case}-shown": shown, f"{case}-because": because})

    # --- parts

    def _void_path(self, key: FileKey) -> str:
        office, number, group, file = key
        return f"{YEAR}/payments/{office}-{number}/files/{group}/{file}/voiding/"

    def _as_sent(self, line: LineKey) -> tuple[str, str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.reference, b.number_digest, l.amount::int FROM payments_line l"
                " JOIN payments_transferfile f ON f.id = l.file_id"
                " JOIN payments_payment p ON p.id = l.payment_id"
                " JOIN cases_case c ON c.id = p.case_id"
                " JOIN cases_bankaccount b ON b.id = l.bank_account_id"
                " WHERE c.number = %s AND f.group = %s AND f.number = %s",
                line,
            )
            reference, account, amount = cursor.fetchone()
        return reference, number_of(account), amount

    def _last_change(self, number: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(a.id) FROM payments_accountchange a"
                " JOIN payments_payment p ON p.id = a.payment_id"
                " JOIN cases_case c ON c.id = p.case_id WHERE c.number = %s",
                [number],
            )
            return int(cursor.fetchone()[0])

    def _account(self, person: int, account: Any) -> dict[str, str]:
        bank, number = account
        name = f"นาง{NAMES[person]}"
        return {"bank": bank, "account_name": name, "account_number": number}

    def _facts(
        self, person: int, kind: str, amount: int, reason: bool, account: Any
    ) -> dict[str, Any]:
        first, last = NAMES[person].split()
        return {
            "title": str(self.title),
            "gender": "F",
            "first_name": first,
            "last_name": last,
            "birth_date": "29/02/2523",
            "assistance_type": str(self.kinds[kind]),
            "amount": str(amount),
            "hardship": "ยากจน",
            "override_because": REASON if reason else "",
            **self._account(person, account),
        }


def ids_of(person: int) -> str:
    """The citizen ID of a person of the model."""
    first12 = f"1{person + 1:011}"
    return first12 + ids.check_digit(first12)
