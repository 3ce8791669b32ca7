"""What is wrong with a spec that has the right shape. Pure."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lessons.script.phrases import PHRASES
from lessons.strategies.forbidding import found_in
from lessons.strategies.spec import Move, Spec, When
from project.text.extractive import count_words

TELLING = frozenset({Move.TELL, Move.ANSWER, Move.STEPS})
AT: dict[When, frozenset[Move]] = {
    When.OPENING: frozenset({Move.AIMS, Move.PRIOR, Move.WORDS, Move.AT_HOME}),
    When.TOPIC: TELLING
    | {Move.ASK, Move.YOUR_TURN, Move.PROBE, Move.COMPARE, Move.SIMPLY, Move.CHECK, Move.WAYS},
    When.EVERY: frozenset({Move.RECAP, Move.QUESTIONS}),
    When.CLOSING: frozenset({Move.SUMMARY, Move.TEACH_BACK, Move.QUESTIONS, Move.TOGETHER}),
}
# The phrase of `lessons.script.phrases` that a move says, where it has not the move's name.
SAYS: dict[Move, tuple[str, ...]] = {
    Move.AIMS: ("welcome", "we_cover"),
    Move.ASK: ("wonder",),
    Move.TELL: ("next_topic", "with_it"),
    Move.ANSWER: ("with_it",),
    Move.STEPS: ("steps", "with_it"),
    Move.AT_HOME: ("welcome", "at_home"),
    Move.SUMMARY: ("remember", "goodbye"),
    Move.QUESTIONS: ("questions", "wonder"),
}


def lint(spec: Spec) -> list[str]:
    """Sentences for people, in the order of the spec; none where it is sound."""
    return [*_phases(spec), *_items(spec), *_sayings(spec)]


def _phases(spec: Spec) -> Iterator[str]:
    for name, count in Counter(phase.name for phase in spec.phases).items():
        if count > 1:
            yield _("phases: two are named “%(name)s”.") % {"name": name}
    total = sum(phase.time for phase in spec.phases)
    if total != 100:
        yield _("phases: their times add up to %(total)s per cent and not to 100.") % {
            "total": total
        }
    for phase in spec.phases:
        if phase.time == 0:
            yield _("phases.%(name)s: it has no time.") % {"name": phase.name}
        for move in phase.moves:
            if move not in AT[phase.when]:
                yield _("phases.%(name)s: “%(move)s” cannot be done at “%(when)s”.") % {
                    "name": phase.name, "move": move, "when": phase.when,
                }  # fmt: skip
    telling = [move for phase in spec.phases for move in phase.moves if move in TELLING]
    if len(telling) != 1:
        yield _("phases: just one has to tell the topic, by one of: %(moves)s.") % {
            "moves": ", ".join(sorted(TELLING))
        }
    if not spec.phases_at(When.CLOSING):
        yield _("phases: none closes the lesson.")
    has_words = any(Move.WORDS in phase.moves for phase in spec.phases)
    if bool(spec.language.glossed_words) != has_words:
        yield _(
            "language.glossed_words: words are explained where a phase does “words” and only there."
        )


def _items(spec: Spec) -> Iterator[str]:
    total = sum(spec.items.values())
    if total != 100:
        yield _("items: they add up to %(total)s per cent and not to 100.") % {"total": total}


def _sayings(spec: Spec) -> Iterator[str]:
    """What is not to be said without a reason, and what the teachers themselves would say."""
    for each in spec.forbidden:
        if not (each.why or spec.extends):
            yield _("forbidden: “%(words)s” has no reason.") % {"words": each.words}
    for code, saying in _said_by(spec):
        if words := found_in(saying, spec):
            yield _("forbidden: “%(words)s” is said by the teachers themselves (%(language)s).") % {
                "words": words, "language": code,
            }  # fmt: skip
        if count_words(saying) > spec.language.max_words:
            yield _("language.max_words: the teachers themselves say “%(saying)s”.") % {
                "saying": saying
            }


def _said_by(spec: Spec) -> Iterator[tuple[str, str]]:
    """(language, sentence) of all that its moves may say of their own."""
    moves = dict.fromkeys(move for phase in spec.phases for move in phase.moves)
    names = dict.fromkeys(name for move in moves for name in SAYS.get(move, (move.value,)))
    for code, phrases in PHRASES.items():
        for name in names:
            phrase = getattr(phrases, name)
            for saying in [phrase] if isinstance(phrase, str) else phrase:
                yield code, saying
