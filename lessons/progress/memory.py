"""Pure: when somebody should see an item again.

A memory fades by half in each half-life; an answer that is right makes the half-life longer, the
more so the closer the item was to being forgotten; a wrong one makes it short. The item is due when
the chance to recall it has fallen to `RECALL`. How well the objective is mastered sets where the
half-life begins and how fast it grows.

Source: the forgetting curve and the growth of half-lives by right answers of Settles, Meeder, "A
Trainable Spaced Repetition Model for Language Learning", ACL 2016; the gain that grows as recall
falls as in Wozniak's two components of memory, which FSRS uses. The numbers are fixed.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

RECALL = 0.8
SHORTEST_DAYS, LONGEST_DAYS = 0.75, 730.0
FIRST_WRONG_DAYS, FIRST_RIGHT_DAYS = 1.5, 5.0
RIGHT = 0.6  # of an item, from which on it counts as recalled
KEPT_WHEN_WRONG = 0.35  # of the half-life


@dataclass(frozen=True, slots=True)
class Trace:
    """An item in somebody's memory, as it was left by their last answer."""

    half_life_days: float
    at: datetime

    @property
    def due_at(self) -> datetime:
        return self.at + timedelta(days=self.half_life_days * -math.log2(RECALL))

    def recall(self, now: datetime) -> float:
        """0 to 1: the chance that it is still known."""
        days = max(0.0, (now - self.at).total_seconds() / 86400)
        return 0.5 ** (days / self.half_life_days)


def after(trace: Trace | None, *, share: float, mastery: float, at: datetime) -> Trace:
    """After an answer. trace: None where it is the first. mastery: 0 to 1, of the objective."""
    if trace is None:
        first = FIRST_RIGHT_DAYS * (0.5 + mastery) if share >= RIGHT else FIRST_WRONG_DAYS
        return Trace(first, at)
    if share < RIGHT:
        return Trace(max(SHORTEST_DAYS, trace.half_life_days * KEPT_WHEN_WRONG), at)
    forgotten = min(1.0, (1 - trace.recall(at)) / (1 - RECALL))  # answered early, it gains less
    grown = trace.half_life_days * (1 + forgotten * (0.8 + 1.2 * mastery))
    return Trace(min(LONGEST_DAYS, grown), at)
