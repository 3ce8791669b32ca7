"""Links of mails: signed, for one consent and one purpose."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import GuardianConsent
from project.errors import NotFound
from project.sites import site_url

ASKING, KEEPING = "accounts.consent.ask", "accounts.consent.keep"


def asking_url(consent: GuardianConsent) -> str:
    """Good for CONSENT_DAYS, while the answer is open."""
    return site_url("sign_up:consent", signing.dumps(str(consent.pk), salt=ASKING))


def keeping_url(consent: GuardianConsent) -> str:
    """To look at it and to take it back, for as long as it holds."""
    return site_url("sign_up:withdraw", signing.dumps(str(consent.pk), salt=KEEPING))


def read_asking(token: str) -> GuardianConsent:
    """Raises NotFound for a link that is not ours, ran out, or whose account is gone."""
    return _consent(token, ASKING, timedelta(days=settings.CONSENT_DAYS))


def read_keeping(token: str) -> GuardianConsent:
    """Raises NotFound."""
    return _consent(token, KEEPING, None)


def _consent(token: str, salt: str, life: timedelta | None) -> GuardianConsent:
    try:
        pk = UUID(signing.loads(token, salt=salt, max_age=life))
    except (signing.BadSignature, ValueError):
        pk = None
    found = GuardianConsent.objects.select_related("child").filter(pk=pk).first() if pk else None
    if found is None or found.state == GuardianConsent.State.REPLACED:
        raise NotFound(
            _("This link does not work: it has run out, or was answered or replaced already.")
        )
    return found
