"""A script against the spec that it is to follow. Pure.

What a script says is checked whoever wrote it: the extractive writer or a language model.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lessons.script.base import Turn
from lessons.strategies.forbidding import found_in
from lessons.strategies.spec import Move, Phase, Spec, When
from project.text.extractive import count_words


class Rule(StrEnum):
    PHASE = "phase"  # a phase of the spec is missing
    ORDER = "order"  # the phases come in another order
    FORBIDDEN = "forbidden"
    LENGTH = "length"  # a sentence of the book or a model is longer than the spec lets it be
    EMPTY = "empty"  # a turn says nothing


@dataclass(frozen=True, slots=True)
class Failing:
    """position: of the turn, from 1; 0 where it is of none. detail: the phase's title, the
    forbidden words, or the number of words. text: the sentence."""

    rule: Rule
    position: int
    detail: str
    text: str = ""


def check(turns: list[Turn], spec: Spec, *, topics: int) -> list[Failing]:
    """What of the spec a script does not keep; topics: that it tells."""
    return [*_missing(turns, spec, topics), *_misplaced(turns, spec), *_said(turns, spec)]


def is_expected(phase: Phase, topics: int) -> bool:
    """A short lesson has nothing to look back at, and a single topic none to compare with."""
    if phase.when == When.EVERY:
        return topics > phase.every
    return topics > 1 or set(phase.moves) != {Move.COMPARE}


def offending(failing: Iterable[Failing]) -> set[str]:
    """The sentences that a second try does without."""
    return {each.text for each in failing if each.rule in (Rule.FORBIDDEN, Rule.LENGTH)}


def _missing(turns: list[Turn], spec: Spec, topics: int) -> list[Failing]:
    there = {turn.phase for turn in turns if turn.lines}
    expected = (phase for phase in spec.phases if is_expected(phase, topics))
    return [Failing(Rule.PHASE, 0, each.title) for each in expected if each.name not in there]


def _misplaced(turns: list[Turn], spec: Spec) -> list[Failing]:
    """What opens the lesson stands before all others, what closes it after them."""
    place = {When.OPENING: 0, When.TOPIC: 1, When.EVERY: 1, When.CLOSING: 2}
    of = {phase.name: phase for phase in spec.phases}
    known = [(number, of[t.phase]) for number, t in enumerate(turns, start=1) if t.phase in of]
    failing, reached = [], 0
    for number, phase in known:
        if place[phase.when] < reached:
            failing.append(Failing(Rule.ORDER, number, phase.title))
        reached = max(reached, place[phase.when])
    return failing


def _said(turns: list[Turn], spec: Spec) -> list[Failing]:
    failing = []
    for number, turn in enumerate(turns, start=1):
        if not turn.lines:
            failing.append(Failing(Rule.EMPTY, number, turn.heading))
        for line in turn.lines:
            if words := found_in(line.text, spec):
                failing.append(Failing(Rule.FORBIDDEN, number, words, line.text))
            long = count_words(line.text) if line.origin else 0  # our own hold whole headings
            if long > spec.language.max_words:
                failing.append(Failing(Rule.LENGTH, number, str(long), line.text))
    return failing
