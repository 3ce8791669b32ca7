"""Tables on a picture: its lines are parted at upright rules, and belong to cells."""

from dataclasses import replace

from library.ingestion.parsers.base import Box
from library.ingestion.parsers.pdf_drawings import union
from library.ingestion.recognisers.base import SeenLine, SeenWord

RULE_SIGNS = frozenset("|¦[]lI")  # what a rule beside a word is taken for
NEAR = 0.3  # of a line's height


def part_lines(lines: list[SeenLine], down: list[Box]) -> list[SeenLine]:
    """Lines that run over an upright rule become those of the cells on its sides. Both in the
    same unit."""
    for rule in down:
        lines = [part for line in lines for part in _parted(line, rule)]
    return lines


def _parted(line: SeenLine, rule: Box) -> list[SeenLine]:
    x0, y0, x1, y1 = line.box
    near = NEAR * (y1 - y0)
    if not (x0 - near < rule[0] < x1 + near and rule[1] < (y0 + y1) / 2 < rule[3]):
        return [line]
    words = [word for word in line.words if not _is_rule(word, rule, near)]
    sides = (
        [word for word in words if _middle(word) < rule[0]],
        [word for word in words if _middle(word) >= rule[0]],
    )
    if len(words) == len(line.words) and not all(sides):
        return [line]
    return [_line(line, side) for side in sides if side]


def _is_rule(word: SeenWord, rule: Box, near: float) -> bool:
    return word.text in RULE_SIGNS and word.box[0] - near < rule[0] < word.box[2] + near


def _middle(word: SeenWord) -> float:
    return (word.box[0] + word.box[2]) / 2


def _line(line: SeenLine, words: list[SeenWord]) -> SeenLine:
    text = " ".join(word.text for word in words)
    return replace(line, text=text, box=union([word.box for word in words]), words=words)
