"""Pure: which passages a text has more and which less than the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

MOST_PASSAGES = 3_000  # of either text: the comparison takes their product, at worst
SHOWN_AROUND = 1  # passages that are the same, before and after a change


@dataclass(frozen=True, slots=True)
class Passage:
    """change: "added", "removed" or "same"; "gap" where `count` same ones are left out."""

    change: str
    text: str = ""
    count: int = 0


def compare(before: list[str], after: list[str]) -> list[Passage]:
    """In the order of the text; what is past MOST_PASSAGES is left out."""
    before, after = before[:MOST_PASSAGES], after[:MOST_PASSAGES]
    return list(_shortened(_passages(before, after)))


def _passages(before: list[str], after: list[str]) -> Iterator[Passage]:
    matcher = SequenceMatcher(None, before, after)
    for change, start, stop, new_start, new_stop in matcher.get_opcodes():
        if change == "equal":
            yield from (Passage("same", text) for text in before[start:stop])
        else:
            yield from (Passage("removed", text) for text in before[start:stop])
            yield from (Passage("added", text) for text in after[new_start:new_stop])


def _shortened(passages: Iterator[Passage]) -> Iterator[Passage]:
    runs = [list(run) for _same, run in groupby(passages, key=lambda one: one.change == "same")]
    for number, run in enumerate(runs):
        if run[0].change != "same":
            yield from run
            continue
        first = run[:SHOWN_AROUND] if number else []
        last = run[-SHOWN_AROUND:] if number + 1 < len(runs) else []
        left_out = len(run) - len(first) - len(last)
        if left_out <= 0:
            yield from run
            continue
        yield from first
        yield Passage("gap", count=left_out)
        yield from last
