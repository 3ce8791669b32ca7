"""Captions of a section, from its text and its lines: a line is one, or a word of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..parsers.base import Time

MOST_SIGNS, LONGEST_S = 84, 7.0  # of a caption that is made of words: two lines on a screen
PAUSE_S = 1.0
TIMED = 4  # numbers of a line that has a time: start, end, from, to
_END = re.compile(r"[.!?…。！？؟]['\"”’»)\]]*$")
_SPEAKER = re.compile(r"\s*([^:\n]{1,80}):\s*")


@dataclass(frozen=True, slots=True)
class Caption:
    """first, after: of the lines that it is made of. start, end: characters of the text."""

    first: int
    after: int
    start: int
    end: int
    text: str
    time: Time
    speaker: str = ""


def captions_of(text: str, lines: Sequence[Sequence[float]]) -> list[Caption]:
    """lines: as `library.models.Section.lines` has them; without times there are no captions."""
    if not lines or len(lines[0]) != TIMED:
        return []
    return [_caption(text, lines, *group) for group in _groups(text, lines)]


def are_words(text: str, lines: Sequence[Sequence[float]]) -> bool:
    return len(lines) > 1 and not any(
        " " in text[int(line[0]) : int(line[1])].strip() for line in lines
    )


def _groups(text: str, lines: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    if not are_words(text, lines):
        return [(at, at + 1) for at in range(len(lines))]
    groups, first = [], 0
    for at in range(1, len(lines)):
        if _is_over(text, lines, first, at):
            groups.append((first, at))
            first = at
    return [*groups, (first, len(lines))]


def _is_over(text: str, lines: Sequence[Sequence[float]], first: int, at: int) -> bool:
    """Whether the word at `at` begins another caption than the one that begins at `first`."""
    before, word = lines[at - 1], lines[at]
    return (
        word[1] - lines[first][0] > MOST_SIGNS
        or word[3] - lines[first][2] > LONGEST_S
        or word[2] - before[3] > PAUSE_S
        or bool(_END.search(text[int(before[0]) : int(before[1])]))
    )


def _caption(text: str, lines: Sequence[Sequence[float]], first: int, after: int) -> Caption:
    start, end = int(lines[first][0]), int(lines[after - 1][1])
    spoken = _SPEAKER.fullmatch(text[:start]) if first == 0 else None
    return Caption(
        first,
        after,
        start,
        end,
        text[start:end],
        (lines[first][2], lines[after - 1][3]),
        spoken[1] if spoken else "",
    )
