"""The printed table of contents, for books whose file has no outline."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from library.ingestion.parsers.base import OutlineEntry

FRONT_PAGES = 40  # contents stand among the first pages
MIN_LINES = 4  # on a page, for it to be one of contents
MIN_ENTRIES = 4
_LINE = re.compile(
    r"^(?P<title>\S.*?)(?P<leader>\s*…\s*|\s*\.{2,}\s*|(?:\s\.)+\s|\s+)"
    r"(?P<page>\d{1,4}|[ivxlc]{1,7})$"
)
_NUMBER = re.compile(r"^(?:chapter\s+|kapitel\s+|rozdział\s+)?(\d+(?:\.\d+)*)\.?\s", re.IGNORECASE)

# (text, left edge in points) of each printed line of a page, in reading order
PageLines = Sequence[tuple[str, float]]


def read_contents(
    pages: Iterable[tuple[int, PageLines]], labels: Mapping[str, int]
) -> list[OutlineEntry]:
    """Entries of the contents pages, empty where there are none.

    pages: (index, lines) from the first page on; reading stops when the contents end.
    labels: printed page label to page index; lines whose label is unknown are left out.
    Levels follow the numbers ("2.1" is below "2"), else how far in a line begins.
    """
    rows: list[tuple[str, float, int]] = []
    for index, lines in pages:
        found = list(_rows(lines, labels))
        if len(found) >= MIN_LINES:
            rows += found
        elif rows or index >= FRONT_PAGES:
            break
    if len(rows) < MIN_ENTRIES or not _rises(rows):
        return []
    lefts = _steps([left for _, left, _ in rows])
    return [
        OutlineEntry(_level(title, left, lefts), title, page, number=_number(title))
        for title, left, page in rows
    ]


def _rows(lines: PageLines, labels: Mapping[str, int]):
    leaders = sum(1 for text, _ in lines if _has_leader(text))
    for text, left in lines:
        match = _LINE.match(text)
        # without dots a number at the end may be anything, unless the page is one of contents
        if match and (leaders >= 2 or _has_leader(text)) and match["page"] in labels:
            title = match["title"].rstrip(" .…")
            if any(sign.isalpha() for sign in title):
                yield title, left, labels[match["page"]]


def _has_leader(text: str) -> bool:
    match = _LINE.match(text)
    return bool(match and match["leader"].strip())


def _rises(rows: list[tuple[str, float, int]]) -> bool:
    """Contents go forward; an index or a table of numbers does not."""
    pairs = list(pairwise(rows))
    return sum(1 for a, b in pairs if a[2] <= b[2]) >= 0.9 * len(pairs)


def _steps(lefts: list[float]) -> list[float]:
    steps: list[float] = []
    for left in sorted(lefts):
        if not steps or left - steps[-1] > 6:
            steps.append(left)
    return steps


def _level(title: str, left: float, lefts: list[float]) -> int:
    number = _number(title)
    if "." in number:
        return number.count(".") + 1
    inset = sum(1 for step in lefts if left >= step - 0.1)
    return 1 if number else max(1, min(inset, 4))


def _number(title: str) -> str:
    match = _NUMBER.match(title)
    return match.group(1) if match else ""
