"""What ranks say of a search. Pure: no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

DEPTH = 10  # passages that are looked at
CUTS = (1, 3, 5, 10)

Ranks = Mapping[UUID, int | None]  # question id -> place of the first right passage, from 1


@dataclass(frozen=True, slots=True)
class Score:
    """questions: how many. hits: {k: share found among the first k}, 0 to 1.

    mrr: mean of 1 / rank, 0 where it was not found: the figure that may not fall.
    """

    questions: int
    hits: dict[int, float]
    mrr: float

    def as_json(self) -> dict:
        hits = {f"hit@{k}": round(share, 4) for k, share in self.hits.items()}
        return {"questions": self.questions, **hits, "mrr": round(self.mrr, 4)}


def score(ranks: Iterable[int | None]) -> Score:
    """Of no question: a score of zeros."""
    found = list(ranks)
    count = len(found) or 1
    hits = {k: sum(1 for rank in found if rank and rank <= k) / count for k in CUTS}
    return Score(len(found), hits, sum(1 / rank for rank in found if rank) / count)


def fallen(before: Ranks, after: Ranks) -> list[UUID]:
    """Questions whose right passage stands lower than before, or is not found any more."""
    return [pk for pk, rank in before.items() if rank and not _as_good(after.get(pk), rank)]


def _as_good(rank: int | None, wanted: int) -> bool:
    return rank is not None and rank <= wanted


def is_lower(before: Ranks, after: Ranks) -> bool:
    """Whether the mean reciprocal rank over the questions of `before` falls."""
    return score(after.get(pk) for pk in before).mrr < score(before.values()).mrr - 1e-9
