"""A transcript as people paste it: plain lines, or lines after or under a time ("0:12").

0:12                 0:12 so this is            [00:12] so this is
so this is
"""

import re
from collections.abc import Iterator

from .clock import seconds
from .cue import RawCue

MOST_LINE = 10_000
_TIMED = re.compile(r"\s*[\[(]?(\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?)[\])]?\s*[-–—:]?\s*")


def read_pasted(text: str, *, most: int) -> list[RawCue]:
    """A caption for each line; with a time where there are times. most: captions that are read."""
    lines = [line[:MOST_LINE].strip() for line in text.split("\n") if line.strip()][: most + 1]
    timed = list(_timed(lines))
    if any(cue.start is not None for cue in timed):
        return timed
    return [RawCue((line,)) for line in lines]


def _timed(lines: list[str]) -> Iterator[RawCue]:
    """What stands before the first time is said from the beginning."""
    start: float | None = None
    said: list[str] = []
    for line in lines:
        found = _TIMED.match(line)
        at = seconds(found[1]) if found else None
        if found is None or at is None:
            said.append(line)
            continue
        if said:
            yield RawCue(tuple(said), start)
        start, said = at, [line[found.end() :]] if line[found.end() :] else []
    if said:
        yield RawCue(tuple(said), start)
