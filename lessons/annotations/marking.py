"""Where marks are drawn: boxes of words, from the lines of the sections that they stand in."""

from collections.abc import Iterable
from typing import Protocol

Box = list[float]


class Lined(Protocol):
    """A section of a page: see `library.models.Section`."""

    start: int
    lines: list[list]


def boxes_of_words(sections: Iterable[Lined], start: int, stop: int) -> list[Box]:
    """One box a line, [x0, y0, x1, y1] in points, cut where the words begin and end.

    start, stop: characters of the page's text. A letter is taken for as wide as the others of its
    line. Lines without a place are left out.
    """
    boxes = []
    for section in sections:
        for first, last, *box in section.lines:
            begin = max(start - section.start, first)
            end = min(stop - section.start, last)
            if begin < end and len(box) == 4:
                boxes.append(_cut(box, (begin - first), (end - first), last - first))
    return boxes


def _cut(box: Box, begin: int, end: int, length: int) -> Box:
    x0, y0, x1, y1 = box
    width = (x1 - x0) / length
    return [round(x, 1) for x in (x0 + begin * width, y0, x0 + end * width, y1)]
