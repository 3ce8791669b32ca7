"""Reading order: what stands side by side is read column by column.

A page is cut at a white strip that many lines end at and few cross. What crosses it (a heading
or a figure over both columns) is read where it stands, and parts the columns above it from those
below; each side is cut again in the same way.
"""

from collections.abc import Sequence
from statistics import median
from typing import Protocol, TypeVar

from library.ingestion.parsers.base import Box

STEP = 2.0  # points, the grain of the search for a strip
MIN_STRIP = 5.0  # points
MIN_SIDE = 3  # items on each side of a strip
MIN_SIGNS = 14  # a column of text has longer lines than a column of numbers
MAX_DEPTH = 4
TITLE_WHITE = 4.0  # points above and below a title over columns


class Placed(Protocol):
    """weight: characters of a line, up to 100; more for a picture or a table.

    divides: large print, which over columns stands for all of them even where it is short.
    """

    box: Box
    weight: int
    divides: bool


Item = TypeVar("Item", bound=Placed)


def reading_order(items: Sequence[Item]) -> list[list[Item]]:
    """The items in columns, in the order they are read; each column from top to bottom."""
    return _cut(list(items), 0)


def _cut(items: list, depth: int) -> list[list]:
    strip = _find_strip(items) if depth < MAX_DEPTH else None
    if strip is None:
        return [sorted(items, key=lambda item: (item.box[1], item.box[0]))] if items else []
    crossing = [item for item in items if _crosses(item, items, strip)]
    beside = [item for item in items if not any(item is other for other in crossing)]
    columns: list[list] = []
    single: list = []  # what runs over the whole width, in one piece
    for spanner in [*sorted(crossing, key=lambda item: item.box[1]), None]:
        limit = _middle(spanner) if spanner is not None else float("inf")
        above = [item for item in beside if _middle(item) < limit]
        beside = [item for item in beside if _middle(item) >= limit]
        left = [item for item in above if item.box[2] <= strip]
        right = [item for item in above if item.box[2] > strip]
        if _is_short_end(left, right, single):
            single += left + right
        elif above:
            columns += [single] if single else []
            single = []
            columns += _cut(left, depth + 1) + _cut(right, depth + 1)
        if spanner is not None:
            single.append(spanner)
    return columns + ([single] if single else [])


def _crosses(item: Placed, items: list, strip: float) -> bool:
    """Over the strip; or a title at the left with white beside it and the other column above."""
    if item.box[0] < strip < item.box[2]:
        return True
    if not item.divides or item.box[2] > strip:
        return False
    others = [other for other in items if other.box[0] > strip]
    top, bottom = item.box[1] - TITLE_WHITE, item.box[3] + TITLE_WHITE
    has_beside = any(other.box[1] < bottom and other.box[3] > top for other in others)
    return not has_beside and any(other.box[3] <= top for other in others)


def _is_short_end(left: list, right: list, single: list) -> bool:
    """Short lines between full ones, such as the last of a paragraph, make no column."""
    return bool(single) and (not left or not right) and len(left) + len(right) < MIN_SIDE


def _find_strip(items: list) -> float | None:
    """Middle of the best white strip, in points from the left; None if there is no column."""
    if len(items) < 2 * MIN_SIDE:
        return None
    left = min(item.box[0] for item in items)
    right = max(item.box[2] for item in items)
    count = int((right - left) / STEP) + 2
    if count < 20:
        return None
    starts = [0] * (count + 1)
    for item in items:
        starts[int((item.box[0] - left) / STEP)] += 1
        starts[int((item.box[2] - left) / STEP) + 1] -= 1
    crossing = []
    depth = 0
    for change in starts[:count]:
        depth += change
        crossing.append(depth)
    inner = range(int(count * 0.2), int(count * 0.8))
    fewest = min(crossing[i] for i in inner)
    if fewest > len(items) / 2:
        return None
    for strip in _widest_runs(crossing, inner, fewest):
        middle = left + (strip[0] + strip[1]) / 2 * STEP
        wide = (strip[1] - strip[0]) * STEP >= MIN_STRIP
        if wide and _are_columns(items, middle, right - left):
            return middle
    return None


def _widest_runs(crossing: list[int], inner: range, fewest: int) -> list[tuple[int, int]]:
    """Runs of steps that no more than `fewest` items cross, the widest three."""
    runs = []
    start = None
    for i in [*inner, -1]:
        if i >= 0 and crossing[i] <= fewest:
            start = i if start is None else start
        elif start is not None:
            runs.append((start, (i if i >= 0 else inner.stop)))
            start = None
    return sorted(runs, key=lambda run: run[0] - run[1])[:3]


def _are_columns(items: list, strip: float, width: float) -> bool:
    left = [item for item in items if item.box[2] <= strip]
    right = [item for item in items if item.box[0] >= strip]
    if len(items) - len(left) - len(right) > len(left) + len(right):
        return False
    if not (_is_text(left) or _is_text(right)):
        return False  # two pictures side by side make one figure, not two columns
    for side in (left, right):
        if not side or not (_is_text(side) or any(item.weight > 100 for item in side)):
            return False
        if max(i.box[2] for i in side) - min(i.box[0] for i in side) < 0.2 * width:
            return False
    return _common_height(left, right)


def _is_text(side: list) -> bool:
    weights = [item.weight for item in side if item.weight <= 100]
    return len(weights) >= MIN_SIDE and median(weights) >= MIN_SIGNS


def _common_height(left: list, right: list) -> bool:
    top = max(min(item.box[1] for item in side) for side in (left, right))
    bottom = min(max(item.box[3] for item in side) for side in (left, right))
    shorter = min(
        max(item.box[3] for item in side) - min(item.box[1] for item in side)
        for side in (left, right)
    )
    return bottom - top >= 0.3 * shorter


def _middle(item: Placed) -> float:
    return (item.box[1] + item.box[3]) / 2
