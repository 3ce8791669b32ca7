"""What a guardian decides."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import registries
from accounts.consent.mails import send_soon
from accounts.consent.wording import VERSION
from accounts.countries import age_of_consent
from accounts.models import GuardianConsent, User
from accounts.services import welcome
from accounts.tokens import families
from project.errors import Conflict

State = GuardianConsent.State


@transaction.atomic
def give(consent: GuardianConsent, *, name: str, ip: str | None) -> None:
    """The child's account opens, with all that a new account is given. Again: nothing changes.

    Raises Conflict where it was taken back, or another guardian was asked.
    """
    consent = _locked(consent)
    if consent.state == State.GIVEN:
        return
    if consent.state != State.ASKED:
        raise Conflict(_("This is not asked any more. Nothing has changed."))
    consent.state, consent.given_at = State.GIVEN, timezone.now()
    consent.guardian_name, consent.ip, consent.wording = name, ip, VERSION
    consent.save()
    _open(consent.child)
    send_soon(consent)


@transaction.atomic
def give_again(consent: GuardianConsent) -> None:
    """By who took it back."""
    consent = _locked(consent)
    if consent.state != State.WITHDRAWN:
        return
    consent.state, consent.given_at = State.GIVEN, timezone.now()
    consent.wording, consent.ended_at = VERSION, None
    consent.save()
    _open(consent.child)


def _open(child: User) -> None:
    child.awaits_consent = False
    child.save(update_fields=["awaits_consent"])
    welcome(child)


def give_for_profile(*, child: User, guardian: User) -> GuardianConsent:
    """A guardian makes the profile themselves: that is their consent."""
    return GuardianConsent.objects.create(
        child=child,
        guardian=guardian,
        guardian_email=guardian.email or "",
        guardian_name=guardian.name,
        country=guardian.country,
        age=age_of_consent(guardian.country),
        wording=VERSION,
        state=State.GIVEN,
        given_at=timezone.now(),
        told_at=timezone.now(),  # they have just done it
    )


@transaction.atomic
def withdraw(consent: GuardianConsent) -> None:
    """The account stops at once, and what is in it stays until somebody deletes it."""
    consent = _locked(consent)
    if consent.state != State.GIVEN:
        return
    consent.state, consent.ended_at = State.WITHDRAWN, timezone.now()
    consent.save(update_fields=["state", "ended_at"])
    child = consent.child
    child.awaits_consent = True
    child.save(update_fields=["awaits_consent"])
    families.revoke_all(child)


@transaction.atomic
def delete_account(child: User) -> None:
    """The account and what it alone holds; consents go with it."""
    for hook in registries.on_account_deleted:
        hook(child)
    child.delete()


def delete_unanswered() -> int:
    """Accounts for which nobody has agreed since the last link ran out, twice as long ago.

    Returns how many there were.
    """
    limit = timezone.now() - timedelta(days=2 * settings.CONSENT_DAYS)
    waiting = User.objects.filter(awaits_consent=True)
    waiting = waiting.filter(consents__state=State.ASKED, consents__asked_at__lt=limit)
    found = list(waiting.distinct())
    for child in found:
        delete_account(child)
    return len(found)


def _locked(consent: GuardianConsent) -> GuardianConsent:
    rows = GuardianConsent.objects.select_for_update(of=("self",)).select_related("child")
    return rows.get(pk=consent.pk)
