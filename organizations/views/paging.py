"""A page of a long list, with how many there are."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Page:
    """rows: of this page. query: the rest of the address, for links to the pages beside it."""

    rows: list
    total: int
    number: int
    size: int
    query: str

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number * self.size < self.total else None

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def page_of(request: HttpRequest, rows: QuerySet | list, *, size: int) -> Page:
    """Of a query set two queries beside those of prefetches: how many, and these."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    number = max(1, min(number, -(-total // size)))
    others = request.GET.copy()
    others.pop("page", None)
    start = (number - 1) * size
    return Page(list(rows[start : start + size]), total, number, size, others.urlencode())
