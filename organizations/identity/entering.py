"""Who signs in by an organization's provider becomes its member, or asks to."""

from allauth.socialaccount.models import SocialLogin
from django.db import transaction

from accounts.models import User
from organizations import audit
from organizations.identity.finding import provider_of
from organizations.models import DomainJoinRequest, IdentityProvider, Role
from organizations.scoping import scope
from organizations.services.people import add_member


def enter_by_provider(user: User, identity: SocialLogin | None) -> None:
    """Called at each sign-in. Who was deactivated stays so: only people here undo that."""
    if identity is None or identity.provider.app.pk is None:
        return
    provider = provider_of(identity.provider.app)
    if provider is None or user.memberships.filter(organization=provider.organization).exists():
        return
    with scope(provider.organization_id), transaction.atomic():
        if provider.requires_approval:
            _ask(provider, user)
        else:
            _let_in(provider, user)


def _let_in(provider: IdentityProvider, user: User) -> None:
    organization = provider.organization
    membership = add_member(organization=organization, user=user, role=Role(provider.role))
    audit.record(
        "people.joined_by_provider",
        organization=organization,
        subject=membership,
        detail={"provider": str(provider.pk), "role": provider.role},
    )


def _ask(provider: IdentityProvider, user: User) -> None:
    request, is_new = DomainJoinRequest.objects.get_or_create(
        organization=provider.organization,
        user=user,
        defaults={"role": provider.role, "via": provider.name},
    )
    if is_new:
        audit.record("people.asked_to_join", organization=provider.organization, subject=request)
