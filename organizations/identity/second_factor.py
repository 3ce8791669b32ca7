"""Where an organization says that its staff come in with a second factor only."""

from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext as _

from organizations.models import Membership
from organizations.roles import STAFF
from project.errors import Forbidden


class SecondFactorMissing(Forbidden):
    code = "second_factor_missing"


def check_second_factor(membership: Membership) -> None:
    """membership: with its organization loaded. Asks the database only where the rule is on."""
    if not membership.organization.options.security.staff_second_factor:
        return
    if membership.role in STAFF and not is_mfa_enabled(membership.user):
        raise SecondFactorMissing(
            _("%(organization)s asks its staff for a second factor. Set up a passkey or a code.")
            % {"organization": membership.organization.name}
        )
