"""The score that a change of model or of settings may not lower."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Now

from library.embeddings.current import trying
from library.golden.asking import kept_questions, ranks_of
from library.golden.scores import Ranks, Score, fallen, is_lower, score
from library.models import GoldenQuestion


@dataclass(frozen=True, slots=True)
class Fall:
    """A question that stands lower than before. A rank of None: not among the first ten."""

    question: str
    title: str
    before: int | None
    after: int | None

    def as_json(self) -> dict:
        return {
            "question": self.question,
            "source": self.title,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Score
    after: Score
    is_lower: bool
    fallen: list[Fall]

    def as_json(self) -> dict:
        return {
            "before": self.before.as_json(),
            "after": self.after.as_json(),
            "fallen": [each.as_json() for each in self.fallen],
        }


def compare_models(now: str, then: str) -> tuple[Comparison, dict[UUID, int | None]]:
    """All kept questions asked with both models; and their ranks with the second."""
    questions = kept_questions()
    with trying(now):
        before = ranks_of(questions)
    with trying(then):
        after = ranks_of(questions)
    return _comparison(questions, before, after), after


def compare_with_standard() -> tuple[Comparison, dict[UUID, int | None]]:
    """All kept questions asked as things are now, beside what was found when they last passed.

    A question that never passed has nothing to be measured by, and only gets its rank.
    """
    questions = kept_questions()
    ranks = ranks_of(questions)
    before = {each.pk: each.standard for each in questions if each.standard_at}
    return _comparison(questions, before, ranks), ranks


def set_standard(ranks: Ranks) -> None:
    """What is found now is what may not be lowered from here on."""
    for rank in set(ranks.values()):
        ids = [pk for pk, each in ranks.items() if each == rank]
        GoldenQuestion._base_manager.filter(pk__in=ids).update(
            rank=rank, asked_at=Now(), standard=rank, standard_at=Now()
        )


def _comparison(questions: list[GoldenQuestion], before: Ranks, after: Ranks) -> Comparison:
    known = {each.pk: each for each in questions}
    return Comparison(
        before=score(before.values()),
        after=score(after[pk] for pk in before),
        is_lower=is_lower(before, after),
        fallen=[
            Fall(known[pk].question, known[pk].source.title, before[pk], after[pk])
            for pk in fallen(before, after)
        ],
    )
