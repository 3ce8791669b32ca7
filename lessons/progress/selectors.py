"""How far students are, for them, their teachers and their guardians.

A fixed number of queries, however many students, assignments and objectives there are. Who may ask
is decided before, but for `progress_of_child`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Func, JSONField
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.assigning.access import assigned_to
from lessons.assigning.gradebook import list_assignments, students_of_class
from lessons.models import Assignment, Coverage, LessonSegment, Mastery
from lessons.progress.measuring import Known, Measures, Objective, measure
from lessons.progress.objectives import Node, node_around, nodes_of
from lessons.progress.reviewing import count_due
from organizations.models import Class, Membership, Relationship
from project.errors import NotFound

MOST = 300  # assignments of a student, the newest


@dataclass(frozen=True, slots=True)
class Row:
    objective: Objective
    measures: Measures


@dataclass(frozen=True, slots=True)
class StudentProgress:
    """due: how many items wait to be reviewed. mastered: how many of the rows are."""

    student: Membership
    rows: list[Row]
    due: int

    @property
    def mastered(self) -> int:
        return sum(row.measures.is_mastered for row in self.rows)

    @property
    def practised(self) -> int:
        """Of the outermost alone: what is below them is in them."""
        return sum(row.measures.practised for row in self.rows if not row.objective.depth)

    @property
    def seen(self) -> float | None:
        return _mean(row.measures.seen for row in self.rows if not row.objective.depth)

    @property
    def read(self) -> float | None:
        return _mean(row.measures.read for row in self.rows if not row.objective.depth)


@dataclass(frozen=True, slots=True)
class ObjectiveSummary:
    """Of all students of a class. seen, read: their mean, who saw nothing among them."""

    objective: Objective
    seen: float | None
    read: float | None
    practised: int
    mastered: int


@dataclass(frozen=True, slots=True)
class ClassProgress:
    students: list[StudentProgress]
    summaries: list[ObjectiveSummary]


def progress_of_student(student: Membership) -> StudentProgress:
    """With all that was assigned to them and has opened."""
    rows = assigned_to(student).filter(opens_at__lte=timezone.now())
    assignments = list(rows.order_by("-opens_at", "pk")[:MOST])[::-1]
    return _read([student], assignments)[0]


def progress_of_class(school_class: Class) -> ClassProgress:
    """With what is assigned to the class."""
    students = _read(students_of_class(school_class), list_assignments(school_class))
    by_row = list(zip(*(each.rows for each in students), strict=True))
    return ClassProgress(students, [_summary(rows) for rows in by_row])


def progress_in_class(school_class: Class, student_pk: int) -> StudentProgress:
    """Of one of its students, with what is assigned to the class. Raises NotFound."""
    students = [each for each in students_of_class(school_class) if each.pk == student_pk]
    if not students:
        raise NotFound(_("There is no such student in this class."))
    return _read(students, list_assignments(school_class))[0]


def progress_of_child(guardian: Membership, child_pk: int) -> StudentProgress:
    """For a guardian, to read only. Raises NotFound for who is not theirs to look after, now."""
    link = (
        Relationship.objects.filter(
            kind=Relationship.Kind.GUARDIAN,
            adult=guardian,
            child_id=child_pk,
            ended_at=None,
            child__ended_at=None,
        )
        .select_related("child__user", "child__organization")
        .first()
    )
    if link is None:
        raise NotFound(_("There is no such child, or you do not answer for them."))
    return progress_of_student(link.child)


def _summary(rows: Iterable[Row]) -> ObjectiveSummary:
    rows = list(rows)
    return ObjectiveSummary(
        rows[0].objective,
        seen=_mean(row.measures.seen for row in rows),
        read=_mean(row.measures.read for row in rows),
        practised=sum(row.measures.practised > 0 for row in rows),
        mastered=sum(row.measures.is_mastered for row in rows),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _read(students: list[Membership], assignments: list[Assignment]) -> list[StudentProgress]:
    objectives = objectives_of(assignments)
    known = _known(students, objectives)
    now = timezone.now()
    due = count_due(students, now)
    return [
        StudentProgress(
            student,
            [Row(each, measure(each, known[student.pk], now)) for each in objectives],
            due.get(student.pk, 0),
        )
        for student in students
    ]


def objectives_of(assignments: list[Assignment]) -> list[Objective]:
    """In the order of the books; what is in no tree comes last. Two queries."""
    nodes = nodes_of({each.source_id for each in assignments if each.source_id})
    by_id = {node.id: node for node in nodes}
    wanted = _wanted(assignments, nodes, by_id)
    lessons = {each.subject_id for each in assignments if each.kind == Assignment.Kind.LESSON}
    turns = _turns(lessons)
    own = {pk: title for pk, title in wanted.items() if pk not in by_id}
    parts = sorted((by_id[pk] for pk in wanted if pk in by_id), key=lambda node: node.place)
    found = [_objective(node, parts, turns) for node in parts]
    return found + [_treeless(pk, title, turns) for pk, title in own.items()]


def _wanted(
    assignments: list[Assignment], nodes: list[Node], by_id: dict[UUID, Node]
) -> dict[UUID, str]:
    """id -> title of the parts that are worked on."""
    found: dict[UUID, str] = {}
    for each in assignments:
        if each.is_quiz:
            for item in each.items:
                if objective := item.get("objective"):
                    found[UUID(objective["id"])] = objective["title"]
            if not any("objective" in item for item in each.items):
                found[each.node_id or each.subject_id] = each.title
        else:
            part = _part(each, nodes, by_id)
            found[part.id if part else each.subject_id] = part.title if part else each.title
    return found


def _part(assignment: Assignment, nodes: list[Node], by_id: dict[UUID, Node]) -> Node | None:
    if assignment.node_id is not None:
        return by_id.get(assignment.node_id)
    if assignment.source_id is None:
        return None
    if assignment.first_page is not None and assignment.last_page is not None:
        pages = assignment.first_page, assignment.last_page
        return node_around(nodes, assignment.source_id, *pages)
    whole = (n for n in nodes if n.source_id == assignment.source_id and not n.depth)
    return next(whole, None)


Turn = tuple[UUID, UUID, set[int], int, int]  # lesson, source, pages, first and after in ms


def _turns(lessons: set[UUID]) -> list[Turn]:
    pages = Func(
        "sentences",
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s, '$[*].page_index')",
        output_field=JSONField(),
    )
    rows = LessonSegment.objects.filter(lesson__in=lessons, duration_s__gt=0)
    values = rows.annotate(pages=pages).values_list(
        "lesson_id", "lesson__source_id", "pages", "start_s", "duration_s"
    )
    return [
        (lesson, source, set(on), int(start * 1000), int((start + length) * 1000))
        for lesson, source, on, start, length in values
    ]


def _objective(node: Node, parts: list[Node], turns: list[Turn]) -> Objective:
    inside = [each for each in parts if _holds(node, each)]
    outside = [each for each in parts if each != node and _holds(each, node)]
    spans = [
        (lesson, first, after)
        for lesson, source, on, first, after in turns
        if source == node.source_id and any(node.first <= page <= node.last for page in on)
    ]
    below = frozenset(each.id for each in inside)
    return Objective(node.id, node.title, node, len(outside), below, tuple(spans))


def _holds(outer: Node, inner: Node) -> bool:
    """Whether it is that part or below it: parts that share a page are told apart by depth and
    by their order."""
    return outer == inner or (
        outer.source_id == inner.source_id
        and outer.depth < inner.depth
        and outer.place < inner.place
        and outer.first <= inner.first
        and inner.last <= outer.last
    )


def _treeless(pk: UUID, title: str, turns: list[Turn]) -> Objective:
    spans = [(lesson, first, after) for lesson, _s, _on, first, after in turns if lesson == pk]
    return Objective(pk, title, None, 0, frozenset({pk}), tuple(spans))


def _known(students: list[Membership], objectives: list[Objective]) -> dict[int, Known]:
    """Two queries."""
    lessons = {lesson for each in objectives for lesson, _first, _after in each.spans}
    sources = {each.node.source_id for each in objectives if each.node}
    found: dict[int, Known] = defaultdict(Known)
    rows = Coverage.objects.filter(student__in=students)
    covered = rows.filter(lesson__in=lessons) | rows.filter(source_id__in=sources)
    for student, lesson, source, ranges in covered.values_list(
        "student_id", "lesson_id", "source_id", "covered"
    ):
        if lesson:
            found[student].lessons[lesson] = ranges
        elif source:
            found[student].sources[source] = ranges
    ids = {pk for each in objectives for pk in each.below}
    for told in Mastery.objects.filter(student__in=students, objective_id__in=ids):
        found[told.student_id].masteries[told.objective_id] = told
    return found
