"""Pure: how well rankings fit what was expected of them."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean, quantiles

CUTS = (1, 3, 5, 10)
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Asking:
    """One question by one way. found: best first; took_ms: until it was there."""

    found: Sequence[Hashable]
    relevant: Collection[Hashable]
    took_ms: float


def figures(asked: Sequence[Asking]) -> dict[str, float]:
    """Means over the questions, and the times of the middle one and of the slowest in twenty.

    hit@k: a relevant passage is among the first k. recall@10: how many of the relevant ones are
    among the first ten. mrr: 1 / rank of the first relevant one, 0 below the tenth. ndcg@10: with
    a gain of 1 for a relevant one. precision@3: how many of the first three are relevant.
    Raises ValueError for no question.
    """
    if not asked:
        raise ValueError("there is no question to judge by")
    said = {f"hit@{cut}": fmean(hit(each, cut) for each in asked) for cut in CUTS}
    said |= {
        "recall@10": fmean(recall(each) for each in asked),
        "mrr": fmean(reciprocal_rank(each) for each in asked),
        "ndcg@10": fmean(ndcg(each) for each in asked),
        "precision@3": fmean(precision(each, 3) for each in asked),
    }
    times = [each.took_ms for each in asked]
    said |= {"p50_ms": percentile(times, 50), "p95_ms": percentile(times, 95)}
    return {name: round(value, 2 if name.endswith("_ms") else 4) for name, value in said.items()}


def hit(asking: Asking, cut: int) -> bool:
    return any(item in asking.relevant for item in asking.found[:cut])


def recall(asking: Asking) -> float:
    return len(set(asking.found[:DEPTH]) & set(asking.relevant)) / len(set(asking.relevant))


def precision(asking: Asking, cut: int) -> float:
    return sum(item in asking.relevant for item in asking.found[:cut]) / cut


def reciprocal_rank(asking: Asking) -> float:
    ranks = (r for r, item in enumerate(asking.found[:DEPTH], 1) if item in asking.relevant)
    return 1 / next(ranks, float("inf"))


def ndcg(asking: Asking) -> float:
    """Source: Järvelin and Kekäläinen, ACM TOIS 20(4), 2002."""
    gain = sum(
        1 / log2(rank + 1)
        for rank, item in enumerate(asking.found[:DEPTH], 1)
        if item in asking.relevant
    )
    best = sum(1 / log2(rank + 1) for rank in range(1, min(len(asking.relevant), DEPTH) + 1))
    return gain / best


def percentile(values: Sequence[float], percent: int) -> float:
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]
