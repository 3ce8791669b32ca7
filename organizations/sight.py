"""What somebody sees that not everybody in the organization sees, from its grants.

Resolved in `default`, before any query goes to `content`; asked anew for each request and each
answer, so that a grant works, and ends, at once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from organizations.authority import people_seen_by
from organizations.models import Grant, Membership, Role
from organizations.roles import ADMINS, LEARNERS
from organizations.scoping import once_in_brief

Level = Grant.Level


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """As it was read once: two of them are never the same, so that it can be a key.

    levels: id of what was granted -> the highest level.

    sees_all: of an admin of the whole organization. makers: of an admin of schools, the people
    there, whose things they administer.
    """

    user_id: UUID
    sees_all: bool = False
    levels: dict[UUID, int] = field(default_factory=dict)
    makers: Collection[UUID] = ()

    def level(self, subject_id: UUID, *, maker_id: UUID | None, may_own: bool = True) -> int:
        """The highest that a grant, authority or having made it gives; 0 for none.

        may_own: whether having made it makes one its administrator.
        """
        is_own = may_own and maker_id is not None and maker_id == self.user_id
        if is_own or self.sees_all or (maker_id is not None and maker_id in self.makers):
            return Level.ADMINISTER
        return self.levels.get(subject_id, 0)


def sight_of(membership: Membership, subject: Grant.Subject) -> Sight:
    """One query, and for admins of schools three more; none for an admin of all but theirs.

    Runs in the organization's scope. An API key is nobody, and is granted nothing.
    """
    if membership.pk is None:
        return Sight(membership.user_id)
    return once_in_brief(("sight", membership.pk, subject), lambda: _read(membership, subject))


def _read(membership: Membership, subject: Grant.Subject) -> Sight:
    runs = membership.role in ADMINS
    if runs and not membership.school_ids:
        return Sight(membership.user_id, sees_all=True)
    makers = _makers(membership) if runs else ()
    return Sight(membership.user_id, levels=_levels(membership, subject), makers=makers)


def _makers(admin: Membership) -> frozenset[UUID]:
    people = people_seen_by(admin).filter(role__in=LEARNERS - {Role.OWNER})
    return frozenset(people.values_list("user_id", flat=True))


# Each part is found by an index of its own. Written out: to build the union anew for each request
# took three times as long as PostgreSQL takes for it (docs/decisions/0030).
_LIVE = """
    SELECT subject_id, level FROM organizations_grant
    WHERE organization_id = %(organization)s AND subject = %(subject)s
        AND (expires_at IS NULL OR expires_at > %(now)s)
"""
_OWN_CLASSES = """
    FROM organizations_classmember member
    JOIN organizations_class school_class ON school_class.id = member.school_class_id
    WHERE member.organization_id = %(organization)s AND member.membership_id = %(membership)s
        AND member.left_at IS NULL AND school_class.archived_at IS NULL
"""
_GRANTED = " UNION ".join(
    f"{_LIVE} AND {to}"
    for to in (
        "membership_id = %(membership)s",
        "role = %(role)s",
        f"school_class_id IN (SELECT school_class.id {_OWN_CLASSES})",
        f"school_id IN (SELECT school_class.school_id {_OWN_CLASSES})",
        """school_id IN (SELECT school_id FROM organizations_membership_schools
            WHERE membership_id = %(membership)s)""",
    )
)


def _levels(membership: Membership, subject: Grant.Subject) -> dict[UUID, int]:
    values = {
        "organization": membership.organization_id,
        "membership": membership.pk,
        "role": membership.role,
        "subject": subject,
        "now": timezone.now(),
    }
    levels: dict[UUID, int] = {}
    with connections[Grant.objects.db].cursor() as cursor:
        cursor.execute(_GRANTED, values)
        for subject_id, level in cursor.fetchall():
            levels[subject_id] = max(level, levels.get(subject_id, 0))
    if membership.role in ADMINS:
        live = Grant.objects.live().filter(organization=membership.organization_id, subject=subject)
        parts = [part.values_list("subject_id", flat=True) for part in _overseen(membership, live)]
        for subject_id in parts[0].union(*parts[1:]):
            levels.setdefault(subject_id, Level.VIEW)
    return levels


def _overseen(admin: Membership, live: QuerySet[Grant]) -> list[QuerySet[Grant]]:
    """What is shared with the schools they run, with its classes and people, they see."""
    return [
        live.filter(school__in=admin.school_ids),
        live.filter(school_class__school__in=admin.school_ids),
        live.filter(membership__in=people_seen_by(admin).values("pk")),
    ]
