"""The two mails to a guardian: the question, and after a yes the link by which it is taken back.

They are sent by a job that a higher app plugs in (`registries.on_consent_mail`).
"""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import registries
from accounts.consent.links import asking_url, keeping_url
from accounts.models import GuardianConsent
from project.errors import ProviderError
from project.mails import send_mail

State = GuardianConsent.State
LATE = timedelta(minutes=1)


def send_soon(consent: GuardianConsent) -> None:
    """In the language that is active. Once what the caller writes is written."""
    GuardianConsent.objects.filter(pk=consent.pk).update(
        language=translation.get_language() or "", problem=""
    )
    transaction.on_commit(lambda: [hook(consent.pk) for hook in registries.on_consent_mail])


def to_send() -> QuerySet[GuardianConsent]:
    """Without those for which no mail could be sent: the child asks again."""
    asked = Q(state=State.ASKED, sent_at=None)
    given = Q(state=State.GIVEN, told_at=None)
    return GuardianConsent.objects.filter(asked | given, problem="").select_related("child")


def lost() -> QuerySet[GuardianConsent]:
    """Whose job ended in the moment in which they were written."""
    return to_send().filter(asked_at__lt=timezone.now() - LATE)


def send(consent: GuardianConsent) -> None:
    """Raises ProviderError, which may be tried again, where no mail can be sent now."""
    try:
        with translation.override(consent.language or settings.LANGUAGE_CODE):
            if consent.state == State.ASKED:
                _ask(consent)
            else:
                _confirm(consent)
    except SMTPRecipientsRefused:
        fail(consent, _("The mail server does not take mail for this address."))
    except OSError as error:  # SMTP's errors and those of sockets
        raise ProviderError(str(error), retryable=True) from error


def _ask(consent: GuardianConsent) -> None:
    facts = {"child": consent.child, "url": asking_url(consent), "days": settings.CONSENT_DAYS}
    send_mail("accounts/mail/consent", to=consent.guardian_email, **facts)
    GuardianConsent.objects.filter(pk=consent.pk).update(sent_at=timezone.now())


def _confirm(consent: GuardianConsent) -> None:
    facts = {"child": consent.child, "url": keeping_url(consent)}
    send_mail("accounts/mail/consent_given", to=consent.guardian_email, **facts)
    GuardianConsent.objects.filter(pk=consent.pk).update(told_at=timezone.now())


def fail(consent: GuardianConsent, problem: str) -> None:
    """The child's page says so."""
    GuardianConsent.objects.filter(pk=consent.pk).update(problem=problem)
