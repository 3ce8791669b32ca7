"""Assign a lesson, a reading or an approved quiz to classes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lessons.access import access_lesson
from lessons.artifacts.access import access_artifact
from lessons.assigning.copying import ASSIGNABLE, copy_items
from lessons.models import Assignment, Lesson
from lessons.selectors import source_of
from lessons.services.lessons import Part, scope_label
from lessons.services.sharing import set_seen_by
from library.access import access_source
from library.models import Source
from organizations import audit
from organizations.models import Class, Grant, Membership
from organizations.services.grants import grant_to_class
from project.errors import Conflict, Forbidden, Invalid, NotFound

Kind = Assignment.Kind


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
        facts = {"language": lesson.language, "part": lesson.scope_label}
        return Subject(kind, pk, lesson.title, source_of(lesson.source_id), lesson, facts)
    if kind == Kind.READING:
        source = access_source(membership, pk)
        if not source.is_readable:
            raise Conflict(_("This source has not been read yet. Assign it when it is ready."))
        return Subject(kind, pk, source.title, source, facts={"language": source.language or ""})
    if kind == Kind.QUIZ:
        return _quiz(membership, pk)
    raise NotFound(_("A lesson, a reading or a quiz can be assigned."))


def _quiz(membership: Membership, pk: UUID) -> Subject:
    artifact = access_artifact(membership, pk)
    if artifact.kind not in ASSIGNABLE:
        raise Conflict(_("Quizzes and worksheets can be assigned; this is neither."))
    if not artifact.is_approved:
        raise Conflict(_("Approve it first: students see only what a teacher has looked at."))
    items = copy_items(artifact)
    if not items:
        raise Conflict(_("There is no question in it."))
    facts = {"items": items, "language": artifact.language}
    source = access_source(membership, artifact.source_id)
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
    those whom alone it is for.

    Raises Invalid where none is chosen, Forbidden where a class does not see it, and it is not
    theirs to share.
    """
    chosen, some = list(classes), list(people)
    if not chosen or (some and len(chosen) > 1):
        raise Invalid(_("Choose one class or several; or some students of one."))
    with transaction.atomic():
        return [_assign_to(each, by, subject, terms, some) for each in chosen]


def _assign_to(
    school_class: Class, by: Membership, subject: Subject, terms: Terms, some: list[Membership]
) -> Assignment:
    _let_see(school_class, by, subject)
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
    detail = {"class": str(school_class.pk), "kind": made.kind}
    audit.record("assignments.made", organization=by.organization, subject=made, detail=detail)
    return made


def _let_see(school_class: Class, by: Membership, subject: Subject) -> None:
    if subject.lesson is not None:
        _let_see_lesson(school_class, by, subject.lesson, subject.source)
        return
    source = subject.source
    if source is None or source.is_of_catalogue:
        return
    if source.owner_id is not None:
        raise Forbidden(_("This source is yours alone; a class cannot see it."))
    if source.is_restricted and not _has_grant(source, school_class):
        _require_sharing(source.level)
        grant_to_class(Grant.Subject.SOURCE, source.pk, school_class, given_by=by.user)


def _let_see_lesson(
    school_class: Class, by: Membership, lesson: Lesson, source: Source | None
) -> None:
    """The maker's own is from then on one that is shared with chosen people."""
    is_open = lesson.seen_by == Lesson.SeenBy.SOURCE
    if not is_open or (source is not None and source.is_restricted):
        _require_sharing(lesson.level)
    if lesson.seen_by == Lesson.SeenBy.MAKER:
        set_seen_by(lesson=lesson, seen_by=Lesson.SeenBy.CHOSEN, by=by)
    grant_to_class(Grant.Subject.LESSON, lesson.pk, school_class, given_by=by.user)


def _has_grant(source: Source, school_class: Class) -> bool:
    live = Grant.objects.on(Grant.Subject.SOURCE, source.pk).live()
    return live.filter(school_class=school_class).exists()


def _require_sharing(level: int) -> None:
    if level < Grant.Level.ADMINISTER:
        raise Forbidden(
            _("The class does not see this, and it is not yours to share. Ask who made it.")
        )


def delete(assignment: Assignment, *, by: Membership) -> None:
    """With all that was handed in."""
    detail = {"class": str(assignment.school_class_id), "kind": assignment.kind}
    audit.record(
        "assignments.deleted", organization=by.organization, subject=assignment, detail=detail
    )
    assignment.delete()
