"""A class's gradebook. A fixed number of queries, however many students."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.assigning.attempts import close_run_out
from lessons.assigning.standing import HANDED_IN, Standing, State, standing
from lessons.models import Assignment, Attempt
from organizations.models import Class, ClassMember, Membership
from organizations.selectors.classes import list_members
from organizations.spreadsheets import lines_of


@dataclass(frozen=True, slots=True)
class Cell:
    assignment: Assignment
    standing: Standing


@dataclass(frozen=True, slots=True)
class Row:
    student: Membership
    cells: list[Cell]
    points: float


@dataclass(frozen=True, slots=True)
class Gradebook:
    """assignments: oldest first. most: the points of all quizzes together."""

    assignments: list[Assignment]
    rows: list[Row]
    most: int


def gradebook_of(school_class: Class) -> Gradebook:
    return read_gradebook(students_of_class(school_class), list_assignments(school_class))


def students_of_class(school_class: Class) -> list[Membership]:
    return [each.membership for each in list_members(school_class, ClassMember.Part.STUDENT)]


def students_of(assignment: Assignment) -> list[Membership]:
    """Of its class; without one those that are named."""
    if assignment.school_class is not None:
        return students_of_class(assignment.school_class)
    return list(assignment.people.select_related("user").order_by("user__name", "pk"))


def list_assignments(school_class: Class) -> list[Assignment]:
    rows = Assignment.objects.filter(school_class=school_class)
    return list(rows.order_by("opens_at", "created_at", "pk"))


def read_gradebook(students: list[Membership], assignments: list[Assignment]) -> Gradebook:
    """Attempts whose time is over are handed in first."""
    close_run_out(Attempt.objects.filter(assignment__in=assignments))
    attempts, named, now = _attempts(students, assignments), _named(assignments), timezone.now()
    rows = [_row(student, assignments, attempts, named, now) for student in students]
    return Gradebook(assignments, rows, sum(each.most_points for each in assignments))


Attempts = dict[tuple[UUID, int], list[Attempt]]


def _attempts(students: list[Membership], assignments: list[Assignment]) -> Attempts:
    """Without what was answered, which nobody looks at here."""
    found: Attempts = defaultdict(list)
    rows = Attempt.objects.filter(assignment__in=assignments, student__in=students)
    for each in rows.defer("answers", "marks"):
        found[each.assignment_id, each.student_id].append(each)
    return found


def _named(assignments: list[Assignment]) -> dict[UUID, set[int]]:
    """Of those that are for some: assignment -> memberships."""
    found: dict[UUID, set[int]] = {each.pk: set() for each in assignments if each.is_for_some}
    through = Assignment.people.through.objects.filter(assignment__in=found)
    for pk, student in through.values_list("assignment_id", "membership_id"):
        found[pk].add(student)
    return found


def _row(
    student: Membership,
    assignments: list[Assignment],
    attempts: Attempts,
    named: dict[UUID, set[int]],
    now: datetime,
) -> Row:
    cells = []
    for each in assignments:
        is_theirs = not each.is_for_some or student.pk in named[each.pk]
        made = attempts.get((each.pk, student.pk), [])
        found = standing(each, made, now) if is_theirs else Standing(State.NOT_THEIRS)
        cells.append(Cell(each, found))
    return Row(student, cells, sum(cell.standing.points or 0 for cell in cells))


def csv_lines(book: Gradebook) -> Iterator[str]:
    """A header, then a line a student; two columns an assignment: its points and how it stands.
    What a spreadsheet would compute is made plain text."""
    heads = [_("Name"), _("Sign-in")]
    for each in book.assignments:
        most = f" ({each.most_points})" if each.is_quiz else ""
        heads += [f"{each.title}{most}", _("State")]
    yield from lines_of([*heads, _("Points")], map(_values, book.rows))


def _values(row: Row) -> list[str]:
    user = row.student.user
    values = [str(user), row.student.login_name or user.email or ""]
    for cell in row.cells:
        values += [_number(cell.standing.points), in_words(cell.standing)]
    return [*values, _number(row.points)]


def in_words(found: Standing) -> str:
    word = str(found.state.label)
    late = found.is_late and found.state in HANDED_IN
    return _("%(state)s, late") % {"state": word} if late else word


def _number(points: float | None) -> str:
    return "" if points is None else f"{points:g}"
