"""People with a verified address of an organization's domain come in, or ask to."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from organizations.identity.finding import domain_of
from organizations.models import JoinRequest, Organization
from organizations.public_domains import is_public
from organizations.scoping import scope, unscoped
from organizations.services.join_requests import let_in_or_ask, request_to_join
from organizations.settings_schema import Feature
from project.errors import NotFound


def list_offers(user: User) -> list[Organization]:
    """Organizations that this person may ask to join and has not yet answered."""
    with unscoped("who may join is in none of them yet"):
        answered = JoinRequest.objects.filter(user=user, school_class=None).values(
            "organization_id"
        )
        found = _of_domains(user).exclude(pk__in=answered)
        return [organization for organization in found if _is_offered(organization)]


def first_page(user: User) -> str:
    """The page of what is offered, where something is; else empty."""
    return reverse("join_offers") if list_offers(user) else ""


def join_on_sign_in(user: User, identity: SocialLogin | None) -> None:
    join_at_once(user)


def join_at_once(user: User) -> None:
    """Where an organization says that its people come in without being asked."""
    for organization in list_offers(user):
        if organization.options.joining.by_domain == "at_once":
            with scope(organization.pk):
                let_in_or_ask(**_words(user, organization))


def waiting_requests(user: User) -> list[JoinRequest]:
    """What this person has asked and nobody has answered, each with its organization."""
    with unscoped("who asks is in none of them yet"):
        return list(user.join_requests.open().select_related("organization"))


def ask_to_join(*, user: User, organization: Organization) -> JoinRequest:
    """Raises NotFound where it is not offered, or was answered before."""
    _check_offered(user, organization)
    with scope(organization.pk):
        return request_to_join(**_words(user, organization))


def dismiss_offer(*, user: User, organization: Organization) -> None:
    """Raises NotFound as `ask_to_join` does."""
    _check_offered(user, organization)
    with scope(organization.pk):
        JoinRequest.objects.create(**_words(user, organization), state=JoinRequest.State.DISMISSED)


def _of_domains(user: User):
    domains = [
        domain_of(address)
        for address in EmailAddress.objects.filter(user=user, verified=True).values_list(
            "email", flat=True
        )
    ]
    mine = user.memberships.values("organization_id")  # deactivated ones as well
    named = [domain for domain in domains if domain and not is_public(domain)]
    live = Organization.objects.live().annotate(named=Lower("domain"))
    return live.filter(named__in=named).exclude(pk__in=mine)


def _is_offered(organization: Organization) -> bool:
    return organization.has_feature(Feature.DOMAIN_JOIN)


def _check_offered(user: User, organization: Organization) -> None:
    if organization not in list_offers(user):
        raise NotFound(_("There is no such organization, or it does not take your address."))


def _words(user: User, organization: Organization) -> dict:
    return {
        "organization": organization,
        "user": user,
        "role": organization.options.joining.role,
        "via": organization.domain,
    }
