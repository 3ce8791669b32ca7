"""Words that were recognised: each with its place on the page, and lines made of them again."""

from collections.abc import Iterable, Sequence

from library.ingestion.drafting import LineSpan, SectionDraft
from library.ingestion.mirroring import is_right_to_left
from library.ingestion.paragraphs import union
from library.ingestion.parsers.base import Box, ParsedPage, SectionKind, Word
from library.ingestion.textflow import HYPHENS

BESIDE = 1.5  # times the height of a word, of white before the next one of its line
MOST_BETWEEN = 3  # signs between two words: a blank, the mark between cells
LEVEL = 0.5  # of the lower of two boxes that both stand on one line


def put_on_page(drafts: Iterable[SectionDraft], page: ParsedPage) -> None:
    """In the place of a line of the upright page its words, where they are on the page as seen.

    What a table or a figure has no words for keeps its place. The words of a table stand in the
    page's as they are read, cell by cell; those of other lines from side to side.
    """
    backwards = is_right_to_left(line for block in page.blocks for line in block.lines)
    beside = sorted(page.words, key=lambda word: word.straight[0], reverse=backwards)
    for draft in drafts:
        words = page.words if draft.kind is SectionKind.TABLE else beside
        lines = [span for line in draft.lines for span in _words_of(draft.text, line, words)]
        if lines:
            draft.lines = lines
            draft.box = union([line.place for line in lines])


def _words_of(text: str, line: LineSpan, words: list[Word]) -> list[LineSpan]:
    """The line itself where none of its words is found in the text."""
    spans = []
    at = line.start
    for word in words:
        if not _within(word.straight, line.place):
            continue
        found = _find(text, word.text, at, line.end)
        if found is not None:
            start, at = found
            spans.append(LineSpan(start, at, word.place))
    return spans or [line]


def _find(text: str, word: str, start: int, stop: int) -> tuple[int, int] | None:
    """Where it begins and ends. Of one that is divided, at the end of a line or of a line in a
    table's cell, the hyphen may have been taken off."""
    if (found := text.find(word, start, stop)) >= 0:
        return found, found + len(word)
    if len(word) == 1 or not word.endswith(HYPHENS):
        return None
    half, near = word[:-1], start + len(word) + MOST_BETWEEN
    found = text.find(half, start, min(stop, near))
    if found < 0:
        found = text.find(half, max(start, stop - len(word)), stop)
    return None if found < 0 else (found, found + len(half))


def _within(word: Box, line: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return line[0] <= x <= line[2] and line[1] <= y <= line[3]


def join_beside(boxes: Iterable[Sequence[float]]) -> list[Box]:
    """Boxes that follow each other on one line, as words do, become one."""
    joined: list[Box] = []
    for x0, y0, x1, y1 in boxes:
        box = (x0, y0, x1, y1)
        if joined and _is_beside(joined[-1], box):
            joined[-1] = union([joined[-1], box])
        else:
            joined.append(box)
    return joined


def whole_lines(spans: Iterable[LineSpan]) -> list[LineSpan]:
    """Printed lines, of lines or of words."""
    lines: list[LineSpan] = []
    for span in spans:
        last = lines[-1] if lines else None
        if last and last.box and span.box and _is_beside(last.box, span.box):
            lines[-1] = LineSpan(last.start, span.end, union([last.box, span.box]))
        else:
            lines.append(span)
    return lines


def _is_beside(a: Box, b: Box) -> bool:
    lower = min(a[3] - a[1], b[3] - b[1])
    level = min(a[3], b[3]) - max(a[1], b[1]) > LEVEL * lower
    white = max(b[0] - a[2], a[0] - b[2])
    return level and -lower < white < BESIDE * max(a[3] - a[1], b[3] - b[1])
