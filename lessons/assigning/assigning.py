"""Assign a lesson, a reading or an approved quiz to classes or people, and change it later."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.access import access_lesson
from lessons.artifacts.access import access_artifact
from lessons.assigning.attempts import refit
from lessons.assigning.copying import ASSIGNABLE, copy_items
from lessons.models import Assignment, Lesson
from lessons.progress import practising
from lessons.progress.objectives import with_objectives
from lessons.selectors import latest_request, source_of
from lessons.services.lessons import Part, scope_label
from lessons.services.sharing import set_seen_by
from library.access import access_source
from library.models import Source
from organizations import audit
from organizations.models import Class, ClassMember, Grant, Membership, Role
from organizations.recipients import people_reached_by
from organizations.services.grants import grant_to_class, grant_to_people
from project.errors import Conflict, Forbidden, Invalid, NotFound

Kind = Assignment.Kind
FIRST_YEAR, LAST_YEAR = 1999, 2101


@dataclass(frozen=True, slots=True)
class Subject:
    """What is assigned. source: None of a lesson that outlived its own. facts: of `Assignment`."""

    kind: str
    id: UUID
    title: str
    source: Source | None
    lesson: Lesson | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """As `Assignment` keeps them."""

    opens_at: datetime
    due_at: datetime | None = None
    closes_at: datetime | None = None
    attempts_allowed: int = 1
    time_limit_min: int | None = None
    feedback: str = Assignment.Feedback.AT_ONCE


def subject_of(membership: Membership, kind: str, pk: UUID) -> Subject:
    """Raises NotFound for what they do not see, Conflict for what cannot be assigned yet."""
    if kind == Kind.LESSON:
        lesson = access_lesson(membership, pk)
        if lesson.state not in (Lesson.State.READY, Lesson.State.PARTIAL):
            raise Conflict(_("This lesson is not made yet. Assign it when it is."))
        facts = {"language": lesson.language, "part": lesson.scope_label} | _part_of(lesson)
        return Subject(kind, pk, lesson.title, source_of(lesson.source_id), lesson, facts)
    if kind == Kind.READING:
        source = access_source(membership, pk)
        if not source.is_readable:
            raise Conflict(_("This source has not been read yet. Assign it when it is ready."))
        return Subject(kind, pk, source.title, source, facts={"language": source.language or ""})
    if kind == Kind.QUIZ:
        return _quiz(membership, pk)
    raise NotFound(_("A lesson, a reading or a quiz can be assigned."))


def _part_of(lesson: Lesson) -> dict[str, Any]:
    asked = latest_request(lesson)
    names = ("node_id", "first_page", "last_page")
    return {name: getattr(asked, name) for name in names} if asked else {}


def _quiz(membership: Membership, pk: UUID) -> Subject:
    artifact = access_artifact(membership, pk)
    if artifact.kind not in ASSIGNABLE:
        raise Conflict(_("Quizzes and worksheets can be assigned; this is neither."))
    if not artifact.is_approved:
        raise Conflict(_("Approve it first: students see only what a teacher has looked at."))
    items = copy_items(artifact)
    if not items:
        raise Conflict(_("There is no question in it."))
    source = access_source(membership, artifact.source_id)
    facts = {"items": with_objectives(items, source), "language": artifact.language}
    return Subject(Kind.QUIZ, pk, artifact.title, source, facts=facts)


def part_facts(source: Source, part: Part, label: str) -> dict[str, Any]:
    """Of a reading. label: its chapter, where it is one."""
    first, last = part.pages or (None, None)
    return {
        "node_id": part.node.pk if part.node else None,
        "first_page": first,
        "last_page": last,
        "part": label or scope_label(source, part, source.language or "en"),
    }


def assign(
    *,
    by: Membership,
    subject: Subject,
    classes: Iterable[Class],
    terms: Terms,
    people: Iterable[Membership] = (),
) -> list[Assignment]:
    """One for each class, which sees what is assigned from then on. people: of a single class,
    those whom alone it is for; without a class, whom one reaches.

    Raises Invalid where none is chosen or dates are in a wrong order, NotFound for somebody who is
    not in the class or whom one does not reach, Forbidden where they do not see it, and it is not
    theirs to share.
    """
    chosen, some = list(classes), list(people)
    if not (chosen or some) or (some and len(chosen) > 1):
        raise Invalid(_("Choose one class or several; or some students of one."))
    _check(terms)
    _require_students(by, chosen[0] if chosen else None, some)
    with transaction.atomic():
        if not chosen:
            return [_assign_to(None, by, subject, terms, some)]
        return [_assign_to(each, by, subject, terms, some) for each in chosen]


def students_reached_by(by: Membership) -> QuerySet[Membership]:
    """To whom something can be assigned without a class."""
    return people_reached_by(by).filter(role=Role.STUDENT).select_related("user")


def _require_students(by: Membership, school_class: Class | None, some: list[Membership]) -> None:
    rows = students_reached_by(by)
    if school_class is not None:
        of_class = ClassMember.objects.filter(school_class=school_class, left_at=None)
        rows = Membership.objects.filter(
            pk__in=of_class.filter(part=ClassMember.Part.STUDENT).values("membership")
        )
    ids = {each.pk for each in some}
    if ids - set(rows.filter(pk__in=ids).values_list("pk", flat=True)):
        raise NotFound(_("There is no such student, or it is not yours to assign to them."))


def _assign_to(
    school_class: Class | None,
    by: Membership,
    subject: Subject,
    terms: Terms,
    some: list[Membership],
) -> Assignment:
    _let_see(school_class, by, subject, some)
    made = Assignment.objects.create(
        organization_id=by.organization_id,
        kind=subject.kind,
        title=subject.title,
        subject_id=subject.id,
        source_id=subject.source.pk if subject.source else None,
        school_class=school_class,
        is_for_some=bool(some),
        opens_at=terms.opens_at,
        due_at=terms.due_at,
        closes_at=terms.closes_at,
        attempts_allowed=terms.attempts_allowed,
        time_limit_min=terms.time_limit_min,
        feedback=terms.feedback,
        made_by_id=by.user_id,
        **subject.facts,
    )
    made.people.set(some)
    _record("assignments.made", made, by)
    return made


def _let_see(
    school_class: Class | None, by: Membership, subject: Subject, some: list[Membership]
) -> None:
    if subject.lesson is not None:
        _let_see_lesson(school_class, by, subject.lesson, subject.source, some)
        return
    source = subject.source
    if source is None or source.is_of_catalogue:
        return
    if source.owner_id is not None:
        raise Forbidden(_("This source is yours alone; a class cannot see it."))
    if source.is_restricted and not _have_grant(source, school_class, some):
        _require_sharing(source.level)
        _grant(Grant.Subject.SOURCE, source.pk, school_class, some, by)


def _grant(
    subject: str, pk: UUID, school_class: Class | None, some: list[Membership], by: Membership
) -> None:
    if school_class is not None:
        grant_to_class(subject, pk, school_class, given_by=by.user)
    else:
        grant_to_people(subject, pk, some, given_by=by.user)


def _let_see_lesson(
    school_class: Class | None,
    by: Membership,
    lesson: Lesson,
    source: Source | None,
    some: list[Membership],
) -> None:
    """The maker's own is from then on one that is shared with chosen people."""
    is_open = lesson.seen_by == Lesson.SeenBy.SOURCE
    if not is_open or (source is not None and source.is_restricted):
        _require_sharing(lesson.level)
    if lesson.seen_by == Lesson.SeenBy.MAKER:
        set_seen_by(lesson=lesson, seen_by=Lesson.SeenBy.CHOSEN, by=by)
    _grant(Grant.Subject.LESSON, lesson.pk, school_class, some, by)


def _have_grant(source: Source, school_class: Class | None, some: list[Membership]) -> bool:
    live = Grant.objects.on(Grant.Subject.SOURCE, source.pk).live()
    if school_class is not None:
        return live.filter(school_class=school_class).exists()
    return live.filter(membership__in=some).values("membership").distinct().count() == len(some)


def _require_sharing(level: int) -> None:
    if level < Grant.Level.ADMINISTER:
        raise Forbidden(
            _("The class does not see this, and it is not yours to share. Ask who made it.")
        )


def people_of(by: Membership, pks: Iterable[int]) -> list[Membership]:
    """Raises NotFound for somebody who is not here."""
    wanted = set(pks)
    found = list(Membership.objects.filter(organization_id=by.organization_id, pk__in=wanted))
    if len(found) < len(wanted):
        raise NotFound(_("There is no such student, or it is not yours to assign to them."))
    return found


def terms_of(assignment: Assignment) -> Terms:
    return Terms(**{each.name: getattr(assignment, each.name) for each in fields(Terms)})


def _check(terms: Terms) -> None:
    """Raises Invalid for dates in another order than opening, due, closing."""
    opens, due, closes = terms.opens_at, terms.due_at, terms.closes_at
    if any(at is not None and not FIRST_YEAR < at.year < LAST_YEAR for at in (opens, due, closes)):
        raise Invalid(_("Choose dates of this century."))
    if due is not None and due <= opens:
        raise Invalid(_("It has to be due after it opens."))
    if closes is not None and (closes <= opens or (due is not None and closes < due)):
        raise Invalid(_("It has to close after it opens, and not before it is due."))


def change(assignment: Assignment, terms: Terms, *, by: Membership) -> Assignment:
    """Its dates, attempts, time and feedback. What is handed in stays, and is late by the new due
    date; attempts that are open end as `lessons.assigning.attempts.refit` says.

    Raises Invalid where it would open only after somebody has begun, or dates are in a wrong order.
    """
    _check(terms)
    with transaction.atomic():
        row = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
        is_later = terms.opens_at > row.opens_at and terms.opens_at > timezone.now()
        if is_later and row.attempts.exists():
            raise Invalid(_("Somebody has begun already; it cannot open later than that."))
        limit = row.time_limit_min
        for each in fields(terms):
            setattr(row, each.name, getattr(terms, each.name))
        row.save(update_fields=[each.name for each in fields(terms)])
        refit(row, limit_before_min=limit)
        _record("assignments.changed", row, by)
    return row


def delete(assignment: Assignment, *, by: Membership) -> None:
    """With all that was handed in; what students have mastered is told without it."""
    with transaction.atomic():
        _record("assignments.deleted", assignment, by)
        pairs = practising.pairs_of(assignment)
        assignment.delete()
        practising.tell(pairs)


def _record(action: str, assignment: Assignment, by: Membership) -> None:
    detail = {"class": str(assignment.school_class_id or ""), "kind": assignment.kind}
    audit.record(action, organization=by.organization, subject=assignment, detail=detail)
