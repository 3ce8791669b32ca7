"""Who is on a trial is told by mail some days before it ends, once."""

import logging
from datetime import timedelta

from django.utils import timezone, translation

from accounts.models import User
from accounts.services import language_of
from billing import gateway
from billing.asking_admins import admins_of
from billing.models import Subscription
from billing.offers import plan_name
from organizations.scoping import unscoped
from project.mails import send_mail
from project.sites import site_url

log = logging.getLogger(__name__)

BEFORE = timedelta(days=3)


def tell_of_ends(is_over=lambda: False) -> bool:
    """False where `is_over` said to stop before the end."""
    now = timezone.now()
    with unscoped("trials of all subjects end"):
        ending = Subscription.objects.filter(
            status=Subscription.Status.TRIALING,
            trial_ends_at__gt=now,
            trial_ends_at__lte=now + BEFORE,
            trial_told_at=None,
            cancel_at=None,
        )
        for trial in list(ending.select_related("person", "organization").order_by("pk")):
            if is_over():
                return False
            tell(trial)
    return True


def tell(trial: Subscription) -> None:
    """Marked first, so that two workers do not both write; a mail that fails is tried tomorrow."""
    unmarked = Subscription.objects.filter(pk=trial.pk, trial_told_at=None)
    if not unmarked.update(trial_told_at=timezone.now()):
        return
    try:
        for person in _people(trial):
            _write(trial, person)
    except OSError as error:  # SMTP's errors and those of sockets
        log.warning("nobody could be told that a trial ends: %s", error)
        Subscription.objects.filter(pk=trial.pk).update(trial_told_at=None)


def _people(trial: Subscription) -> list[User]:
    if trial.organization is not None:
        return [admin.user for admin in admins_of(trial.organization)]
    return [trial.person] if trial.person and trial.person.email else []


def _write(trial: Subscription, person: User) -> None:
    organization = trial.organization
    where = (
        site_url("buying:organization_billing", organization.slug)
        if organization
        else site_url("buying:subscription")
    )
    with translation.override(language_of(person)):
        send_mail(
            "billing/mail/trial_ends",
            to=person.email,
            plan=plan_name(trial.plan),
            name=organization.name if organization else "",
            ends_at=timezone.localtime(trial.trial_ends_at),
            is_set_up=gateway.is_set_up(),
            url=where,
        )
