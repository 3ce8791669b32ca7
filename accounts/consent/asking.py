"""Ask a guardian, and once more."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import mailbox
from accounts.consent.mails import send_soon
from accounts.consent.wording import VERSION
from accounts.countries import age_of_consent
from accounts.models import GuardianConsent, User
from project.errors import Invalid

State = GuardianConsent.State


def check_guardian(child_email: str | None, guardian_email: str) -> None:
    """Raises Invalid for one's own address, also where it is written in another way."""
    if child_email and mailbox(child_email) == mailbox(guardian_email):
        raise Invalid(_("This is your own address. We need that of a parent or guardian."))


@transaction.atomic
def ask(*, child: User, email: str, country: str) -> GuardianConsent:
    """The one who was asked before is not asked any more. A job sends the mail.

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
    send_soon(consent)
    return consent
