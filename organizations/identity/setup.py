"""Set up an organization's identity provider."""

from dataclasses import dataclass, field

from allauth.socialaccount.models import SocialApp
from django.db import transaction

from organizations import audit
from organizations.models import IdentityProvider
from organizations.scoping import scope, unscoped
from project.sealing import reseal, seal

# SAML in which nothing unsigned, unasked for or weakly signed comes in.
SAML_RULES = {
    "strict": True,
    "want_assertion_signed": True,
    "reject_deprecated_algorithm": True,
    "reject_idp_initiated_sso": True,
    "want_attribute_statement": False,
}


@dataclass(frozen=True, slots=True)
class Connection:
    """What differs from provider to provider. secret: "" keeps the one that is there.

    OpenID Connect: server_url (the issuer), client_id, secret, required_claims.
    SAML: entity_id, sso_url, x509cert (PEM) of the provider; attributes: ours -> names of its.
    """

    server_url: str = ""
    client_id: str = ""
    secret: str = ""
    required_claims: dict = field(default_factory=dict)
    entity_id: str = ""
    sso_url: str = ""
    x509cert: str = ""
    attributes: dict = field(default_factory=dict)


@transaction.atomic
def save_provider(provider: IdentityProvider, connection: Connection) -> IdentityProvider:
    """provider: its row, saved or not; its app is made or changed with it."""
    app = provider.app if provider.app_id else SocialApp()
    app.provider, app.provider_id = provider.kind, provider.pk.hex
    app.name = provider.name
    if provider.kind == IdentityProvider.Kind.SAML:
        _describe_saml(app, connection)
    else:
        _describe_oidc(app, connection)
    app.save()
    provider.app = app
    if connection.secret:
        provider.sealed_secret = seal(connection.secret)
    with scope(provider.organization_id):
        provider.save()
        audit.record(
            "sign_in.provider_saved",
            organization=provider.organization,
            subject=provider,
            detail={"kind": provider.kind, "is_on": provider.is_on},
        )
    return provider


def read_connection(provider: IdentityProvider) -> Connection:
    """As it is, without the secret."""
    app = provider.app
    if provider.kind == IdentityProvider.Kind.SAML:
        return Connection(
            **{name: app.settings["idp"][name] for name in ("entity_id", "sso_url", "x509cert")},
            attributes=app.settings.get("attribute_mapping", {}),
        )
    return Connection(
        server_url=app.settings["server_url"],
        client_id=app.client_id,
        required_claims=app.settings["required_claims"],
    )


def reseal_secrets() -> int:
    """Client secrets of all providers, with the first key. Returns how many."""
    with unscoped("a key is the whole installation's"):
        rows = list(IdentityProvider.objects.exclude(sealed_secret=""))
        for row in rows:
            row.sealed_secret = reseal(row.sealed_secret)
            row.save(update_fields=["sealed_secret"])
    return len(rows)


def _describe_oidc(app: SocialApp, connection: Connection) -> None:
    app.client_id = connection.client_id
    app.secret = ""
    app.settings = {
        "server_url": connection.server_url,
        "required_claims": connection.required_claims,
        "oauth_pkce_enabled": True,
        "hidden": True,  # its button is on its organization's page alone
    }


def _describe_saml(app: SocialApp, connection: Connection) -> None:
    app.client_id = app.provider_id  # django-allauth finds it by this, in its addresses
    app.secret = ""
    names = ("entity_id", "sso_url", "x509cert")
    app.settings = {
        "idp": {name: getattr(connection, name) for name in names},
        "advanced": SAML_RULES,
        "hidden": True,
    }
    if connection.attributes:
        app.settings["attribute_mapping"] = connection.attributes
