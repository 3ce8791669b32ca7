"""Who else may vouch for people: django-allauth's settings, from the environment."""

from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from project import env


class Client(NamedTuple):
    """What Google or Microsoft gave this installation."""

    client_id: str
    secret: str


def google() -> Client | None:
    return _client(
        "LECTERN_GOOGLE",
        env.text("LECTERN_GOOGLE_CLIENT_ID", ""),
        env.text("LECTERN_GOOGLE_CLIENT_SECRET", ""),
    )


def microsoft() -> Client | None:
    return _client(
        "LECTERN_MICROSOFT",
        env.text("LECTERN_MICROSOFT_CLIENT_ID", ""),
        env.text("LECTERN_MICROSOFT_CLIENT_SECRET", ""),
    )


def _client(name: str, client_id: str, secret: str) -> Client | None:
    if bool(client_id) != bool(secret):
        raise ImproperlyConfigured(
            f"Of {name}_CLIENT_ID and {name}_CLIENT_SECRET only one is set. Set both or neither."
        )
    return Client(client_id, secret) if client_id else None


def providers(
    *, google: Client | None, microsoft: Client | None, microsoft_tenant: str
) -> dict[str, dict]:
    """django-allauth's settings; a provider without a client has no button.

    Google says which addresses it has verified. What Microsoft says of an address can be set
    by the administrator of any tenant: it is never taken as verified.
    """
    return {
        "google": {
            "APPS": _apps(google),
            "SCOPE": ["openid", "profile", "email"],
            "OAUTH_PKCE_ENABLED": True,
        },
        "microsoft": {
            "APPS": _apps(microsoft, tenant=microsoft_tenant),
            "OAUTH_PKCE_ENABLED": True,
        },
        "openid_connect": {
            "provider_class": "accounts.oidc.provider.CheckedProvider",
            "OAUTH_PKCE_ENABLED": True,
        },
    }


def _apps(client: Client | None, **settings: str) -> list[dict]:
    return [client._asdict() | {"settings": settings}] if client else []
