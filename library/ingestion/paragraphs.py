"""Rows of a column become paragraphs, each with what it is: text, heading, list, code, formula.

Breaks are seen as a reader sees them: a wider white, an indent, a change of print, a bullet.
"""

import re
from dataclasses import dataclass, field

from library.ingestion.parsers.base import Box, Line, SectionKind
from library.ingestion.profiling import BookProfile

_BULLET = re.compile(r"^(?:[•◦▪■‣⁃●○∙·*–—-]|[ivx]{1,4}[.)]|\(?(?:\d{1,2}|[a-zא-ת])[.)])\s+(?=\S)")
_CONTENTS = re.compile(
    r"\S.*?(?:(?: … ?| \.{1,3} )\s*(?:[ps]\.\s*)?(?:\d+|[ivxlc]+)|\s[ps]\.\s*\d+)$"
)
_EXERCISE = re.compile(
    r"^(?:exercise|problem|aufgabe|übung|ćwiczenie|zadanie|ejercicio|exercice)\s+\d", re.IGNORECASE
)
_SOLUTION = re.compile(
    r"^(?:solution|lösung|rozwiązanie|solución)\b[^.]{0,30}[.:\d]", re.IGNORECASE
)
CAPTION = re.compile(
    r"^(?:figure|fig\.?|abbildung|abb\.?|image|photo|rysunek|rys\.?|figura|table|tab\.?|tabelle"
    r"|tabela|tabla|tableau|algorithm|listing|איור|תרשים|טבלה|شكل|صورة|جدول)\s*\d+(?:[.\-–]\d+)*",
    re.IGNORECASE,
)
TABLE_CAPTION = re.compile(
    r"^(?:table|tab\.?|tabelle|tabela|tabla|tableau|טבלה|جدول)\s*\d", re.IGNORECASE
)
# A footnote that is an address, or leads to one, which is often set as programs are.
_ADDRESS_NOTE = re.compile(r"^\d{1,3}\s?(?:[^\W\d_][\w.]* ){0,6}(?:https?://|www\.)\S")
_NOTE = re.compile(r"^(\d{1,3})\s?[^\W\d_]")
_TERMINAL = re.compile(r"[.!?:;…؟۔؛。！？](?:[\"'”’»)\]]|\d{1,3})*$")

NOTE_SIZE = 0.93  # of the body's
MAX_HEADING = 200  # characters
MAX_BOLD_HEADING = 120


@dataclass(slots=True)
class Row:
    """Everything on one line of a column."""

    text: str
    box: Box
    size: float
    bold: bool
    mono: bool
    math: bool
    block: int  # which of the file's blocks it comes from


@dataclass(slots=True)
class Paragraph:
    kind: SectionKind
    rows: list[Row] = field(default_factory=list)
    level: int = 0
    indented: bool = False  # begins further in than its column

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows)

    @property
    def box(self) -> Box:
        return union([row.box for row in self.rows])

    @property
    def size(self) -> float:
        return max(row.size for row in self.rows)

    @property
    def is_finished(self) -> bool:
        return bool(_TERMINAL.search(self.rows[-1].text))


def union(boxes: list[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def make_rows(lines: list[tuple[Line, int]]) -> list[Row]:
    """Rows from top to bottom. lines: of one column, from top to bottom, with their block."""
    groups: list[list[tuple[Line, int]]] = []
    for line, block in lines:
        box = line.place
        if groups:
            other = groups[-1][0][0].place
            common = min(box[3], other[3]) - max(box[1], other[1])
            if common > 0.5 * min(box[3] - box[1], other[3] - other[1]):
                groups[-1].append((line, block))
                continue
        groups.append([(line, block)])
    return [_row(group) for group in groups]


def _row(group: list[tuple[Line, int]]) -> Row:
    if len(group) == 1:
        line, block = group[0]
        return Row(line.text, line.place, line.size, line.bold, line.mono, line.math, block)
    group.sort(key=lambda pair: pair[0].place[0])
    longest = max((line for line, _ in group), key=lambda line: len(line.text))
    signs = sum(len(line.text) for line, _ in group)
    return Row(
        text=" ".join(line.text for line, _ in group),
        box=union([line.place for line, _ in group]),
        size=longest.size,
        bold=all(line.bold for line, _ in group),
        mono=all(line.mono for line, _ in group),
        math=sum(len(line.text) for line, _ in group if line.math) > 0.4 * signs,
        block=group[0][1],
    )


def make_paragraphs(rows: list[Row], profile: BookProfile) -> list[Paragraph]:
    """Paragraphs of consecutive rows of one column, classified."""
    if not rows:
        return []
    left, right = _edges(rows)
    starts = [0]
    for i in range(1, len(rows)):
        after = rows[i + 1] if i + 1 < len(rows) else None
        if _breaks(rows[starts[-1]], rows[i - 1], rows[i], after, right, profile):
            starts.append(i)
    paragraphs = []
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        paragraph = _classify(rows[start:stop], profile)
        paragraph.indented = rows[start].box[0] > left + 0.6 * rows[start].size
        paragraphs.append(paragraph)
    return paragraphs


def _edges(rows: list[Row]) -> tuple[float, float]:
    """Where rows begin and end, a tenth of them left out as strays."""
    starts = sorted(row.box[0] for row in rows)
    ends = sorted(row.box[2] for row in rows)
    return starts[len(rows) // 10], ends[-1 - len(rows) // 10]


def _breaks(
    first: Row, before: Row, row: Row, after: Row | None, right: float, profile: BookProfile
) -> bool:
    """Whether a new paragraph begins with `row`; `first` is the running paragraph's first."""
    if _ADDRESS_NOTE.match(row.text) or _is_next_note(first, row, profile):
        return True
    if before.mono != row.mono:
        return not (before.block == row.block and _white(before, row) < 0.3 * row.size)
    if abs(before.size - row.size) > 0.12 * max(before.size, row.size) and not row.math:
        return True
    if _is_apart(before, row, profile):
        return True
    if before.mono:
        return False
    if before.bold != row.bold and (before.bold or row.bold) and before.box[2] < right - 12:
        return True
    if _BULLET.match(row.text) or _EXERCISE.match(row.text) or _is_contents(before.text):
        return True
    if _is_contents(row.text) and before.text[-1:].isdigit():
        return True
    if CAPTION.match(row.text) and row.block != before.block:
        return True
    ends_early = before.box[2] < right - 3 * row.size
    if row.block != before.block and (ends_early or _TERMINAL.search(before.text)):
        return _pitch(before, row) > 1.1 * _leading(row, profile) or ends_early
    return _is_indent(first, before, row, after)


def _is_next_note(first: Row, row: Row, profile: BookProfile) -> bool:
    """Of two footnotes without white between them."""
    one, other = _NOTE.match(first.text), _NOTE.match(row.text)
    if not one or not other or row.size > NOTE_SIZE * profile.body_size:
        return False
    return int(other[1]) == int(one[1]) + 1


def _is_indent(first: Row, before: Row, row: Row, after: Row | None) -> bool:
    """An indented row whose neighbours begin further left opens a paragraph."""
    step = row.box[0] - before.box[0]
    if not 0.6 * row.size < step < 4 * row.size or _BULLET.match(first.text):
        return False
    return after is None or after.box[0] < row.box[0] - 0.5 * row.size or before is not first


def _is_contents(text: str) -> bool:
    """A line of a table of contents: something, a leader, a page."""
    return (
        text[-1:] in "0123456789ivxlc"
        and "." in text.replace("…", ".")
        and bool(_CONTENTS.match(text))
    )


def _is_apart(before: Row, row: Row, profile: BookProfile) -> bool:
    """Whether there is more white than within a paragraph; titles are set wider."""
    is_title = before.size == row.size > 1.2 * profile.body_size and row.bold == before.bold
    limit = 1.8 * row.size if is_title else 1.3 * _leading(row, profile)
    return _pitch(before, row) > limit and _white(before, row) > 0.3 * row.size


def _pitch(before: Row, row: Row) -> float:
    """From base line to base line, which a tall sign within a row does not move."""
    return row.box[3] - before.box[3] if row.box[3] > before.box[3] else 0.0


def _white(before: Row, row: Row) -> float:
    return row.box[1] - before.box[3]


def _leading(row: Row, profile: BookProfile) -> float:
    if not profile.body_size:
        return 1.3 * row.size
    return max(profile.leading / profile.body_size, 1.1) * row.size


def _classify(rows: list[Row], profile: BookProfile) -> Paragraph:
    text = " ".join(row.text for row in rows)
    if all(row.mono for row in rows) and not _ADDRESS_NOTE.match(text):
        return Paragraph(SectionKind.CODE, rows)
    level = _heading_level(rows, text, profile)
    if level:
        return Paragraph(SectionKind.HEADING, rows, level=level)
    if _BULLET.match(text) or _is_contents(text):
        return Paragraph(SectionKind.LIST, rows)
    if _is_formula(rows, text):
        return Paragraph(SectionKind.FORMULA, rows)
    if _EXERCISE.match(text):
        return Paragraph(SectionKind.EXERCISE, rows)
    if _SOLUTION.match(text):
        return Paragraph(SectionKind.SOLUTION, rows)
    return Paragraph(SectionKind.TEXT, rows)


def _heading_level(rows: list[Row], text: str, profile: BookProfile) -> int:
    if len(text) > MAX_HEADING or not any(sign.isalnum() for sign in text):
        return 0
    if any(row.math for row in rows) or CAPTION.match(text):
        return 0
    level = profile.heading_level(max(row.size for row in rows))
    if level and len(rows) <= 4 and has_word(text):
        return level
    if not all(row.bold for row in rows) or len(rows) > 2 or len(text) > MAX_BOLD_HEADING:
        return 0
    if text.endswith((",", ";", ":")) or (text.endswith(".") and len(text) > MAX_BOLD_HEADING / 2):
        return 0
    if not has_word(text):
        return 0
    if rows[0].size < 0.95 * profile.body_size:
        return 0
    return len(profile.heading_sizes) + 1


def has_word(text: str) -> bool:
    return any(len(word) > 1 and word.isalpha() for word in re.split(r"[\W\d_]+", text)) or (
        text.strip().isdecimal()
    )


def _is_formula(rows: list[Row], text: str) -> bool:
    if not any(row.math for row in rows):
        return False
    words = re.findall(r"[^\W\d_]{4,}", text)
    return len(words) <= 2 or (all(row.math for row in rows) and len(words) <= 4)
