"""Where clips stand among the turns of a lesson. Pure."""

from collections.abc import Collection, Iterator
from itertools import count

PLACES = 2  # that a clip takes: whoever speaks behind it is who spoke there before


def positions_beside(clips: Collection[int]) -> Iterator[int]:
    """For turns, from 1; clips: the first position of each."""
    taken = {position + place for position in clips for place in range(PLACES)}
    return (position for position in count(1) if position not in taken)
