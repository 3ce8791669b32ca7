"""Ask a guardian, and once more."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import mailbox
from accounts.consent.links import asking_url
from accounts.consent.wording import VERSION
from accounts.countries import age_of_consent
from accounts.models import GuardianConsent, User
from project.errors import Invalid
from project.mails import send_mail

log = logging.getLogger(__name__)
State = GuardianConsent.State


def check_guardian(child_email: str | None, guardian_email: str) -> None:
    """Raises Invalid for one's own address, also where it is written in another way."""
    if child_email and mailbox(child_email) == mailbox(guardian_email):
        raise Invalid(_("This is your own address. We need that of a parent or guardian."))


@transaction.atomic
def ask(*, child: User, email: str, country: str) -> GuardianConsent:
    """The one who was asked before is not asked any more. The mail goes when all is stored.

    Raises Invalid for the child's own address.
    """
    check_guardian(child.email, email)
    open_ones = GuardianConsent.objects.filter(child=child, state=State.ASKED)
    open_ones.update(state=State.REPLACED, ended_at=timezone.now())
    consent = GuardianConsent.objects.create(
        child=child,
        guardian_email=email.lower(),
        country=country,
        age=age_of_consent(country),
        wording=VERSION,
    )
    transaction.on_commit(lambda: send(consent))
    return consent


def send(consent: GuardianConsent) -> None:
    """In the language of the page where it was asked. What cannot be sent is not marked as sent:
    the child's page says so, and sends it again."""
    facts = {
        "child": consent.child,
        "url": asking_url(consent),
        "days": settings.CONSENT_DAYS,
    }
    try:
        send_mail("accounts/mail/consent", to=consent.guardian_email, **facts)
    except OSError:
        log.exception("a guardian's mail could not be sent")
        return
    consent.sent_at = timezone.now()
    consent.save(update_fields=["sent_at"])
