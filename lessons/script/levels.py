"""How much a lesson asks of who takes it: the strategy's language rules at that level. Pure."""

from dataclasses import replace

from lessons.models import LessonRequest
from lessons.script.writer import WORDS_A_TOPIC
from lessons.strategies.performing import Strategy
from lessons.strategies.spec import Language, Move, Phase, When

Level = LessonRequest.Level
PLAIN_WORDS = 20  # of a sentence
PLAIN_GLOSSES = 4
FULL_WORDS_A_TOPIC = 130
_WORDS = Phase(
    name="words",
    title="Words",
    when=When.OPENING,
    every=3,
    time=10,
    purpose="Explain the words that the lesson needs.",
    evidence="Learners use each word in a sentence.",
    moves=(Move.WORDS,),
)


def at_level(strategy: Strategy, level: str) -> Strategy:
    """Easier: short sentences, and the words that the source explains come first."""
    if level != Level.PLAIN:
        return strategy
    spec, said = strategy.spec, strategy.spec.language
    language = Language(
        max_words=min(said.max_words, PLAIN_WORDS),
        glossed_words=max(said.glossed_words, PLAIN_GLOSSES),
    )
    explains = any(Move.WORDS in phase.moves for phase in spec.phases)
    phases = spec.phases if explains else _with_words(spec.phases)
    return replace(strategy, spec=spec.model_copy(update={"language": language, "phases": phases}))


def _with_words(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """After what opens the lesson already."""
    opening = [phase for phase in phases if phase.when == When.OPENING]
    return (*opening, _WORDS, *(phase for phase in phases if phase not in opening))


def words_a_topic(level: str) -> int:
    return FULL_WORDS_A_TOPIC if level == Level.FULL else WORDS_A_TOPIC
