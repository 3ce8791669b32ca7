"""Times that a file gives, made such that they go forward and lie within the recording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from project.sentences import ngettext

from .cue import Cue, RawCue

LONGEST_S = 100 * 3600.0  # of a recording whose length is not known
SLACK_S = 2.0  # by which captions may begin behind the end of a recording
WORD_S, LEAST_S = 0.4, 1.0  # of a caption that does not say when it ends
LONGEST_CUE_S = 60.0  # that goes on while others come


@dataclass(slots=True)
class Mended:
    """How many captions it concerns."""

    behind: int = 0
    backwards: int = 0
    unordered: int = 0
    overlong: int = 0


def timed_cues(cues: Sequence[RawCue], *, length_s: float) -> tuple[list[Cue], Mended]:
    """In order of time. length_s: of the recording, 0 where it is not known."""
    mended = Mended()
    if all(cue.start is None for cue in cues):
        return [_cue(cue, None) for cue in cues], mended
    limit = length_s + SLACK_S if length_s else LONGEST_S
    there = [replace(cue, start=cue.start or 0.0) for cue in cues]
    kept = [cue for cue in there if _start(cue) <= limit]
    mended.behind = len(there) - len(kept)
    starts = [_start(cue) for cue in kept]
    mended.unordered = sum(after < before for before, after in pairwise(starts))
    if mended.unordered:
        kept.sort(key=_start)
    return list(_ended(kept, length_s or LONGEST_S, mended)), mended


def _start(cue: RawCue) -> float:
    return cue.start or 0.0


def _ended(cues: Sequence[RawCue], limit: float, mended: Mended) -> Iterator[Cue]:
    for cue, after in zip(cues, [*cues[1:], None], strict=False):
        start = min(_start(cue), limit)
        following = max(start, _start(after)) if after else limit
        end = cue.end
        if end is not None and end < start:
            mended.backwards += 1
            end = None
        if end is not None and after and end - start > LONGEST_CUE_S and end > following:
            mended.overlong += 1
            end = following
        if end is None:
            words = sum(len(line.split()) for line in cue.lines)
            end = min(following, start + LEAST_S + WORD_S * words) if not after else following
            end = min(end, start + LONGEST_CUE_S)
        yield _cue(cue, (round(start, 3), round(max(start, min(end, limit)), 3)))


def _cue(cue: RawCue, time: tuple[float, float] | None) -> Cue:
    return Cue(" ".join(" ".join(cue.lines).split()), time, cue.speaker)


def warnings(mended: Mended, *, unreadable: int) -> list[str]:
    """For people, what was done."""
    said = (
        (
            unreadable,
            ngettext(
                "%(count)s caption has no time that can be read, and was left out.",
                "%(count)s captions have no time that can be read, and were left out.",
                unreadable,
            ),
        ),
        (
            mended.behind,
            ngettext(
                "%(count)s caption begins behind the end of the recording, and was left out.",
                "%(count)s captions begin behind the end of the recording, and were left out.",
                mended.behind,
            ),
        ),
        (
            mended.unordered,
            ngettext(
                "%(count)s caption came before an earlier one; they were put in order of time.",
                "%(count)s captions came before earlier ones; they were put in order of time.",
                mended.unordered,
            ),
        ),
        (
            mended.backwards,
            ngettext(
                "%(count)s caption ends before it begins; its end was guessed.",
                "%(count)s captions end before they begin; their ends were guessed.",
                mended.backwards,
            ),
        ),
        (
            mended.overlong,
            ngettext(
                "%(count)s caption stays for more than a minute while others come; it ends where "
                "the next one begins.",
                "%(count)s captions stay for more than a minute while others come; they end where "
                "the next one begins.",
                mended.overlong,
            ),
        ),
    )
    return [sentence % {"count": count} for count, sentence in said if count]
