"""Pages written from right to left, laid out as if in a mirror.

Columns, indents and the ends of lines are then where they are in a page written from left to
right, so that segmenting knows one direction alone. Texts are left as they are: the parser gives
each line in the order in which it is read.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from library.ingestion.parsers.base import Block, Box, Line

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def is_right_to_left(lines: Iterable[Line]) -> bool:
    """Whether most of them are."""
    balance = 0
    for line in lines:
        is_rtl = not line.text.isascii() and _RIGHT_TO_LEFT.search(line.text)
        balance += 1 if is_rtl else -1
    return balance > 0


def mirrored(box: Box, width: float) -> Box:
    """width: of the page, in points."""
    x0, y0, x1, y1 = box
    return (width - x1, y0, width - x0, y1)


def mirrored_line(line: Line, width: float) -> Line:
    return replace(line, box=mirrored(line.place, width))


def mirrored_block(block: Block, width: float) -> Block:
    lines = [mirrored_line(line, width) for line in block.lines if line.box]
    return replace(block, box=mirrored(block.place, width), lines=lines)
