"""The shape of a strategy's spec. What its parts say together is `linting`'s to judge."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Percent = Annotated[int, Field(ge=0, le=100)]


class When(StrEnum):
    """opening and closing: once. topic: at each topic. every: after each so many topics."""

    OPENING = "opening"
    TOPIC = "topic"
    EVERY = "every"
    CLOSING = "closing"


class Move(StrEnum):
    """What one teacher does in one turn; `moves.py` performs them."""

    AIMS = "aims"
    PRIOR = "prior"
    WORDS = "words"
    AT_HOME = "at_home"
    ASK = "ask"
    TELL = "tell"
    ANSWER = "answer"
    STEPS = "steps"
    YOUR_TURN = "your_turn"
    PROBE = "probe"
    COMPARE = "compare"
    SIMPLY = "simply"
    CHECK = "check"
    WAYS = "ways"
    RECAP = "recap"
    QUESTIONS = "questions"
    SUMMARY = "summary"
    TEACH_BACK = "teach_back"
    TOGETHER = "together"


class ItemKind(StrEnum):
    """Of a quiz or a worksheet."""

    CLOZE = "cloze"
    CHOICE = "choice"
    TRUE_FALSE = "true_false"
    DEFINITION = "definition"
    NUMERIC = "numeric"
    ORDERING = "ordering"
    SHORT_ANSWER = "short_answer"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Phase(Part):
    """time: per cent of the lesson's. evidence: by what one sees that it has worked.

    every: after how many topics it comes, where `when` is "every". moves: a turn each, in order.
    """

    name: Key
    title: Line
    when: When
    every: int = Field(3, ge=2, le=12)
    time: Percent
    purpose: Line
    evidence: Line
    moves: tuple[Move, ...] = Field(min_length=1)


class Language(Part):
    """max_words: of a sentence that is said. glossed_words: that are explained at the beginning,
    0 for none."""

    max_words: Annotated[int, Field(ge=8, le=60)] = 45
    glossed_words: Annotated[int, Field(ge=0, le=8)] = 0


class Forbidden(Part):
    """words: as they would be said, in any case of letters. why: for who reads the spec; who
    extends one need not say."""

    words: Words
    why: str = Field("", max_length=200)


class Extends(Part):
    key: Key
    version: int = Field(ge=1)


class Spec(Part):
    """version: raised with each change, so that a lesson says by which it was made.

    source: where the method is described. items: per cent of each kind of question.
    """

    key: Key
    version: int = Field(ge=1)
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    description: Line
    source: Annotated[str, StringConstraints(max_length=300)] = ""
    extends: Extends | None = None
    phases: tuple[Phase, ...] = Field(min_length=1, max_length=12)
    items: dict[ItemKind, Percent]
    tone: Line
    language: Language = Language()
    forbidden: tuple[Forbidden, ...] = Field((), max_length=40)

    def phases_at(self, when: When) -> list[Phase]:
        return [phase for phase in self.phases if phase.when == when]
