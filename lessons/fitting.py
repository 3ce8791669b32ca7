"""Pure: fits the chances of `lessons.confidence` and says how well they keep their word."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lessons.confidence import Chance, Signals

RIDGE = 1.0  # keeps weights small where signals say the same
STEPS = 50
ANSWERABLE = ("similarity", "passage_coverage")
RIGHT = ("similarity", "statement_coverage", "cited_coverage", "cites_best")


def fit(signals: Sequence[Signals], labels: Sequence[bool], names: Sequence[str]) -> Chance:
    """Logistic regression by Newton's method, on standardised signals, with a ridge penalty.

    labels: whether it was so. names: the signals to weigh.
    Returns weights for the signals as they are.
    """
    x = np.array([[getattr(each, name) for name in names] for each in signals], float)
    y = np.array(labels, float)
    mean, deviation = x.mean(0), np.where(x.std(0) > 0, x.std(0), 1)
    rows = np.column_stack([np.ones(len(x)), (x - mean) / deviation])
    # The intercept hardly: only so that labels that are all alike have an end.
    penalty = RIDGE * np.diag([0.01, *np.ones(len(names))])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - y) + penalty @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        weights -= np.linalg.solve(curve, slope)
    scaled = weights[1:] / deviation
    return Chance(
        intercept=round(float(weights[0] - scaled @ mean), 4),
        weights={name: round(float(weight), 4) for name, weight in zip(names, scaled, strict=True)},
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose chance was said to be from `low` to `high`."""

    low: float
    high: float
    count: int
    said: float
    was: float


def reliability(
    chances: Sequence[float], labels: Sequence[bool], edges: Sequence[float]
) -> list[Bin]:
    """What was said against what was, between each two edges; empty bins are left out."""
    p, y = np.array(chances, float), np.array(labels, float)
    bins = []
    for low, high in itertools.pairwise(edges):
        inside = (p >= low) & (p < high)
        if inside.any():
            said, was = float(p[inside].mean()), float(y[inside].mean())
            bins.append(Bin(low, high, int(inside.sum()), round(said, 3), round(was, 3)))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of what was said and what was, weighed by how many each holds."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.was) for each in bins) / max(total, 1)
