"""People with a verified address of an organization's domain come in, or ask to."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.identity.finding import domain_of
from organizations.models import DomainJoinRequest, Membership, Organization, Role
from organizations.public_domains import is_public
from organizations.scoping import scope, unscoped
from organizations.services.people import add_member
from organizations.settings_schema import Feature
from project.errors import Conflict, NotFound


def list_offers(user: User) -> list[Organization]:
    """Organizations that this person may ask to join and has not yet answered."""
    with unscoped("who may join is in none of them yet"):
        answered = DomainJoinRequest.objects.filter(user=user).values("organization_id")
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
            _let_in(organization, user, Role(organization.options.joining.role))


def waiting_requests(user: User) -> list[DomainJoinRequest]:
    """What this person has asked and nobody has answered, each with its organization."""
    with unscoped("who asks is in none of them yet"):
        waiting = user.join_requests.filter(state=DomainJoinRequest.State.PENDING)
        return list(waiting.select_related("organization"))


def ask_to_join(*, user: User, organization: Organization) -> DomainJoinRequest:
    """Raises NotFound where it is not offered, or was answered before."""
    request = _answer(user, organization, DomainJoinRequest.State.PENDING)
    with scope(organization.pk):
        audit.record("people.asked_to_join", organization=organization, subject=request)
    return request


def dismiss_offer(*, user: User, organization: Organization) -> None:
    """Raises NotFound as `ask_to_join` does."""
    _answer(user, organization, DomainJoinRequest.State.DISMISSED)


@transaction.atomic
def approve(*, request: DomainJoinRequest, by: User) -> Membership:
    """Raises Conflict where somebody has decided before."""
    _decide(request, DomainJoinRequest.State.APPROVED, by)
    return _let_in(request.organization, request.user, Role(request.role))


@transaction.atomic
def refuse(*, request: DomainJoinRequest, by: User) -> None:
    """Raises Conflict where somebody has decided before."""
    _decide(request, DomainJoinRequest.State.REFUSED, by)
    audit.record("people.join_refused", organization=request.organization, subject=request)


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


def _answer(
    user: User, organization: Organization, state: DomainJoinRequest.State
) -> DomainJoinRequest:
    if organization not in list_offers(user):
        raise NotFound(_("There is no such organization, or it does not take your address."))
    with scope(organization.pk):
        return DomainJoinRequest.objects.create(
            organization=organization,
            user=user,
            role=organization.options.joining.role,
            via=organization.domain,
            state=state,
        )


def _decide(request: DomainJoinRequest, state: DomainJoinRequest.State, by: User) -> None:
    """One of two who decide at once is told so."""
    waiting = DomainJoinRequest.objects.filter(pk=request.pk, state=DomainJoinRequest.State.PENDING)
    if not waiting.update(state=state, decided_by=by, decided_at=timezone.now()):
        raise Conflict(_("Somebody has answered this already. Reload the page."))


@transaction.atomic
def _let_in(organization: Organization, user: User, role: Role) -> Membership:
    """Who is here already keeps what they have."""
    with scope(organization.pk):
        existing = Membership.objects.filter(organization=organization, user=user).first()
        if existing is not None:
            return existing
        membership = add_member(organization=organization, user=user, role=role)
        audit.record(
            "people.joined",
            organization=organization,
            subject=membership,
            detail={"role": role},
        )
        return membership
