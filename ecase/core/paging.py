"""Paging by key: a page begins after a row, not after a number of rows, however long the list is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class KeyPage(Generic[M]):
    """One page of a list. ``prev_url`` and ``next_url`` keep all else that the address says."""

    rows: list[M]
    has_previous: bool
    has_next: bool
    sort: str
    is_reversed: bool
    is_descending: bool  # as its first column runs now: the newest first, the largest first
    params: QueryDict

    @property
    def next_url(self) -> str:
        return self._url(after=self.rows[-1].pk) if self.rows else self._url()

    @property
    def prev_url(self) -> str:
        return self._url(before=self.rows[0].pk) if self.rows else self._url()

    def sort_url(self, name: str) -> str:
        """The first page in another order, or in this one turned round."""
        turned = name == self.sort and not self.is_reversed
        return self._url(sort=f"-{name}" if turned else name)

    def _url(self, **changed: object) -> str:
        params = self.params.copy()
        for name in ("after", "before"):
            params.pop(name, None)
        for name, value in changed.items():
            params[name] = str(value)
        return f"?{params.urlencode()}"


@dataclass(frozen=True)
class _Key:
    """One column of an order. Rows without a value come last, whichever way the column runs."""

    name: str
    descending: bool
    nullable: bool

    def order(self, backward: bool) -> OrderBy:
        descending = self.descending != backward
        if not self.nullable:  # a plain order, so that a plain index serves it
            return F(self.name).desc() if descending else F(self.name).asc()
        nulls = {"nulls_first": True} if backward else {"nulls_last": True}
        return F(self.name).desc(**nulls) if descending else F(self.name).asc(**nulls)

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, backward: bool) -> Q:
        """The rows that come strictly after a value, in the direction of reading."""
        if value is None:  # last of all going forward, so everything else is before it
            return Q(**{f"{self.name}__isnull": False}) if backward else Q(pk__in=[])
        smaller = self.descending != backward
        q = Q(**{f"{self.name}__lt" if smaller else f"{self.name}__gt": value})
        if self.nullable and not backward:
            q |= Q(**{f"{self.name}__isnull": True})
        return q


def key_page(
    queryset: QuerySet[M],
    request: HttpRequest,
    *,
    orders: Mapping[str, tuple[str, ...]],
    default: str,
    size: int = 50,
) -> KeyPage[M]:
    """Cut one page from a list, as the address asks: ``?sort=name&after=4711``.

    ``orders`` names what may be sorted by: ``{"number": ("-sequence",), "name": ("last_name",
    "first_name")}``; ``?sort=-name`` turns an order round, and so may ``default``. The cursor is the key of the last row
    shown, never a value of a person. It is looked up in the same queryset, so that the key of a
    row that one may not see, or that left the list meanwhile, begins at the first page. Two
    queries with a cursor, one without.
    """
    sort, is_reversed = _asked(request, orders, default)
    keys = _keys(queryset, orders[sort], is_reversed)

    backward = "before" in request.GET and "after" not in request.GET
    cursor = _cursor(queryset, request.GET.get("before" if backward else "after", ""), keys)
    if cursor is None:
        backward = False
    else:
        queryset = queryset.filter(_beyond(keys, cursor, backward))
    found = list(queryset.order_by(*(key.order(backward) for key in keys))[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backward:
        rows.reverse()
    return KeyPage(
        rows=rows,
        has_previous=more if backward else cursor is not None,
        has_next=True if backward else more,
        sort=sort,
        is_reversed=is_reversed,
        is_descending=keys[0].descending,
        params=request.GET,
    )


def whole_list(
    queryset: QuerySet[M],
    request: HttpRequest,
    *,
    orders: Mapping[str, tuple[str, ...]],
    default: str,
) -> QuerySet[M]:
    """All pages of the list that ``key_page`` would cut, in the order that the address asks for."""
    sort, is_reversed = _asked(request, orders, default)
    keys = _keys(queryset, orders[sort], is_reversed)
    return queryset.order_by(*(key.order(backward=False) for key in keys))


def _asked(
    request: HttpRequest, orders: Mapping[str, tuple[str, ...]], default: str
) -> tuple[str, bool]:
    """The order that the address names, else the default; and whether it is turned round."""
    asked = request.GET.get("sort", "")
    if asked.removeprefix("-") in orders:
        return asked.removeprefix("-"), asked.startswith("-")
    return default.removeprefix("-"), default.startswith("-")


def _keys(queryset: QuerySet[Any], order: tuple[str, ...], is_reversed: bool) -> list[_Key]:
    """The columns of an order, and the row's own key last, so that ties have an order too."""
    keys = [
        _Key(
            name := column.removeprefix("-"),
            column.startswith("-") != is_reversed,
            _nullable(queryset.model, name),
        )
        for column in order
    ]
    return [*keys, _Key("pk", keys[-1].descending, nullable=False)]


def _nullable(model: type[Model], name: str) -> bool:
    """Whether a column may be empty; an annotation or a joined column may."""
    try:
        return bool(getattr(model._meta.get_field(name), "null", True))
    except FieldDoesNotExist:
        return True


def _cursor(queryset: QuerySet[Any], pk: str, keys: list[_Key]) -> tuple[Any, ...] | None:
    """The values of the row at which a page begins; None where there is no such row."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    names = [key.name for key in keys]
    return queryset.filter(pk=int(pk)).order_by().values_list(*names).first()


def _beyond(keys: list[_Key], values: tuple[Any, ...], backward: bool) -> Q:
    """All rows after (or before) a row: beyond it in a column, and the same in those left of it."""
    q = Q(pk__in=[])
    same = Q()
    for key, value in zip(keys, values, strict=True):
        q |= same & key.beyond(value, backward)
        same &= key.same(value)
    first, value = keys[0], values[0]
    # Says nothing new, but lets the planner begin in the index of the first column.
    return q & (first.same(value) | first.beyond(value, backward))
