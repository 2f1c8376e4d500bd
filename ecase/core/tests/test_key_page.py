import pytest
from django.template import engines

from ecase.core.paging import key_page
from ecase.regulations.models import AssistanceType, Ceiling

pytestmark = pytest.mark.django_db

ORDERS = {
    "schedule": ("schedule", "name"),  # may be empty, and has ties
    "per": ("-per",),  # two values for all rows: nothing but ties
    "name": ("name",),
}


def none_yet():
    Ceiling.objects.all().delete()
    AssistanceType.objects.all().delete()


@pytest.fixture
def rows():
    """Eleven kinds of aid; every third belongs to no schedule."""
    none_yet()
    return AssistanceType.objects.bulk_create(
        AssistanceType(
            name=f"ประเภท {n:02}",
            schedule=None if n % 3 == 0 else n % 3,
            per=("PERSON_YEAR", "FAMILY")[n % 2],
        )
        for n in range(11)
    )


@pytest.fixture
def see(rf):
    """Open a page of the list by its address."""

    def at(address="", size=4):
        return key_page(
            AssistanceType.objects.all(),
            rf.get(f"/{address}"),
            orders=ORDERS,
            default="name",
            size=size,
        )

    return at


def forward(see, address, size=4):
    pages = [see(address, size)]
    while pages[-1].has_next:
        pages.append(see(pages[-1].next_url, size))
    return pages


def names(page):
    return [row.name for row in page.rows]


@pytest.mark.parametrize("sort", ["schedule", "-schedule", "per", "-per", "name", "-name", ""])
@pytest.mark.parametrize("size", [1, 2, 4, 10, 11, 50])
def test_going_through_shows_every_row_once_and_back_the_same_pages(rows, see, sort, size):
    pages = forward(see, f"?sort={sort}", size)
    seen = [row.pk for page in pages for row in page.rows]
    assert sorted(seen) == sorted(row.pk for row in rows)
    assert [page.has_previous for page in pages] == [False] + [True] * (len(pages) - 1)

    back = [pages[-1]]
    while back[-1].has_previous:
        back.append(see(back[-1].prev_url, size))
    assert [names(page) for page in reversed(back)] == [names(page) for page in pages]
    assert [page.has_next for page in reversed(back)] == [True] * (len(pages) - 1) + [False]


@pytest.mark.parametrize("sort", ["schedule", "-schedule"])
def test_rows_without_a_value_come_last_either_way(rows, see, sort):
    schedules = [row.schedule for page in forward(see, f"?sort={sort}") for row in page.rows]
    known = [schedule for schedule in schedules if schedule is not None]
    assert schedules == known + [None] * 4
    assert known == sorted(known, reverse=sort.startswith("-"))


def test_an_empty_list_has_one_empty_page(see):
    none_yet()
    page = see()
    assert (page.rows, page.has_previous, page.has_next) == ([], False, False)
    assert (page.next_url, page.prev_url) == ("?", "?")


def test_a_full_last_page_has_no_next(rows, see):
    assert not see(size=11).has_next
    assert see(size=10).has_next


def test_the_address_keeps_the_filters_and_says_nothing_of_a_row_but_its_key(rows, see):
    page = see("?status=PAID&sort=name&after=zzz")
    assert page.next_url == f"?status=PAID&sort=name&after={page.rows[-1].pk}"
    following = see(page.next_url)
    assert following.prev_url == f"?status=PAID&sort=name&before={following.rows[0].pk}"


@pytest.mark.parametrize(
    "address",
    [
        "?after=x",
        "?after=0",
        "?after=-1",
        "?after=",
        "?before=",
        "?after=๓",
        f"?after={'9' * 40}",
        "?sort=password",
        "?sort=-",
        "?after=1%00",
    ],
)
def test_an_address_that_makes_no_sense_begins_at_the_first_page(rows, see, address):
    assert names(see(address)) == names(see())
    assert not see(address).has_previous


def test_a_row_that_left_the_list_begins_at_the_first_page(rows, rf):
    gone = AssistanceType.objects.exclude(pk=rows[5].pk)
    page = key_page(gone, rf.get(f"/?after={rows[5].pk}"), orders=ORDERS, default="name", size=4)
    assert not page.has_previous


def test_a_heading_sorts_and_sorts_back(rows, see):
    page = see("?status=PAID&sort=name&after=1")
    assert page.sort_url("name") == "?status=PAID&sort=-name"
    assert page.sort_url("schedule") == "?status=PAID&sort=schedule"
    assert see("?sort=-name").sort_url("name") == "?sort=name"


def test_it_costs_the_same_wherever_one_is(rows, see, django_assert_num_queries):
    with django_assert_num_queries(1):
        first = see()
    with django_assert_num_queries(2):
        second = see(first.next_url)
    with django_assert_num_queries(2):
        see(second.prev_url)


def test_a_sorted_heading_says_which_way(rows, see):
    template = engines["django"].from_string(
        '{% sort_link page "name" "ชื่อ|ประเภท" %}{% sort_link page "schedule" "บัญชี" num=True %}'
    )
    html = template.render({"page": see("?sort=-name")})
    assert 'aria-sort="descending"' in html and 'href="?sort=name"' in html
    assert 'aria-sort="none" class="num"' in html and 'href="?sort=schedule"' in html
    assert 'aria-sort="ascending"' in template.render({"page": see("?sort=name")})


def test_a_heading_whose_order_begins_with_the_largest_says_so(rows, see):
    template = engines["django"].from_string('{% sort_link page "per" "ต่อ" %}')
    assert 'aria-sort="descending"' in template.render({"page": see("?sort=per")})
    assert 'aria-sort="ascending"' in template.render({"page": see("?sort=-per")})


def test_the_way_through_is_offered_only_where_there_is_one(rows, see):
    template = engines["django"].from_string('{% include "components/pager.html" %}')
    assert "หน้าถัดไป" in template.render({"page": see()})
    assert "หน้าก่อน" not in template.render({"page": see()})
    assert template.render({"page": see(size=11)}).strip() == ""
