"""Nothing of the product is open to a child whose guardian has not agreed."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from project.errors import Forbidden


class AwaitingConsent(Forbidden):
    code = "awaits_consent"


def refuse_who_waits(user: User | AnonymousUser) -> None:
    """Raises AwaitingConsent."""
    if isinstance(user, User) and user.awaits_consent:
        raise AwaitingConsent(_("A parent or guardian has to agree first. We have asked them."))
