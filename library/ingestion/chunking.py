"""Sections become atoms: passages of a bounded number of tokens, which search finds.

An atom prefers to end where a section ends, else where a sentence does; a heading goes with
what follows it; neighbours overlap; none crosses a chapter. Only the sections of the atom in
the making are held, so memory does not grow with the book.
"""

import hashlib
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from library.ingestion.parsers.base import Box, SectionKind, Time
from library.ingestion.segmenting import LineSpan, SectionDraft
from library.ingestion.textflow import HYPHENS, divided
from library.ingestion.wordboxes import join_beside

SEPARATOR = "\n\n"
FILL = 0.75  # of size, from which on the end of a section ends the atom

_SENTENCE_END = re.compile(
    r"[.!?…؟۔][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-ZÀ-ÞĀ-Ž0-9„¿¡Α-Я\u0590-\uffff])|[。！？]"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|cf|e\.g|i\.e|etc|Fig|Figs|Eq|Eqs|Sec|No|pp?|ed|al"
    r"|z\.B|bzw|vgl|Abb|np|tj|tzn|rys|ryc))\.$"
)
_LINE_END = re.compile(r"\n+")

TokenOffsets = Callable[[str], list[int]]


@dataclass(slots=True)
class PlacedPage:
    """A page's sections, and for each the position of its node and of its chapter."""

    index: int
    sections: list[SectionDraft]
    nodes: list[int]
    chapters: list[int]


@dataclass(slots=True)
class Span:
    """Characters start..end-1 of a page's text (`page_text`), and where they stand on it, or when
    they are said."""

    page: int
    start: int
    end: int
    boxes: list[Box] = field(default_factory=list)
    time: Time | None = None


@dataclass(slots=True)
class AtomDraft:
    """A passage. position: from 0 in the book. node: position of the node it begins in."""

    position: int
    node: int
    text: str
    token_count: int
    page_start: int
    page_end: int
    spans: list[Span]

    @property
    def content_hash(self) -> str:
        """SHA-256 of the text, in hexadecimal: the same passage is embedded once."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(slots=True)
class _Unit:
    """A sentence, or as much of one as an atom may hold."""

    text: str
    tokens: int
    page: int
    start: int  # in the page's text
    section: SectionDraft
    within: int  # where it begins in its section's text
    node: int
    chapter: int
    is_heading: bool
    ends_section: bool
    runs_on: bool  # the next page goes on in the middle of it


def page_text(sections: Iterable[SectionDraft]) -> str:
    """The text that spans count in: the sections' texts, a blank line between them."""
    return SEPARATOR.join(section.text for section in sections)


def chunk(
    pages: Iterable[PlacedPage],
    *,
    size_tokens: int = 512,
    overlap_tokens: int = 128,
    token_offsets: TokenOffsets,
) -> Iterator[AtomDraft]:
    """Atoms of at most size_tokens, in reading order.

    overlap_tokens: how much of an atom's end the next one repeats, at most, in whole sentences.
    token_offsets: text to the character offset at which each of its tokens begins.
    Raises ValueError unless 0 <= overlap_tokens < size_tokens.
    """
    if not 0 <= overlap_tokens < size_tokens:
        raise ValueError("overlap_tokens must be at least 0 and less than size_tokens")
    builder = _Builder(size_tokens, overlap_tokens, token_offsets)
    for page in pages:
        for unit in _units(page, size_tokens, token_offsets):
            yield from builder.add(unit)
    yield from builder.flush()


class _Builder:
    """Holds the units of the atom in the making; the first `repeated` are the overlap."""

    def __init__(self, size: int, overlap: int, token_offsets: TokenOffsets):
        self.size = size
        self.overlap = overlap
        self.token_offsets = token_offsets
        self.units: deque[_Unit] = deque()
        self.repeated = 0
        self.tokens = 0
        self.position = 0

    def add(self, unit: _Unit) -> Iterator[AtomDraft]:
        if self.units and unit.chapter != self.units[-1].chapter:
            yield from self.flush()
        while self._has_news() and self.tokens + unit.tokens > self.size:
            yield self._emit(self._cut())
        while self.units and not self._has_news() and self.tokens + unit.tokens > self.size:
            self._drop_first()
        is_turn = unit.is_heading and self._has_news() and not self.units[-1].is_heading
        if is_turn and self.tokens >= FILL * self.size:
            yield self._emit(len(self.units))
        self.units.append(unit)
        self.tokens += unit.tokens

    def flush(self) -> Iterator[AtomDraft]:
        """What is left, and nothing to repeat."""
        if self._has_news():
            yield self._emit(len(self.units))
        self.units.clear()
        self.repeated = self.tokens = 0

    def _has_news(self) -> bool:
        return len(self.units) > self.repeated

    def _drop_first(self) -> None:
        self.tokens -= self.units.popleft().tokens
        self.repeated -= 1

    def _cut(self) -> int:
        """How many units make the atom: to the last good end, and never ending on a heading."""
        units = list(self.units)
        stop = len(units)
        while stop - 1 > self.repeated and units[stop - 1].is_heading:
            stop -= 1
        tokens = sum(unit.tokens for unit in units[:stop])
        at, left = stop, tokens
        while at > self.repeated + 1 and left >= FILL * self.size:
            if units[at - 1].ends_section and not units[at - 1].is_heading:
                return at
            at -= 1
            left -= units[at].tokens
        return stop

    def _emit(self, count: int) -> AtomDraft:
        units = list(self.units)
        text = _join(units[:count])
        tokens = len(self.token_offsets(text))
        while tokens > self.size and count > self.repeated + 1:  # joints can cost a token more
            count -= 1
            text = _join(units[:count])
            tokens = len(self.token_offsets(text))
        taken = units[:count]
        atom = AtomDraft(
            position=self.position,
            node=units[min(self.repeated, count - 1)].node,
            text=text,
            token_count=tokens,
            page_start=taken[0].page,
            page_end=taken[-1].page,
            spans=_spans(taken),
        )
        self.position += 1
        kept = self._overlap(taken)
        self.units = deque(kept + units[count:])
        self.repeated = len(kept)
        self.tokens = sum(unit.tokens for unit in self.units)
        return atom

    def _overlap(self, units: list[_Unit]) -> list[_Unit]:
        start, tokens = len(units), 0
        while start > 1 and tokens + units[start - 1].tokens <= self.overlap:
            start -= 1
            tokens += units[start].tokens
        return units[start:]


def _units(page: PlacedPage, size: int, token_offsets: TokenOffsets) -> Iterator[_Unit]:
    offset = 0
    last = len(page.sections) - 1
    for i, section in enumerate(page.sections):
        for start, end, count, is_last in _pieces(section, size, token_offsets):
            yield _Unit(
                text=section.text[start:end],
                tokens=max(1, count) + (1 if is_last else 0),  # for the blank line
                page=page.index,
                start=offset + start,
                section=section,
                within=start,
                node=page.nodes[i],
                chapter=page.chapters[i],
                is_heading=section.kind is SectionKind.HEADING,
                ends_section=is_last and not section.continues,
                runs_on=is_last and section.continues,
            )
        offset += len(section.text) + (len(SEPARATOR) if i < last else 0)


def _pieces(
    section: SectionDraft, size: int, token_offsets: TokenOffsets
) -> Iterator[tuple[int, int, int, bool]]:
    """(start, end, tokens, whether it is the last) of each unit, white space after it left out."""
    text = section.text.rstrip()
    if not text:
        return
    tokens = token_offsets(text)
    start = 0
    for end in _ends(text, tokens, size, section.kind):
        stop = start + len(text[start:end].rstrip())
        if stop > start:
            count = bisect_left(tokens, end) - bisect_left(tokens, start)
            yield start, stop, count, end == len(text)
        start = end


def _ends(text: str, tokens: list[int], size: int, kind: SectionKind) -> Iterator[int]:
    """Where the units of a section's text end, the last at its end; none above `size` tokens."""
    rows = kind in (SectionKind.CODE, SectionKind.TABLE, SectionKind.LIST, SectionKind.FORMULA)
    start = 0
    limit = max(1, size - 2)
    for end in _natural_ends(text, rows):
        first, stop = bisect_left(tokens, start), bisect_left(tokens, end)
        while stop - first > limit:
            cut = _word_start(text, tokens[first + limit], tokens[first])
            yield cut
            first = bisect_left(tokens, cut)
        yield end
        start = end


def _natural_ends(text: str, rows: bool) -> Iterator[int]:
    if len(text) < 40:
        yield len(text)
        return
    for match in (_LINE_END if rows else _SENTENCE_END).finditer(text):
        before = text[max(0, match.start() - 8) : match.start() + 1]
        if rows or not _ABBREVIATION.search(before):
            yield match.end()
    yield len(text)


def sentence_starts(text: str) -> list[int]:
    """Offsets at which a sentence begins, that of the first one left out."""
    return [end for end in _natural_ends(text, rows="\n" in text) if 0 < end < len(text)]


def _word_start(text: str, at: int, after: int) -> int:
    """The beginning of the word that holds `at`, if it begins after `after`."""
    blank = max(text.rfind(" ", after + 1, at), text.rfind("\n", after + 1, at))
    return blank + 1 if blank > after else at


def _join(units: list[_Unit]) -> str:
    pieces: list[str] = []
    before: _Unit | None = None
    for unit in units:
        if before is not None:
            pieces.append(_joint(pieces, before, unit))
        pieces.append(unit.text)
        before = unit
    return "".join(pieces)


def _joint(pieces: list[str], before: _Unit, unit: _Unit) -> str:
    """What stands between two units; a word divided by the end of a page is mended."""
    if before.section is unit.section:
        return unit.section.text[before.within + len(before.text) : unit.within]
    if not before.runs_on or unit.page != before.page + 1:
        return SEPARATOR
    cut = divided(before.text, unit.text) if before.text.endswith(HYPHENS) else None
    if cut is None:
        return " "
    pieces[-1] = pieces[-1][: len(pieces[-1]) - cut]
    return ""


def _spans(units: list[_Unit]) -> list[Span]:
    """One span for each page, over all its units, which follow each other."""
    spans: list[Span] = []
    for unit in units:
        end = unit.start + len(unit.text)
        if not spans or spans[-1].page != unit.page or unit.start < spans[-1].start:
            spans.append(Span(unit.page, unit.start, end))
        spans[-1].end = end
        spans[-1].boxes += _boxes(unit)
        spans[-1].time = around(spans[-1].time, *_times(unit))
    for span in spans:
        span.boxes = merge_boxes(span.boxes)
    return spans


def _boxes(unit: _Unit) -> list[Box]:
    section = unit.section
    start, end = unit.within, unit.within + len(unit.text)
    boxes = [line.box for line in _lines_between(section.lines, start, end) if line.box]
    if not section.lines and section.box is not None:
        boxes = [section.box]
    return boxes


def _times(unit: _Unit) -> list[Time]:
    start, end = unit.within, unit.within + len(unit.text)
    return [line.time for line in _lines_between(unit.section.lines, start, end) if line.time]


def around(*times: Time | None) -> Time | None:
    """The stretch that holds all of these; None where none is known."""
    known = [time for time in times if time]
    if not known:
        return None
    return (min(start for start, _ in known), max(end for _, end in known))


def _lines_between(lines: list[LineSpan], start: int, end: int) -> list[LineSpan]:
    return [line for line in lines if line.start < end and line.end > start]


def merge_boxes(boxes: list[Box]) -> list[Box]:
    """Lines that stand closely below each other become one box; a new column begins another."""
    merged: list[Box] = []
    for box in join_beside(boxes):
        if merged and _follows(merged[-1], box):
            a = merged[-1]
            merged[-1] = (
                min(a[0], box[0]),
                min(a[1], box[1]),
                max(a[2], box[2]),
                max(a[3], box[3]),
            )
        else:
            merged.append(box)
    return merged


def _follows(a: Box, b: Box) -> bool:
    common = min(a[2], b[2]) - max(a[0], b[0])
    height = b[3] - b[1]
    return common > 0.3 * min(a[2] - a[0], b[2] - b[0]) and a[1] - 1 <= b[1] <= a[3] + 1.5 * height
