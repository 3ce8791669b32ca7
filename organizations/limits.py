"""How often something may be tried, by address and by what is tried; see ACCOUNT_RATE_LIMITS."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from project.errors import TooMany


def require_tries(request: HttpRequest, action: str, key: str) -> None:
    """Before a try that may fail. Raises TooMany where too many have failed; counts nothing."""
    if not ratelimit.consume(request, action=action, key=key, dry_run=True):
        raise TooMany(_("Too many tries. Wait five minutes, then try again."))


def count_try(request: HttpRequest, action: str, key: str) -> None:
    """One that failed, or one of what may not be done too often. Raises TooMany."""
    if not ratelimit.consume(request, action=action, key=key):
        raise TooMany(_("Too many tries. Wait a while, then try again."))
