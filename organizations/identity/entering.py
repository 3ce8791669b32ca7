"""Who signs in by an organization's provider becomes its member, or asks to."""

from allauth.socialaccount.models import SocialLogin
from django.db import transaction

from accounts.models import User
from organizations.identity.finding import provider_of
from organizations.scoping import scope
from organizations.services.join_requests import let_in_or_ask, request_to_join


def enter_by_provider(user: User, identity: SocialLogin | None) -> None:
    """Called at each sign-in. Who was deactivated stays so: only people here undo that."""
    if identity is None or identity.provider.app.pk is None:
        return
    provider = provider_of(identity.provider.app)
    if provider is None or user.memberships.filter(organization=provider.organization).exists():
        return
    who = {
        "organization": provider.organization,
        "user": user,
        "role": provider.role,
        "via": provider.name,
    }
    with scope(provider.organization_id), transaction.atomic():
        if provider.requires_approval:
            request_to_join(**who)
        else:
            let_in_or_ask(**who)
