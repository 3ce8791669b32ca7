"""What is the same all through a book: its body print, its headings, its running heads.

A page alone does not tell a running head from a heading, nor a page number from a formula;
repetition over the book does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.ingestion.parsers.base import Line, PageOutcome, ParsedPage

MARGIN_SHARE = 0.2  # of the page's height in which running heads and feet stand
MARGIN_ROWS = 2  # a running head is not lower than the second row
SLOT_SHARE = 0.3  # of pages that have a detached row at the same height
SLOT_REACH = 3.0  # points
DETACHED = 0.9  # times the print's size, of white towards the body
RUNNING_PAGES = 3  # from which on a repeated row is a running head
NUMERAL = "#"  # the pattern of a row that is a page number
MAX_COUNTED = 50_000  # entries kept while counting, so that memory is bounded

# A footnote that is an address: its mark is set against it, a page number is not.
_ADDRESS_NOTE = re.compile(r"^\d{1,3}(?:https?://|www\.)\S")
_DIGITS = re.compile(r"\d+")
_COMPOUND = re.compile(r"\b([^\W\d_]{2,}-[^\W\d_]{2,})\b")
_ROMAN = re.compile(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)

_RowKey = tuple[bool, str]  # True at the head; the row's pattern


@dataclass(frozen=True, slots=True)
class BookProfile:
    """Sizes in points. Plain values, so that it can be kept between two runs.

    leading: from one line's top to the next in body text. heading_sizes: largest first.
    running: texts, digits as "#", that stand in a margin on several pages beside other text.
    slots: (True for the head, height on the page) of rows that stand in a margin.
    compounds: words written with a hyphen within a line, in lower case.
    arabic, roman: sheet index minus printed number, None where no numbers are printed.
    """

    body_size: float = 0.0
    leading: float = 0.0
    heading_sizes: tuple[float, ...] = ()
    running: frozenset[tuple[bool, str]] = frozenset()
    slots: tuple[tuple[bool, float], ...] = ()
    compounds: frozenset[str] = frozenset()
    arabic: int | None = None
    roman: int | None = None

    def heading_level(self, size: float) -> int:
        """1 for the largest print, 0 where the size is that of no heading."""
        for level, heading in enumerate(self.heading_sizes, start=1):
            if abs(size - heading) <= 0.6:
                return level
        return 0


@dataclass(slots=True)
class MarginRow:
    """Lines side by side near the top or bottom of a page."""

    lines: list[Line]
    is_head: bool
    gap: float  # points of white towards the body

    @property
    def middle(self) -> float:
        return (self.lines[0].place[1] + self.lines[0].place[3]) / 2

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)

    @property
    def is_detached(self) -> bool:
        return self.gap >= DETACHED * self.size


def profile_book(pages: Iterable[ParsedPage]) -> BookProfile:
    """Counts over all pages, or over an even choice of neighbouring ones, in one pass."""
    tally = _Tally()
    for page in pages:
        tally.add(page)
    return tally.profile()


def page_label(page: ParsedPage, profile: BookProfile) -> str:
    """The number printed on the page where the book's count is steady, else the file's label."""
    for row in margin_rows(page):
        for numeral, value, is_roman in _numerals(row):
            if page.index - value == (profile.roman if is_roman else profile.arabic):
                return numeral
    if profile.arabic is not None and page.label == str(page.index + 1):
        number = page.index - profile.arabic
        if number >= 1:
            return str(number)
    return page.label


def is_running(row: MarginRow, profile: BookProfile, page: ParsedPage) -> bool:
    """Whether a row in the margin belongs to the book and not to this page's text."""
    text = _pattern(row)
    if text == NUMERAL and row.is_detached:
        return True
    if not row.is_head and _ADDRESS_NOTE.match(row.lines[0].text):
        return False  # the same address is the note of more than one page
    if row.size > 1.2 * profile.body_size:
        return False  # a title, such as those of slides, which stand in one place as well
    if (row.is_head, text) in profile.running:
        return True
    if row.lines[-1].text.endswith("."):
        return False  # a footnote of one line, which stands in one place as well
    return row.is_detached and any(
        head == row.is_head and abs(_height(row, page) - height) <= SLOT_REACH
        for head, height in profile.slots
    )


def margin_rows(page: ParsedPage) -> Iterator[MarginRow]:
    """Up to MARGIN_ROWS rows at the head, outermost first, then at the foot."""
    if not page.height:
        return
    lines = [line for block in page.blocks if not block.kind for line in block.lines if line.box]
    if not lines:
        return
    reach = page.height * MARGIN_SHARE
    for is_head in (True, False):
        lines.sort(key=(lambda one: one.place[1]) if is_head else (lambda one: -one.place[3]))
        yield from _outer_rows(lines, is_head, reach if is_head else page.height - reach)


def _outer_rows(lines: list[Line], is_head: bool, limit: float) -> Iterator[MarginRow]:
    start = 0
    for _ in range(MARGIN_ROWS):
        if start >= len(lines):
            return
        first = lines[start].place
        if (first[3] > limit) if is_head else (first[1] < limit):
            return
        stop = start + 1
        middle = (first[1] + first[3]) / 2
        while stop < len(lines) and lines[stop].place[1] < middle < lines[stop].place[3]:
            stop += 1
        if stop == len(lines):
            gap = float("inf")
        elif is_head:
            gap = lines[stop].place[1] - first[3]
        else:
            gap = first[1] - lines[stop].place[3]
        yield MarginRow(lines[start:stop], is_head, gap)
        start = stop


def _has_nothing_beside(page: ParsedPage, rows: list[MarginRow]) -> bool:
    """Whether these rows are all the text of the page."""
    within = sum(len(row.lines) for row in rows)
    return within == sum(len(block.lines) for block in page.blocks)


def _height(row: MarginRow, page: ParsedPage) -> float:
    """Feet are measured from the bottom, for books whose pages differ in height."""
    return row.middle if row.is_head else page.height - row.middle


def _pattern(row: MarginRow) -> str:
    text = " ".join(line.text for line in sorted(row.lines, key=lambda one: one.place[0]))
    if _value(text)[0]:
        return NUMERAL
    return _DIGITS.sub("#", text).lower()[:120]


def _value(text: str) -> tuple[int, bool]:
    """A numeral's value and whether it is Roman; 0 where it is none."""
    text = text.strip(" -–—.|[]()")
    if text.isdecimal() and len(text) <= 4:
        return int(text), False
    if 0 < len(text) <= 8 and _ROMAN.fullmatch(text):
        digits = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
        values = [digits[sign] for sign in text.lower()]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < after else value for value, after in pairs), True
    return 0, False


def _numerals(row: MarginRow) -> Iterator[tuple[str, int, bool]]:
    for line in row.lines:
        words = line.text.split()
        for word in {words[0], words[-1]} if words else ():
            value, is_roman = _value(word)
            if value and (not is_roman or len(words) == 1):
                yield word.strip(" -–—.|[]()"), value, is_roman


class _Tally:
    def __init__(self) -> None:
        self.pages = 0
        self.sizes: Counter[float] = Counter()
        self.lines_of_size: Counter[float] = Counter()
        self.pitches: Counter[tuple[float, float]] = Counter()
        self.texts: Counter[_RowKey] = Counter()  # on pages with other text
        self.bare: list[set[_RowKey]] = []  # rows of pages that have no line outside the margins
        self.slots: Counter[tuple[bool, int]] = Counter()
        self.slot_sizes: dict[tuple[bool, int], float] = {}
        self.offsets: Counter[tuple[bool, int]] = Counter()
        self.compounds: set[str] = set()

    def add(self, page: ParsedPage) -> None:
        before: Line | None = None
        has_lines = False
        for block in page.blocks:
            for line in block.lines:
                if line.box is None or not line.size:
                    continue
                has_lines = True
                self._add_line(line, before)
                before = line
        if has_lines:
            self.pages += 1
            self._add_margins(page)

    def _add_line(self, line: Line, before: Line | None) -> None:
        size = round(line.size * 2) / 2
        self.sizes[size] += len(line.text)
        self.lines_of_size[size] += 1
        if before is not None and before.size == line.size:
            pitch = line.place[1] - before.place[1]
            if 0.8 * line.size < pitch < 2.5 * line.size:
                self.pitches[size, round(pitch, 1)] += 1
        if "-" in line.text and len(self.compounds) < MAX_COUNTED:
            self.compounds.update(_COMPOUND.findall(line.text.lower()))

    def _add_margins(self, page: ParsedPage) -> None:
        seen: set[tuple[bool, int]] = set()
        rows = list(margin_rows(page))
        is_read = page.outcome in (PageOutcome.TEXT, PageOutcome.OCR)
        is_bare = is_read and _has_nothing_beside(page, rows)
        if is_bare and len(self.bare) < MAX_COUNTED:
            self.bare.append({(row.is_head, _pattern(row)) for row in rows})
        for row in rows:
            if not is_bare and len(self.texts) < MAX_COUNTED:
                self.texts[row.is_head, _pattern(row)] += 1
            if row.is_detached and not is_bare:
                key = (row.is_head, round(_height(row, page) / SLOT_REACH))
                self.slots[key] += 1
                self.slot_sizes[key] = max(row.size, self.slot_sizes.get(key, 0.0))
            for _, value, is_roman in _numerals(row):
                seen.add((is_roman, page.index - value))
        if len(self.offsets) < MAX_COUNTED:
            self.offsets.update(seen)

    def profile(self) -> BookProfile:
        if not self.sizes:
            return BookProfile()
        body = self.sizes.most_common(1)[0][0]
        pitches = Counter({p: n for (size, p), n in self.pitches.items() if size == body})
        needed = max(3, SLOT_SHARE * self.pages)
        return BookProfile(
            body_size=body,
            leading=pitches.most_common(1)[0][0] if pitches else 1.2 * body,
            heading_sizes=self._heading_sizes(body),
            running=self._running(),
            slots=tuple(
                (head, step * SLOT_REACH)
                for (head, step), count in self.slots.items()
                if count + self._beside(head, step) >= needed
            ),
            compounds=frozenset(self.compounds),
            arabic=self._offset(is_roman=False, share=0.5),
            roman=self._offset(is_roman=True, share=0.0),
        )

    def _running(self) -> frozenset[_RowKey]:
        """Repeated rows, unless they are all the text that most of their pages have."""
        total = self.texts + Counter(key for keys in self.bare for key in keys)
        repeated = {key for key, count in total.items() if count >= RUNNING_PAGES}
        beside = Counter(self.texts)
        for keys in self.bare:
            if any(key not in repeated and key[1] != NUMERAL for key in keys):
                beside.update(keys)
        return frozenset(
            key for key in repeated if beside[key] >= min(RUNNING_PAGES, total[key] / 2)
        )

    def _beside(self, head: bool, step: int) -> int:
        return max(self.slots[head, step - 1], self.slots[head, step + 1])

    def _heading_sizes(self, body: float) -> tuple[float, ...]:
        total = sum(self.sizes.values())
        sizes: list[float] = []
        for size in sorted(self.sizes, reverse=True):
            weight = self.sizes[size]
            is_short = weight / self.lines_of_size[size] <= 60
            if size < 1.08 * body or weight > 0.2 * total or not is_short:
                continue
            if not sizes or sizes[-1] - size > 0.6:
                sizes.append(size)
        return tuple(sizes[:8])

    def _offset(self, *, is_roman: bool, share: float) -> int | None:
        counts = Counter({o: n for (roman, o), n in self.offsets.items() if roman == is_roman})
        if not counts:
            return None
        offset, count = counts.most_common(1)[0]
        return offset if count >= max(3, share * self.pages) else None
