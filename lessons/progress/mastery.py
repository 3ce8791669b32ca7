"""Pure: how likely somebody has mastered an objective, from how they answered items on it.

Bayesian knowledge tracing: a student has mastered an objective or has not; an answer says which is
likelier, since who has not may guess and who has may slip; and each answer is a chance to learn.
What is not used is forgotten: between answers the estimate falls back towards where one begins.

Source: Corbett, Anderson, "Knowledge tracing: Modeling the acquisition of procedural knowledge",
User Modeling and User-Adapted Interaction 4, 1995; forgetting after Khajah, Lindsey, Mozer, "How
deep is knowledge tracing?", EDM 2016. The four numbers are fixed and not fitted to anybody.
"""

from dataclasses import dataclass, replace
from datetime import datetime

KNOWN_AT_FIRST = 0.25
LEARNS = 0.1  # the chance to learn it by answering one item, and reading what is right
SLIPS = 0.1
LEAST_GUESS = 0.05
FORGETS_DAYS = 90.0  # after which half of what was gained is gone
MASTERED = 0.85
FEW = 3  # answers, below which an estimate is little more than a guess


@dataclass(frozen=True, slots=True)
class Belief:
    """probability: 0 to 1, that it is mastered, as of `at`. answers: on which it stands."""

    probability: float = KNOWN_AT_FIRST
    answers: int = 0
    at: datetime | None = None


def observe(belief: Belief, *, share: float, guess: float, at: datetime) -> Belief:
    """After one more answer.

    share: 0 to 1, how much was right; what is half right lies halfway between right and wrong.
    guess: the chance to be right without knowing: 0.25 of four options.
    at: not before the last answer.
    """
    known, guess = at_time(belief, at).probability, max(guess, LEAST_GUESS)
    if_right = known * (1 - SLIPS) / (known * (1 - SLIPS) + (1 - known) * guess)
    if_wrong = known * SLIPS / (known * SLIPS + (1 - known) * (1 - guess))
    told = share * if_right + (1 - share) * if_wrong
    return Belief(told + (1 - told) * LEARNS, belief.answers + 1, at)


def at_time(belief: Belief, now: datetime) -> Belief:
    """As it stands without an answer since. What was never known is not forgotten."""
    if belief.at is None or belief.probability <= KNOWN_AT_FIRST:
        return belief
    days = max(0.0, (now - belief.at).total_seconds() / 86400)
    kept = 0.5 ** (days / FORGETS_DAYS)
    gained = belief.probability - KNOWN_AT_FIRST
    return replace(belief, probability=KNOWN_AT_FIRST + gained * kept)
