"""A paper of thousands of rows is made by a child, and reaches who asked for it and nobody else."""

import io
import json
import tempfile
import threading
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from ecase.core.papers import Told, long
from ecase.core.papers.engine import TEMPLATES
from ecase.core.tests.paper_text import pages as pages_of
from ecase.offices import actions, long_papers
from ecase.offices.models import LongPaper, PapersUnderWay
from tests import make

AT = datetime(2022, 10, 11, 2, 43, tzinfo=UTC)


def told(name, rows):
    example = json.loads((TEMPLATES / f"{name}.json").read_text("utf-8"))
    key = "granted" if name == "minutes" else "rows"
    example[key] = [
        {**example[key][n % len(example[key])], "name": f"นางที่{n}จบ ใจดี"}
        for n in range(1, rows + 1)
    ]
    return Told(name, example, AT)


@pytest.mark.parametrize("name", ["kcorp2", "minutes"])
def test_pieces_join_to_one_tagged_paper(name, monkeypatch):
    monkeypatch.setattr(long, "PIECE", 40)
    heard = []
    pdf = long.make_long(told(name, 100), beat=heard.append)
    pages = [page.replace(" ", "").replace("\n", "") for page in pages_of(pdf)]
    text = "".join(pages)
    for n in (1, 40, 41, 80, 81, 100):
        assert text.count(f"นางที่{n}จบ") == 1
    for n, page in enumerate(pages, start=1):
        assert f"{n}/{len(pages)}" in page
    assert text.count("รวมเป็นเงิน") == 1
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        root = whole.Root.StructTreeRoot
        keys = [int(page.obj.StructParents) for page in whole.pages]
        nums = list(root.ParentTree.Nums)
        assert [int(key) for key in nums[::2]] == sorted(keys) and len(set(keys)) == len(keys)
        names = list(pikepdf.NameTree(root.IDTree))
        headings = [
            element
            for element in whole.objects
            if isinstance(element, pikepdf.Dictionary) and "/ID" in element and "/S" in element
        ]
        assert len(names) == len(headings)
        assert b"<pdfaid:part>2" in whole.Root.Metadata.read_bytes()
    assert pdf == long.make_long(told(name, 100), beat=heard.append)


def test_a_child_that_ends_without_its_piece_is_no_paper():
    broken = Told("report", {**told("report", 3).data, "rows": [{"name": "ก"}] * 3}, AT)
    with pytest.raises(long.NotMade):
        long.make_long(broken, beat=lambda done: None)


def test_the_places_are_files_that_our_user_alone_can_open(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with long._turn(threading.Event()), long._turn(threading.Event()):
        places = list(tmp_path.glob("*.lock"))
    assert [place.stat().st_mode & 0o777 for place in places] == [0o600] * long.AT_ONCE
    for place in places:
        place.unlink()
        place.symlink_to(tmp_path / "another's")
    with pytest.raises(OSError, match="symbolic"), long._turn(threading.Event()):
        pass
    assert not (tmp_path / "another's").exists()


def test_who_gives_up_leaves_no_child():
    def nobody_wants_it(done):
        raise KeyError

    begun = time.monotonic()
    with pytest.raises(KeyError):
        long.make_long(told("report", 30), beat=nobody_wants_it)
    assert time.monotonic() - begun < 60


@pytest.mark.django_db(transaction=True)
def test_the_page_waits_and_then_has_the_paper(client, officer, stranger, monkeypatch, rf):
    monkeypatch.setattr(long_papers, "LONG", 2)
    asked_on = "/2566/approvals/?before=9"
    request = rf.get("/", headers={"Referer": f"http://testserver{asked_on}"})
    request.user = officer
    response = long_papers.handed_out(request, told("report", 3), "รายงาน", to_keep=True)
    paper = LongPaper.objects.get()
    assert response.url.startswith(reverse("offices:long_paper", args=[paper.pk]))
    client.force_login(officer)
    assert f'href="{asked_on}"' in client.get(response.url).text  # ย้อนกลับ
    file = reverse("offices:made_paper", args=[paper.pk])
    for _ in range(240):
        page = client.get(response.url)
        if file in page.text:
            break
        assert page["Refresh"] == "2" and "กำลังจัดทำ" in page.text
        time.sleep(0.5)
    for child in long_papers._children:
        child.wait()
    assert "Refresh" not in page
    got = client.get(file)
    assert got.content.startswith(b"%PDF") and "attachment" in got["Content-Disposition"]
    assert LongPaper.objects.get().told == ""
    client.force_login(stranger)
    assert client.get(response.url).status_code == client.get(file).status_code == 404


@pytest.fixture
def asked(officer):
    return ask(officer)[0]


def ask(officer, name="รายงาน", *, rows=3, at=AT):
    paper = replace(told("report", rows), made_at=at)
    return actions.ask_for_paper(paper, name=name, to_keep=False, by=officer)


def test_it_says_so_when_the_child_is_gone(client, officer, asked):
    client.force_login(officer)
    address = reverse("offices:long_paper", args=[asked.pk])
    assert client.get(address)["Refresh"] == "2"
    assert client.get(reverse("offices:made_paper", args=[asked.pk])).status_code == 404
    LongPaper.objects.update(heard_at=timezone.now() - timedelta(minutes=2))
    page = client.get(address)
    assert "หยุดกลางคัน" in page.text and "Refresh" not in page
    LongPaper.objects.update(heard_at=timezone.now())
    actions.give_up_paper(asked.pk)
    assert "หยุดกลางคัน" in client.get(address).text


def test_what_says_something_else_by_now_takes_the_place_of_the_first(officer, asked):
    again, is_new = ask(officer, rows=4)
    assert is_new
    assert not actions.hear_of_paper(asked.pk, done=1)
    assert actions.hear_of_paper(again.pk, done=1)


def test_the_same_asked_again_starts_no_second_child(officer, asked):
    later = AT + timedelta(seconds=5)
    assert ask(officer, at=later) == (asked, False)
    assert ask(make.other_of(officer))[1]
    LongPaper.objects.update(heard_at=timezone.now() - timedelta(minutes=2))
    assert ask(officer, at=later)[1]  # the child is gone


def test_an_officer_has_no_more_children_than_papers_of_an_approval_need(officer, asked):
    for n in range(LongPaper.AT_ONCE - 1):
        assert ask(officer, f"ฉบับที่ {n}")[1]
    with pytest.raises(PapersUnderWay, match="รอให้เสร็จก่อน"):
        ask(officer, "อีกฉบับ")
    actions.keep_paper(asked.pk, b"%PDF")
    assert ask(officer, "อีกฉบับ")[1]


def test_after_an_hour_nothing_is_left(client, officer, asked):
    LongPaper.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    client.force_login(officer)
    assert client.get(reverse("offices:long_paper", args=[asked.pk])).status_code == 404
    other = make.officer()
    ask(other, "อื่น")
    assert list(LongPaper.objects.values_list("officer", flat=True)) == [other.pk]


@pytest.mark.parametrize("away", ["//example.com", "https://example.com/", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(client, officer, asked, away):
    client.force_login(officer)
    page = client.get(reverse("offices:long_paper", args=[asked.pk]), {"back": away})
    assert "ย้อนกลับ" not in page.text


def test_there_is_nothing_under_another_key(client, officer):
    client.force_login(officer)
    for name in ("long_paper", "made_paper"):
        assert client.get(reverse(f"offices:{name}", args=[uuid.uuid4()])).status_code == 404
