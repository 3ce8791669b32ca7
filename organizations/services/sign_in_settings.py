"""Change how people come in: by their domain, with which factors."""

from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext as _

from organizations.models import Membership, Organization
from organizations.services.settings import change_settings
from organizations.settings_schema import Feature
from project.errors import Invalid


def change_sign_in(
    *, membership: Membership, seen: str, joining: dict, security: dict
) -> Organization:
    """Raises Invalid where the settings contradict themselves or would keep their author out,
    and what `change_settings` raises.
    """
    _check_at_once(membership.organization, joining)
    if security["staff_second_factor"] and not is_mfa_enabled(membership.user):
        raise Invalid(
            _(
                "You have no second factor yourself, and could not come in again. Set up a "
                "passkey or a code in your account first."
            )
        )
    return change_settings(membership=membership, seen=seen, joining=joining, security=security)


def _check_at_once(organization: Organization, joining: dict) -> None:
    if joining["by_domain"] != "at_once":
        return
    if not organization.domain:
        raise Invalid(
            _("You have no email domain yet: nobody can come in by it. Who runs this site sets it.")
        )
    if not organization.has_feature(Feature.DOMAIN_JOIN):
        raise Invalid(
            _(
                "Your settings say that people with an address of your domain may not join. Allow "
                "it under Settings, or let them ask."
            )
        )
