"""A strategy in words: its phases as a teacher reads them, and what a lesson does not keep."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson
from lessons.strategies.checking import Rule
from lessons.strategies.performing import Strategy
from lessons.strategies.spec import ItemKind, Move, Phase, When

CLASS_MINUTES = 45  # the period by which times are shown

MOVES: dict[Move, str | Promise] = {
    Move.AIMS: _("says what is coming"),
    Move.PRIOR: _("asks what is known already"),
    Move.WORDS: _("explains words"),
    Move.AT_HOME: _("says what to do at home"),
    Move.ASK: _("asks"),
    Move.TELL: _("tells it from the book"),
    Move.ANSWER: _("answers from the book"),
    Move.STEPS: _("goes through it step by step"),
    Move.YOUR_TURN: _("lets the learners repeat it"),
    Move.PROBE: _("asks for reasons"),
    Move.COMPARE: _("asks how it is like the point before"),
    Move.SIMPLY: _("says it simply"),
    Move.CHECK: _("asks, and shows the book's sentence"),
    Move.WAYS: _("offers ways to work with it"),
    Move.RECAP: _("says the last points again"),
    Move.QUESTIONS: _("asks about the points"),
    Move.SUMMARY: _("says the main points again"),
    Move.TEACH_BACK: _("lets the learners teach it"),
    Move.TOGETHER: _("gives work for the class"),
}
ITEMS: dict[ItemKind, str | Promise] = {
    ItemKind.CLOZE: _("Gap to fill"),
    ItemKind.CHOICE: _("Multiple choice"),
    ItemKind.TRUE_FALSE: _("True or false"),
    ItemKind.DEFINITION: _("Definition"),
    ItemKind.NUMERIC: _("Number"),
    ItemKind.ORDERING: _("Putting in order"),
    ItemKind.SHORT_ANSWER: _("Short answer"),
}


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """minutes: of a class of CLASS_MINUTES."""

    name: str
    title: str
    when: str
    time: int
    minutes: int
    purpose: str
    evidence: str
    moves: str


def phases_of(strategy: Strategy) -> list[ShownPhase]:
    return [_shown(phase) for phase in strategy.spec.phases]


def items_of(strategy: Strategy) -> list[tuple[str | Promise, int]]:
    """(kind in words, per cent), the most first."""
    mix = sorted(strategy.spec.items.items(), key=lambda item: -item[1])
    return [(ITEMS[kind], share) for kind, share in mix if share]


def failing_sentences(lesson: Lesson) -> list[str]:
    """What of its strategy the lesson does not keep, for its staff."""
    return [_sentence(each) for each in lesson.strategy_failing]


def _shown(phase: Phase) -> ShownPhase:
    """What a global strategy says is translated; what a teacher wrote is no message."""
    return ShownPhase(
        name=phase.name,
        title=gettext(phase.title),
        when=_when(phase),
        time=phase.time,
        minutes=max(1, round(phase.time * CLASS_MINUTES / 100)),
        purpose=gettext(phase.purpose),
        evidence=gettext(phase.evidence),
        moves=", ".join(str(MOVES[move]) for move in phase.moves),
    )


def _when(phase: Phase) -> str:
    if phase.when == When.EVERY:
        said = ngettext("after every %d point", "after every %d points", phase.every)
        return said % phase.every
    return {
        When.OPENING: gettext("once, at the beginning"),
        When.TOPIC: gettext("at each point"),
        When.CLOSING: gettext("once, at the end"),
    }[phase.when]


def _sentence(failing: dict) -> str:
    said = {
        Rule.PHASE: gettext("The phase “%(detail)s” is missing."),
        Rule.ORDER: gettext("Turn %(position)s: “%(detail)s” stands at the wrong place."),
        Rule.FORBIDDEN: gettext("Turn %(position)s says “%(detail)s”, which it should not."),
        Rule.LENGTH: gettext("Turn %(position)s: a sentence has %(detail)s words."),
        Rule.EMPTY: gettext("Turn %(position)s: nothing is said of “%(detail)s”."),
    }
    return said[Rule(failing["rule"])] % failing
