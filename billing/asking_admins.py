"""Somebody has reached a limit and asks those who run the organization: they are told once."""

import logging
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.services import language_of
from billing.models import HeldRequest
from organizations import audit
from organizations.models import Membership, Organization
from organizations.roles import ADMINS
from project.errors import Conflict, ProviderError
from project.mails import send_mail
from project.sites import site_url

log = logging.getLogger(__name__)

NOT_AGAIN_FOR = timedelta(days=7)
AT_MOST = 10  # of a large district's admins


def may_ask(membership: Membership) -> bool:
    """Not of an organization of one person, and not of oneself."""
    is_personal = membership.organization.type == Organization.Type.PERSONAL
    return not is_personal and membership.role not in ADMINS


def was_asked(held: HeldRequest) -> bool:
    """By this person, about the same, within a week."""
    since = timezone.now() - NOT_AGAIN_FOR
    rows = HeldRequest.objects.filter(
        person_id=held.person_id, meter=held.meter, admins_asked_at__gt=since
    )
    return rows.exists()


def ask_admins(held: HeldRequest, membership: Membership) -> None:
    """Raises Conflict where they were told already, ProviderError where no mail can be sent."""
    if not may_ask(membership):
        raise Conflict(_("There is nobody else to ask here."))
    mine = HeldRequest.objects.filter(pk=held.pk, admins_asked_at=None)
    if was_asked(held) or not mine.update(admins_asked_at=timezone.now()):
        raise Conflict(_("They were told already. Give them some days."))
    audit.record(
        "plan.more_asked_for",
        organization=held.organization,
        subject=held,
        detail={"meter": held.meter},
    )
    for admin in admins_of(membership.organization):
        try:
            _tell(admin, held, membership)
        except OSError as error:  # SMTP's errors and those of sockets
            log.warning("an admin could not be told of a limit: %s", error)
            HeldRequest.objects.filter(pk=held.pk).update(admins_asked_at=None)
            raise ProviderError(
                _("The mail could not be sent. Try again later, or tell them yourself."),
                retryable=True,
            ) from error


def admins_of(organization: Organization) -> list[Membership]:
    """Of the whole of it, who have an address."""
    rows = Membership.objects.active().filter(
        organization=organization, role__in=ADMINS, schools=None, user__is_active=True
    )
    return list(rows.exclude(user__email=None).select_related("user").order_by("pk")[:AT_MOST])


def _tell(admin: Membership, held: HeldRequest, asker: Membership) -> None:
    with translation.override(language_of(admin.user)):
        send_mail(
            "billing/mail/more_asked_for",
            to=admin.user.email,
            person=str(asker.user),
            organization=asker.organization,
            held=held,
            url=site_url("plan:mine", asker.organization.slug),
        )
