"""Give, change and revoke grants. Who may do so is decided by the door of what is shared.

Nothing is kept of a grant but its audit entries: revoked, it is gone at once.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.models import Class, Grant, Membership
from organizations.recipients import Recipient, require_reach
from project.errors import Conflict, Invalid, NotFound

MOST_GRANTS = 500  # on one source or lesson: a class or a school says the same in one


def list_grants(subject: str, subject_id: UUID) -> QuerySet[Grant]:
    """Oldest first, each with whom it is to; those that have expired too."""
    rows = Grant.objects.on(subject, subject_id)
    return rows.select_related("membership__user", "school_class", "school").order_by(
        "created_at", "pk"
    )


def access_grant(subject: str, subject_id: UUID, pk: UUID) -> Grant:
    """Raises NotFound for a grant on something else."""
    grant = Grant.objects.on(subject, subject_id).select_related("organization").filter(pk=pk)
    found = grant.first()
    if found is None:
        raise NotFound(_("This is not shared like that any more."))
    return found


@transaction.atomic
def give_grant(
    *,
    subject: str,
    subject_id: UUID,
    to: Recipient,
    level: int,
    by: Membership,
    expires_at: datetime | None = None,
) -> Grant:
    """To whom has one already: its level and its end change.

    Raises NotFound for somebody whom `by` does not reach, Invalid for an end that is over,
    Conflict where there are too many.
    """
    require_reach(by, to)
    _check_end(expires_at)
    rows = Grant.objects.on(subject, subject_id)
    if rows.count() >= MOST_GRANTS:
        raise Conflict(_("It is shared with so many already. Share it with a class or a school."))
    grant, is_new = Grant.objects.update_or_create(
        organization_id=by.organization_id,
        subject=subject,
        subject_id=subject_id,
        **to.columns,
        defaults={"level": level, "expires_at": expires_at},
        create_defaults={"level": level, "expires_at": expires_at, "given_by_id": by.user_id},
    )
    _record("grants.given" if is_new else "grants.changed", grant, by)
    return grant


@transaction.atomic
def change_grant(
    *, grant: Grant, level: int, by: Membership, expires_at: datetime | None = None
) -> None:
    """Raises Invalid for an end that is over."""
    _check_end(expires_at)
    grant.level, grant.expires_at = level, expires_at
    grant.save(update_fields=["level", "expires_at"])
    _record("grants.changed", grant, by)


@transaction.atomic
def revoke_grant(*, grant: Grant, by: Membership) -> None:
    _record("grants.revoked", grant, by)
    grant.delete()


def last_day(grant: Grant) -> date | None:
    """On which it still works, where the person is; it ends at the midnight after."""
    if grant.expires_at is None:
        return None
    return timezone.localtime(grant.expires_at - timedelta(microseconds=1)).date()


def end_grants(subject: str, subject_ids: Iterable[UUID]) -> int:
    """What they are on is gone, or nobody else's from now on. Returns how many ended."""
    rows = Grant._base_manager.filter(subject=subject, subject_id__in=list(subject_ids))
    return rows.delete()[0]


def copy_grants(
    subject: str, subject_id: UUID, *, onto: str, onto_ids: Iterable[UUID], level: int
) -> None:
    """The same people see what was made of it, at this level at most and as long."""
    grants = list(Grant.objects.on(subject, subject_id).live())
    copies = [_copy(grant, onto, pk, level) for grant in grants for pk in onto_ids]
    Grant.objects.bulk_create(copies, ignore_conflicts=True)


def grant_maker(subject: str, subject_ids: Iterable[UUID], maker: Membership) -> None:
    """Who administered what these were made of administers them."""
    rows = [
        Grant(
            organization_id=maker.organization_id,
            subject=subject,
            subject_id=pk,
            level=Grant.Level.ADMINISTER,
            membership=maker,
        )
        for pk in subject_ids
    ]
    Grant.objects.bulk_create(rows, ignore_conflicts=True)


def grant_to_class(subject: str, subject_id: UUID, school_class: Class, *, given_by: User) -> None:
    """To see what was made for the class; again, it stays. In the caller's transaction."""
    Grant.objects.get_or_create(
        organization_id=school_class.organization_id,
        subject=subject,
        subject_id=subject_id,
        school_class=school_class,
        defaults={"level": Grant.Level.VIEW, "given_by": given_by},
    )


def grant_to_people(
    subject: str, subject_id: UUID, people: Iterable[Membership], *, given_by: User
) -> None:
    """As `grant_to_class`, for some people."""
    rows = [
        Grant(
            organization_id=person.organization_id,
            subject=subject,
            subject_id=subject_id,
            membership=person,
            level=Grant.Level.VIEW,
            given_by=given_by,
        )
        for person in people
    ]
    Grant.objects.bulk_create(rows, ignore_conflicts=True)


def _copy(grant: Grant, subject: str, subject_id: UUID, level: int) -> Grant:
    return Grant(
        organization_id=grant.organization_id,
        subject=subject,
        subject_id=subject_id,
        level=min(grant.level, level),
        membership_id=grant.membership_id,
        school_class_id=grant.school_class_id,
        school_id=grant.school_id,
        role=grant.role,
        given_by_id=grant.given_by_id,
        expires_at=grant.expires_at,
    )


def _check_end(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid(_("That day is over. Choose a later one, or none."))


def _record(action: str, grant: Grant, by: Membership) -> None:
    to = Recipient.of(grant)
    audit.record(
        action,
        organization=by.organization,
        subject=grant,
        detail={
            "on": grant.subject,
            "id": str(grant.subject_id),
            "to": f"{to.kind} {to.key}",
            "level": grant.level,
            "until": grant.expires_at.isoformat() if grant.expires_at else "",
        },
    )
