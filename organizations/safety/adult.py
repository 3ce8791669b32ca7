"""Who gets the alerts: one adult, who is here and can be reached.

Whoever ends a membership or takes a role away calls `let_go` or `keep_adult` in the same
transaction; the daily tidying calls it for all. Where the adult can get them no more, an owner
takes over and the admins are told.
"""

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import translation

from accounts.services import language_of
from organizations import audit
from organizations.models import Membership, Organization, Role
from organizations.roles import ADMINS, STAFF
from project.mails import send_mail
from project.sites import site_url

log = logging.getLogger(__name__)
TOLD = 50  # admins, at most


def list_adults(organization: Organization) -> QuerySet[Membership]:
    """Who may be named: staff who can sign in and have an address."""
    rows = Membership.objects.filter(
        organization=organization, ended_at=None, role__in=STAFF, user__is_active=True
    )
    return rows.exclude(user__email=None).select_related("user").order_by("user__name", "pk")


def adult_of(organization: Organization) -> Membership | None:
    """Who gets the alerts now; None where they are off, or the one named is gone."""
    safety = organization.options.safety
    if not safety.alerts or safety.adult is None:
        return None
    return list_adults(organization).filter(pk=safety.adult).first()


def is_adult(membership: Membership) -> bool:
    safety = membership.organization.options.safety
    return safety.alerts and safety.adult == membership.pk


@transaction.atomic
def keep_adult(organization_id: UUID) -> Membership | None:
    """Who gets the alerts from now on; None where they are off, or nobody is left to get them.

    Safe to call at any time. With nobody left alerts are off, and that is in the audit.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    if not organization.options.safety.alerts:
        return None
    if adult := adult_of(organization):
        return adult
    before = organization.options.safety.adult
    heir = _heir(organization)
    safety = {"adult": heir.pk if heir else None, "alerts": heir is not None}
    _set(organization, safety if heir else safety | _closed(organization))
    audit.record(
        "safety.adult_taken_over" if heir else "safety.alerts_off",
        organization=organization,
        subject=heir or organization,
        detail={"from": before, "to": str(heir.user_id) if heir else ""},
    )
    transaction.on_commit(partial(_tell_admins, organization, heir))
    return heir


def _heir(organization: Organization) -> Membership | None:
    """An owner; else an admin of all of it."""
    rows = list_adults(organization).filter(role__in=ADMINS, schools=None)
    owners_first = Case(
        When(role=Role.OWNER, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(owners_first, "pk").first()


def _closed(organization: Organization) -> dict:
    """Chats that an alert would open stay closed: none comes any more."""
    safety = organization.options.safety
    return {side: "off" for side in ("teachers", "guardians") if getattr(safety, side) == "alert"}


def _set(organization: Organization, safety: dict) -> None:
    kept = organization.options.as_json()
    organization.settings = kept | {"safety": kept["safety"] | safety}
    organization.__dict__.pop("options", None)
    organization.save(update_fields=["settings", "updated_at"])


def _tell_admins(organization: Organization, heir: Membership | None) -> None:
    """A mail that cannot be sent is in the log; the audit tells of it in any case."""
    admins = list_adults(organization).filter(role__in=ADMINS, schools=None)[:TOLD]
    for admin in admins:
        with translation.override(language_of(admin.user)):
            try:
                send_mail(
                    "organizations/mail/alerts_taken_over",
                    to=admin.user.email,
                    organization=organization,
                    person=str(heir.user) if heir else "",
                    url=site_url("organizations:safety", organization.slug),
                )
            except OSError:
                log.exception("an admin of %s was not told who gets its alerts", organization.pk)


def let_go(person: Membership) -> None:
    """They have just left or got another role: whether somebody else is to get the alerts."""
    if is_adult(person):
        keep_adult(person.organization_id)


def keep_all_adults() -> None:
    """Of every organization with alerts: an account may have gone without a word."""
    rows = Organization.objects.live().filter(settings__safety__alerts=True)
    for organization_id in rows.values_list("pk", flat=True):
        keep_adult(organization_id)
