"""What the API takes and gives of assignments and attempts."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from lessons.assigning.forms import MOST_MINUTES
from lessons.assigning.marking import shown_matches, shown_order

# Not our enumerations: in the API's description names are one space, and others have a Kind.
Kind = Literal["lesson", "reading", "quiz"]
Feedback = Literal["at_once", "when_due", "never"]
MOST_ID = 2**63 - 1
MOST_CLASSES, MOST_PEOPLE, MOST_ATTEMPTS = 100, 1000, 100


class AssignmentIn(Schema):
    """To classes, to some `people` of one class, or without a class to people whom one reaches.

    subject_id: the lesson, the source or the quiz. node_id or pages ("12-40"): of a reading.
    people: memberships. opens_at: now, where it is left out. The last three are of a quiz.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    subject_id: UUID
    class_ids: list[UUID] = Field(default_factory=list, max_length=MOST_CLASSES)
    people: list[Annotated[int, Field(ge=1, le=MOST_ID)]] = Field(
        default_factory=list, max_length=MOST_PEOPLE
    )
    node_id: UUID | None = None
    pages: str = Field("", max_length=30)
    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    attempts_allowed: int = Field(1, ge=0, le=MOST_ATTEMPTS)
    time_limit_min: int | None = Field(None, ge=1, le=MOST_MINUTES)
    feedback: Feedback = "at_once"


class AssignmentPatch(Schema):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    attempts_allowed: int | None = Field(None, ge=0, le=MOST_ATTEMPTS)
    time_limit_min: int | None = Field(None, ge=1, le=MOST_MINUTES)
    feedback: Feedback | None = None

    NEVER_NULL: ClassVar = ("opens_at", "attempts_allowed", "feedback")

    def changes(self) -> dict[str, Any]:
        sent = self.model_dump(exclude_unset=True)
        return {k: v for k, v in sent.items() if v is not None or k not in self.NEVER_NULL}


class AssignmentOut(Schema):
    """class_id: null where it is for people without a class. items: how many questions."""

    id: UUID
    kind: Kind
    title: str
    subject_id: UUID
    source_id: UUID | None
    class_id: UUID | None
    is_for_some: bool
    part: str
    opens_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    attempts_allowed: int
    time_limit_min: int | None
    feedback: Feedback
    questions: int
    most_points: int
    created_at: datetime

    @staticmethod
    def resolve_class_id(row) -> UUID | None:
        return row.school_class_id

    @staticmethod
    def resolve_questions(row) -> int:
        return len(row.items)


class AssignmentPage(Schema):
    items: list[AssignmentOut]
    next_cursor: str | None


class AttemptOut(Schema):
    """student_id: the membership. points: those that are known."""

    id: UUID
    assignment_id: UUID
    student_id: int
    number: int
    state: Literal["open", "waiting", "marked"]
    began_at: datetime
    ends_at: datetime | None
    submitted_at: datetime | None
    points: float


class AttemptPage(Schema):
    items: list[AttemptOut]
    next_cursor: str | None


class QuestionOut(Schema):
    """options: to choose from, by their index. lines: to be put in order (each its place from 1)
    or to be matched (each an index of `matches`). points: what it is worth."""

    id: str
    kind: str
    stem: str
    points: int
    options: list[str]
    lines: list[str]
    matches: list[str]


class AttemptDetail(AttemptOut):
    """answers: by the question's id. marks: points by the question's id, null where a teacher has
    to say; empty while it is open."""

    questions: list[QuestionOut]
    answers: dict[str, Any]
    marks: dict[str, float | None]

    @staticmethod
    def resolve_questions(row) -> list[dict]:
        return [question_json(item) for item in row.assignment.items]

    @staticmethod
    def resolve_marks(row) -> dict:
        return {pk: mark["points"] for pk, mark in row.marks.items()}


class AnswersIn(Schema):
    """By the question's id: the index of an option, indexes, words, or a list as long as `lines`.
    What is left out stays; nonsense answers nothing."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, int | str | list[int | None] | None] = Field(max_length=500)


class MarksIn(Schema):
    """Points by the question's id; null for not yet."""

    model_config = ConfigDict(extra="forbid")

    points: dict[str, float | None] = Field(max_length=500)


def question_json(item: dict) -> dict:
    """Without what is right."""
    key = item["key"]
    is_order, is_match = item["kind"] == "ordering", item["kind"] == "matching"
    lines = shown_order(item) if is_order else [pair[0] for pair in key.get("pairs", [])]
    return {
        "id": item["id"],
        "kind": item["kind"],
        "stem": item["stem"],
        "points": item["points"],
        "options": [option["text"] for option in item["options"]],
        "lines": lines,
        "matches": shown_matches(item) if is_match else [],
    }
