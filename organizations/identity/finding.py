"""Which provider speaks for whom. Asked before anybody is signed in: across organizations."""

from allauth.socialaccount.models import SocialApp

from organizations.models import IdentityProvider, Organization, ProviderDomain
from organizations.scoping import unscoped
from project.sealing import unseal

REASON = "who signs in is in no organization yet"


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def providers_of(organization: Organization) -> list[IdentityProvider]:
    """Those that people may sign in by now, by name."""
    with unscoped(REASON):
        found = _open().filter(organization=organization)
        return list(found.select_related("app").order_by("name"))


def provider_for(email: str) -> IdentityProvider | None:
    """The one whose organization gives out addresses like this."""
    with unscoped(REASON):
        named = ProviderDomain.objects.filter(domain__iexact=domain_of(email))
        found = _open().filter(domains__in=named)
        return found.select_related("app", "organization").first()


def provider_of(app: SocialApp) -> IdentityProvider | None:
    """None for Google and Microsoft, which speak for no organization. Also one that is off."""
    with unscoped(REASON):
        found = IdentityProvider.objects.filter(app_id=app.pk) if app.pk else None
        return found.select_related("organization").first() if found is not None else None


def fill_in_secrets(apps: list[SocialApp]) -> list[SocialApp]:
    """What they sign in with at their provider, on these objects alone: it is never saved."""
    with unscoped(REASON):
        kept = IdentityProvider.objects.filter(app__in=[app.pk for app in apps if app.pk])
        sealed = dict(kept.exclude(sealed_secret="").values_list("app_id", "sealed_secret"))
    for app in apps:
        if app.pk in sealed:
            app.secret = unseal(sealed[app.pk])
    return apps


def vouches_for(provider: IdentityProvider, email: str) -> bool:
    """Whether its organization named this address's domain as the provider's."""
    with unscoped(REASON):
        return provider.domains.filter(domain__iexact=domain_of(email)).exists()


def _open():
    return IdentityProvider.objects.filter(is_on=True, organization__deleted_at=None)
