"""Guardians that an import named, and their invitations as long as nobody has sent them."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from organizations.models import Invitation, Relationship, RosterChange, RosterGuardian
from organizations.rosters.undoing.keeping import keep
from organizations.rosters.work import RosterWork


def _named(changes: list[RosterChange], column: str, **which) -> dict[tuple, RosterGuardian]:
    """{(child's user, email): what a roster said}."""
    rows = RosterGuardian.objects.select_related("child").filter(
        child__user__in={change.person_id for change in changes}, **which
    )
    wanted = {(change.person_id, getattr(change, column)["email"]) for change in changes}
    pairs = {(row.child.user_id, row.email.lower()): row for row in rows}
    return {pair: row for pair, row in pairs.items() if pair in wanted}


def delete_guardians(work: RosterWork, changes: list[RosterChange]) -> None:
    at = work.row.applied_at
    named = _named(changes, "after", ended_at=None, started_at=at)
    for change in changes:
        if (change.person_id, change.after["email"]) not in named:
            keep(change)
    rows = list(named.values())
    _ties(rows).filter(started_at=at, ended_at=None).delete()
    RosterGuardian.objects.filter(pk__in=[row.pk for row in rows]).delete()
    made = Invitation.objects.open().filter(
        pk__in=[row.invitation_id for row in rows if row.invitation_id], created_at=at
    )
    _hand_over(made)
    made.filter(sent_at=None).delete()


def _hand_over(invitations: QuerySet[Invitation]) -> None:
    """To the import that names the same guardian for another child: it is that one's now."""
    others = RosterGuardian.objects.filter(invitation=OuterRef("pk")).order_by("started_at", "pk")
    invitations.filter(Exists(others)).update(
        child=Subquery(others.values("child")[:1]),
        created_at=Subquery(others.values("started_at")[:1]),
    )


def restore_guardians(work: RosterWork, changes: list[RosterChange]) -> None:
    at = work.row.applied_at
    named = _named(changes, "before", ended_at=at)
    now = _named(changes, "before", ended_at=None)
    back = []
    for change in changes:
        pair = (change.person_id, change.before["email"])
        if pair in named and pair not in now:
            back.append(named[pair])
        else:
            keep(change)
    RosterGuardian.objects.filter(pk__in=[row.pk for row in back]).update(ended_at=None)
    _ties(back).filter(ended_at=at).update(ended_at=None)


def _ties(rows: list[RosterGuardian]):
    children = {row.child_id for row in rows}
    emails = {row.email.lower() for row in rows}
    pairs = {(row.child_id, row.email.lower()) for row in rows}
    ties = Relationship.objects.annotate(email=Lower("adult__user__email")).filter(
        made=Relationship.Made.BY_ROSTER, child__in=children, email__in=emails
    )
    ids = [pk for pk, *pair in ties.values_list("pk", "child", "email") if tuple(pair) in pairs]
    return Relationship.objects.filter(pk__in=ids)
