"""What the pages of people list and count. In the organization's scope."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from accounts.names import starts_of_words, words_of_person
from organizations.authority import covers, people_seen_by
from organizations.models import (
    AuditEntry,
    ClassMember,
    Invitation,
    JoinRequest,
    Membership,
    Relationship,
)
from organizations.roles import may_give

PAGE_ROWS = 50
HISTORY_ROWS = 30


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """state: "" for active people, "ended" or "all"."""

    query: str = ""
    role: str = ""
    school: UUID | None = None
    school_class: UUID | None = None
    state: str = ""


def list_people(actor: Membership, wanted: PeopleFilter) -> QuerySet[Membership]:
    """By name; each with its user."""
    rows = people_seen_by(actor).select_related("user")
    if wanted.state != "all":
        rows = rows.filter(ended_at__isnull=wanted.state != "ended")
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.school:
        rows = rows.filter(schools=wanted.school)
    if wanted.school_class:
        rows = rows.filter(Exists(_in_class(wanted.school_class)))
    if wanted.query:
        rows = rows.filter(_matching(wanted.query))
    return rows.order_by(Lower("user__name"), Lower("user__email"), "pk")


def _in_class(class_id: UUID) -> QuerySet[ClassMember]:
    return ClassMember.objects.filter(
        membership=OuterRef("pk"), school_class=class_id, left_at=None
    )


def _matching(query: str) -> Q:
    """Words of the name or email that begin so, or a login name that does."""
    found = Q(login_name__istartswith=query)
    words = starts_of_words(query)
    if words is None:
        return found
    users = User.objects.annotate(words=words_of_person()).filter(words=words)
    return found | Q(user__in=users.values("pk"))


def with_places(people: QuerySet[Membership]) -> QuerySet[Membership]:
    """Each with `schools` and `open_classes` (members of classes that go on), in two queries."""
    members = ClassMember.objects.filter(left_at=None, school_class__archived_at=None)
    return people.prefetch_related(
        "schools",
        Prefetch("classes", members.select_related("school_class"), to_attr="open_classes"),
    )


def list_open_invitations(actor: Membership) -> QuerySet[Invitation]:
    """Newest first; of those that this person could have sent."""
    rows = Invitation.objects.open().select_related("school", "school_class", "invited_by")
    if actor.school_ids:
        rows = rows.filter(school__in=actor.school_ids)
    return rows.order_by("-created_at")


def list_join_requests(actor: Membership) -> QuerySet[JoinRequest]:
    """Who waits longest first; those that this person may answer."""
    rows = JoinRequest.objects.open().select_related("user", "school_class")
    if actor.school_ids:
        rows = rows.filter(school_class__school__in=actor.school_ids)
    return rows.order_by("created_at", "pk")


def list_class_history(person: Membership) -> list[ClassMember]:
    """Every class they are or were in; those that go on first."""
    rows = ClassMember.objects.filter(membership=person).select_related("school_class")
    return list(rows.order_by(F("left_at").desc(nulls_first=True), "school_class__name"))


def list_relationships(person: Membership) -> list[Relationship]:
    """Those that go on first, then what was."""
    rows = Relationship.objects.filter(Q(adult=person) | Q(child=person))
    rows = rows.select_related("adult__user", "child__user", "via_class")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "kind", "pk"))


def list_history(person: Membership) -> list[AuditEntry]:
    """The newest of what is written of this person."""
    rows = AuditEntry.objects.filter(subject="membership", subject_id=str(person.pk))
    return list(rows.select_related("actor").order_by("-at")[:HISTORY_ROWS])


def may_see_invitation(actor: Membership, invitation: Invitation) -> bool:
    """Whether it is theirs to send again and to revoke."""
    school_ids = [invitation.school_id] if invitation.school_id else []
    return may_give(actor, invitation.role) and covers(actor, school_ids)


def list_wards(guardian: Membership) -> list[Relationship]:
    """A guardian's children, each with its classes that go on, in two queries."""
    members = ClassMember.objects.filter(left_at=None, school_class__archived_at=None)
    rows = Relationship.objects.filter(
        adult=guardian,
        kind=Relationship.Kind.GUARDIAN,
        ended_at=None,
        child__ended_at=None,
    )
    classes = Prefetch(
        "child__classes", members.select_related("school_class"), to_attr="open_classes"
    )
    return list(
        rows.select_related("child__user").prefetch_related(classes).order_by("child__user__name")
    )
