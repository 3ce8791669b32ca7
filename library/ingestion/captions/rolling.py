"""Captions that roll: each shows the line before once more, above or in place of the new one.

Live captions and YouTube's own are so. Of such a file each line is said once, when it comes; in
any other file what is repeated was said twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .cue import RawCue

TOUCHING_S = 0.1
SHARE = 0.2  # of the captions that follow at once on another


def said_once(cues: Sequence[RawCue]) -> list[RawCue]:
    if not _rolls(cues):
        return list(cues)
    once: list[RawCue] = list(cues[:1])
    for before, cue in pairwise(cues):
        fresh = cue.lines[_repeated(before, cue) :]
        if fresh:
            once.append(replace(cue, lines=fresh))
        elif once:
            once[-1] = replace(once[-1], end=max(once[-1].end or 0.0, cue.end or 0.0))
    return once


def _rolls(cues: Sequence[RawCue]) -> bool:
    """A caption that shows a line again and a new one is the sign."""
    following = [pair for pair in pairwise(cues) if _touch(*pair)]
    rolled = sum(0 < _repeated(before, cue) < len(cue.lines) for before, cue in following)
    return rolled >= 2 and rolled >= SHARE * len(following)


def _touch(before: RawCue, cue: RawCue) -> bool:
    return cue.start is not None and cue.start <= (before.end or 0.0) + TOUCHING_S


def _repeated(before: RawCue, cue: RawCue) -> int:
    """How many of its first lines stood last in the one before."""
    if not _touch(before, cue):
        return 0
    for count in range(min(len(before.lines), len(cue.lines)), 0, -1):
        if before.lines[-count:] == cue.lines[:count]:
            return count
    return 0
