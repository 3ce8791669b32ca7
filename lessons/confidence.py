"""Pure: how much an answer can be trusted, and whether the passages can answer at all.

Two chances, each of a few figures that need no language model, in logistic form. The figures'
weights were fitted on labelled questions by `manage.py calibrate_confidence`; they stand in
confidence.json and hold for one embedder and for the languages they were fitted in. Elsewhere
nothing is refused here, and no answer is HIGH: it was not measured.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lessons.citations import CheckedStatement
from lessons.models import ChatMessage
from library.retrieval.search import RetrievedAtom
from project.text.guessing import is_other_language
from project.text.terms import passage_terms, terms

FILE = Path(__file__).with_name("confidence.json")
# An answer is HIGH where such an answer is right nine times in ten.
HIGH_FROM, MEDIUM_FROM = 0.9, 0.7

Levels = ChatMessage.Confidence
STEPS = (Levels.LOW, Levels.MEDIUM, Levels.HIGH)


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of an answer, each from 0 to 1 (a cosine can be less).

    similarity: cosine of the question and the nearest passage.
    passage_coverage: of the question's terms, the share in the passage that holds the most.
    statement_coverage: the same of the statements that are supported.
    cited_coverage: the same of the passages that they cite.
    cites_best: 1 where the passage that retrieval ranked first is cited first.
    """

    similarity: float
    passage_coverage: float
    statement_coverage: float = 0.0
    cited_coverage: float = 0.0
    cites_best: float = 0.0


@dataclass(frozen=True, slots=True)
class Chance:
    """1 / (1 + exp(-(intercept + Σ weight · signal)))"""

    intercept: float
    weights: dict[str, float]

    def of(self, signals: Signals) -> float:
        sum_ = self.intercept + sum(
            weight * getattr(signals, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-sum_))


@dataclass(frozen=True, slots=True)
class Calibration:
    """refuse_below: a chance to be answerable under which nothing is answered."""

    embedder: str
    languages: tuple[str, ...]
    answerable: Chance
    refuse_below: float
    right: Chance

    def holds_for(self, question: str, atoms: Sequence[RetrievedAtom], embedder: str) -> bool:
        language = language_of(atoms)
        if embedder != self.embedder or language[:2] not in self.languages:
            return False
        return not is_other_language(question, language)


@cache
def calibration() -> Calibration:
    return read_calibration(FILE.read_text())


def read_calibration(text: str) -> Calibration:
    held = json.loads(text)
    return Calibration(
        embedder=held["embedder"],
        languages=tuple(held["languages"]),
        answerable=Chance(**held["answerable"]),
        refuse_below=held["refuse_below"],
        right=Chance(**held["right"]),
    )


def language_of(atoms: Sequence[RetrievedAtom]) -> str:
    return next((atom.language for atom in atoms if atom.language), "")


def signals_of(
    question: str, atoms: Sequence[RetrievedAtom], statements: Sequence[CheckedStatement] = ()
) -> Signals:
    """atoms: as retrieval ranks them."""
    language = language_of(atoms)
    asked = set(terms(question, language))
    cited = [c.atom_id for statement in statements for c in statement.citations]
    supported = [statement.text for statement in statements if statement.is_supported]

    def coverage(texts: Sequence[str]) -> float:
        found = (len(asked & passage_terms(text, language)) for text in texts)
        return max(found, default=0) / max(len(asked), 1)

    return Signals(
        similarity=max((atom.similarity or 0.0 for atom in atoms), default=0.0),
        passage_coverage=coverage([atom.text for atom in atoms]),
        statement_coverage=coverage(supported),
        cited_coverage=coverage([atom.text for atom in atoms if atom.atom_id in cited]),
        cites_best=float(bool(cited) and atoms[0].atom_id == cited[0]),
    )


def is_answerable(question: str, atoms: Sequence[RetrievedAtom], *, embedder: str) -> bool:
    """Whether the passages are near enough to the question to be worth an answer."""
    if not atoms:
        return False
    held = calibration()
    if not held.holds_for(question, atoms, embedder):
        return True
    return held.answerable.of(signals_of(question, atoms)) >= held.refuse_below


def confidence(
    question: str,
    atoms: Sequence[RetrievedAtom],
    statements: Sequence[CheckedStatement],
    *,
    dropped: int,
    embedder: str,
) -> ChatMessage.Confidence:
    """dropped: statements and quotes that did not hold; any takes the answer one step down."""
    if not any(statement.is_supported for statement in statements):
        return Levels.LOW if statements else Levels.NONE
    held = calibration()
    step = 1  # where nothing was measured
    if held.holds_for(question, atoms, embedder):
        chance = held.right.of(signals_of(question, atoms, statements))
        step = (chance >= MEDIUM_FROM) + (chance >= HIGH_FROM)
    return STEPS[max(step - (dropped > 0), 0)]
