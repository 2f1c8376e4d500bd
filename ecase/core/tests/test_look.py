import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines


def drawn(template, **context):
    return engines["django"].from_string(template).render(context)


def test_an_icon_is_for_the_eye_only():
    html = drawn('{% icon "print" small=True %}')
    assert html == (
        '<svg class="i i-s" aria-hidden="true"><use href="/static/icons.svg#print"/></svg>'
    )


def test_what_was_typed_is_never_markup():
    html = drawn(
        '{% chip "ok" "done" text %}{% flag "warn" text %}{% note "stop" text %}{{ text }}{% endnote %}',
        text="<script>",
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 4


def test_a_note_has_a_heading_and_what_to_do():
    html = drawn('{% note "warn" "มีเคสค้าง" level=2 %}<p>สอบถามก่อน</p>{% endnote %}')
    assert '<div class="note" data-tone="warn">' in html
    assert '<h2 class="head">มีเคสค้าง</h2><p>สอบถามก่อน</p>' in html


def test_a_share_fills_the_bar_exactly():
    html = drawn("{% share parts %}", parts=[("ok", 7), ("info", 0), ("stop", Decimal("2.5"))])
    bars = re.findall(r'<rect x="([\d.]+)" width="([\d.]+)" height="16" class="f-(\w+)"/>', html)
    assert [tone for *_, tone in bars] == ["ok", "stop"]
    x, width, _ = bars[-1]
    assert abs(Decimal(x) + Decimal(width) - 600) <= Decimal("0.1")


def test_a_share_of_nothing_is_an_empty_bar():
    assert 'class="f-line"' in drawn("{% share parts %}", parts=[("ok", 0)])


def test_a_heading_that_breaks_is_still_read_as_one():
    html = drawn('{% th "หมายเลขบัตร|ประจำตัวประชาชน" %}')
    assert "<wbr>" in html
    assert re.sub("<[^>]+>", "", html) == "หมายเลขบัตรประจำตัวประชาชน"


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ v|thai_date }}", date(2022, 10, 11), "11/10/2565"),
        ("{{ v|thai_date }}", datetime(2022, 10, 10, 18, tzinfo=UTC), "11/10/2565"),
        ("{{ v|thai_datetime }}", datetime(2022, 10, 11, 2, 43, tzinfo=UTC), "11/10/2565 09:43 น."),
        ("{{ v|thai_time }}", datetime(2022, 10, 11, 2, 43, tzinfo=UTC), "09:43 น."),
        ("{{ v|thai_clock }}", datetime(2022, 9, 12, 5, 25, 37, tzinfo=UTC), "12:25:37"),
        ("{{ v|long_date }}", date(2022, 10, 11), "11 ตุลาคม 2565"),
        ("{{ v|short_date }}", date(2022, 10, 11), "11 ต.ค. 2565"),
        ("{{ v|weekday_date }}", date(2023, 6, 14), "วันพุธที่ 14 มิถุนายน 2566"),
        ("{{ v|baht }}", Decimal(3000), "3,000.00"),
        ("{{ v|baht_words }}", Decimal(8000), "แปดพันบาทถ้วน"),
        ("{{ v|masked_id }}", "5838023466970", "5-8380-xxxxx-xx-0"),
        ("{{ v|full_id }}", "5838023466970", "5-8380-23466-97-0"),
        ('{{ v|masked_account:"006" }}', "0701234182", "070-x-xx418-2"),
        ('{{ v|full_account:"034" }}', "020123456789", "020-1-23456-789"),
        ("{{ v|masked_phone }}", "0812345417", "08x-xxx-x417"),
        ("{{ v|full_phone }}", "0812345417", "081-234-5417"),
        ("{{ v|thai_digits }}", 2566, "๒๕๖๖"),
    ],
)
def test_each_kind_of_thing_is_shown_one_way(template, value, shown):
    assert drawn(template, v=value) == shown
    assert drawn(template, v=None) == ""


def test_an_age_is_counted_on_the_day_given():
    born = date(2015, 10, 2)
    assert drawn("{{ born|age:day }}", born=born, day=date(2022, 10, 11)) == "7"
    assert drawn("{{ born|age_in_words:day }}", born=born, day=date(2022, 10, 11)) == "7 ปี 0 เดือน"
    assert drawn("{{ born|age }}", born=None) == ""


def test_a_masked_number_can_be_asked_for_from_inside_another_form(rf):
    template = engines["django"].from_string(
        '{% include "components/reveal.html" with masked=id|masked_id url="/2566/x/" of="เลขบัตรของ นายก" %}'
    )
    html = template.render({"id": "5838023466970"}, rf.get("/2566/cases/"))
    assert "5-8380-xxxxx-xx-0" in html and "5838023466970" not in html
    assert 'form="reveal" formaction="/2566/x/"' in html
    assert 'name="next" value="/2566/cases/"' in html
    assert 'aria-label="แสดง เลขบัตรของ นายก"' in html
