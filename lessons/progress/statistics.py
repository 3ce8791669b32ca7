"""Pure: what an item was like, from how it was answered.

difficulty: the mean share that was right, 0 (nobody) to 1 (everybody)
discrimination: the corrected point-biserial correlation of an item with the rest of the quiz,
    without the item itself. Source: Henrysson, "Correction of item-total correlations in item
    analysis", Psychometrika 28, 1963.
distractors: how often each option was chosen by the 27% with the most points and the 27% with the
    fewest. Source: Kelley, "The selection of upper and lower groups for the validation of test
    items", Journal of Educational Psychology 30, 1939.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

GROUP = 0.27
FEW = 10  # answers, below which a difficulty says little
FEW_TO_RELATE = 20  # below which a correlation says nothing


@dataclass(frozen=True, slots=True)
class Sheet:
    """One student's first attempt. shares: item id -> 0 to 1. chosen: item id -> options chosen.
    points, most: by item id."""

    shares: dict[str, float]
    chosen: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """upper, lower: how many of each group chose it."""

    text: str
    is_key: bool
    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """discrimination: None where there are too few answers, or all are alike. group: how many
    students each of the upper and the lower group has."""

    item: dict
    answers: int
    difficulty: float | None
    discrimination: float | None
    options: list[Option] = field(default_factory=list)
    group: int = 0

    @property
    def is_few(self) -> bool:
        return self.answers < FEW

    @property
    def is_too_few_to_relate(self) -> bool:
        return self.answers < FEW_TO_RELATE


def analyse(items: Iterable[dict], sheets: Sequence[Sheet]) -> list[ItemStatistics]:
    """items: as `Assignment.items` has them."""
    items = list(items)
    points = {item["id"]: item["points"] for item in items}
    return [_of(item, points, [s for s in sheets if item["id"] in s.shares]) for item in items]


def _of(item: dict, points: dict[str, int], sheets: list[Sheet]) -> ItemStatistics:
    pk, count = item["id"], len(sheets)
    rests = [_total(sheet, points, without=pk) for sheet in sheets]
    shares = [sheet.shares[pk] for sheet in sheets]
    upper, lower = _groups(sheets, [_total(sheet, points) for sheet in sheets])
    return ItemStatistics(
        item,
        count,
        difficulty=sum(shares) / count if count else None,
        discrimination=correlation(shares, rests) if count >= FEW_TO_RELATE else None,
        options=[_option(n, item, sheets, upper, lower) for n in range(len(item["options"]))],
        group=len(upper),
    )


def _total(sheet: Sheet, points: dict[str, int], without: str = "") -> float:
    return sum(sheet.shares[pk] * points.get(pk, 0) for pk in sheet.shares if pk != without)


def _groups(sheets: list[Sheet], totals: list[float]) -> tuple[list[Sheet], list[Sheet]]:
    order = sorted(range(len(sheets)), key=lambda n: totals[n])
    size = round(len(sheets) * GROUP) if len(sheets) >= FEW else 0
    lower, upper = order[:size], order[len(order) - size :]
    return [sheets[n] for n in upper], [sheets[n] for n in lower]


def _option(n: int, item: dict, sheets, upper, lower) -> Option:
    def count(among: list[Sheet]) -> int:
        return sum(n in sheet.chosen.get(item["id"], []) for sheet in among)

    option = item["options"][n]
    return Option(option["text"], option["is_key"], count(sheets), count(upper), count(lower))


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's; with a dichotomous xs it is the point-biserial one. None where all are alike."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    both = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread = math.sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))
    return both / spread if spread > 1e-12 else None
