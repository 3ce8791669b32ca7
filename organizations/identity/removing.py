"""Identity providers of an organization go for good, with what django-allauth keeps of them."""

from uuid import UUID

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.db import transaction

from organizations.models import IdentityProvider


@transaction.atomic
def delete_providers(organization_id: UUID) -> None:
    """Client secrets, and who people were there; the people stay. Called unscoped, or in scope."""
    providers = IdentityProvider._base_manager.filter(organization_id=organization_id)
    apps = SocialApp.objects.filter(pk__in=list(providers.values_list("app_id", flat=True)))
    names = list(apps.values_list("provider_id", flat=True))
    providers.delete()
    SocialAccount.objects.filter(provider__in=names).delete()
    SocialApp.objects.filter(provider_id__in=names).delete()
