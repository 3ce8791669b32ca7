"""What the API gives of progress."""

from uuid import UUID

from ninja import Schema

from lessons.progress.mastery import (
    FEW,
    FORGETS_DAYS,
    KNOWN_AT_FIRST,
    LEARNS,
    LEAST_GUESS,
    MASTERED,
    SLIPS,
)


class MasteryMethod(Schema):
    """How `mastery` is estimated, with its numbers; it counts as mastered from `mastered_from` on,
    with so many answers at least."""

    name: str = "Bayesian knowledge tracing with forgetting"
    source: str = (
        "Corbett, Anderson, User Modeling and User-Adapted Interaction 4, 1995; "
        "Khajah, Lindsey, Mozer, EDM 2016"
    )
    known_at_first: float = KNOWN_AT_FIRST
    learns: float = LEARNS
    slips: float = SLIPS
    guesses_at_least: float = LEAST_GUESS
    half_forgotten_after_days: float = FORGETS_DAYS
    mastered_from: float = MASTERED
    answers_at_least: int = FEW


class ObjectiveOut(Schema):
    """A part of a book, and what was done of it. depth: how many of the others it is a part of."""

    objective_id: UUID
    title: str
    source_id: UUID | None
    depth: int
    seen: float | None
    read: float | None
    practised: int

    @staticmethod
    def resolve_objective_id(row) -> UUID:
        return row.objective.id

    @staticmethod
    def resolve_title(row) -> str:
        return row.objective.title

    @staticmethod
    def resolve_source_id(row) -> UUID | None:
        return row.objective.node.source_id if row.objective.node else None

    @staticmethod
    def resolve_depth(row) -> int:
        return row.objective.depth


class ObjectiveProgress(ObjectiveOut):
    """On a part of a book. seen, read: 0 to 1, null where there is nothing to see or to read.
    practised: answers. mastery: 0 to 1, null without an answer. depth: how many of the others it
    is a part of."""

    mastery: float | None
    is_mastered: bool

    @staticmethod
    def resolve_seen(row) -> float | None:
        return row.measures.seen

    @staticmethod
    def resolve_read(row) -> float | None:
        return row.measures.read

    @staticmethod
    def resolve_practised(row) -> int:
        return row.measures.practised

    @staticmethod
    def resolve_mastery(row) -> float | None:
        return row.measures.mastery

    @staticmethod
    def resolve_is_mastered(row) -> bool:
        return row.measures.is_mastered


class StudentOut(Schema):
    """student_id: the membership. due: items that wait to be reviewed. mastered: how many of the
    objectives."""

    student_id: int
    name: str
    due: int
    mastered: int
    objectives: list[ObjectiveProgress]

    @staticmethod
    def resolve_student_id(row) -> int:
        return row.student.pk

    @staticmethod
    def resolve_name(row) -> str:
        return str(row.student.user)

    @staticmethod
    def resolve_objectives(row) -> list:
        return row.rows


class StudentProgressOut(StudentOut):
    method: MasteryMethod = MasteryMethod()


class ClassProgressPage(Schema):
    method: MasteryMethod = MasteryMethod()
    items: list[StudentOut]
    next_cursor: str | None


class ObjectiveOfClass(ObjectiveOut):
    """seen, read: the mean of all students. practised, mastered: how many students."""

    mastered: int


class ObjectiveOfClassPage(Schema):
    method: MasteryMethod = MasteryMethod()
    items: list[ObjectiveOfClass]
    next_cursor: str | None
