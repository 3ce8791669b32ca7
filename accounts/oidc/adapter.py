"""Talks with an OpenID Connect provider; what does not hold ends in one kind of error."""

from functools import cached_property
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

from accounts.oidc.id_token import BadToken, read_id_token

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
HERE = {"127.0.0.1", "localhost", "::1"}


def is_private_address(url: str) -> bool:
    """Whether what is sent there can be read by nobody on the way."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """nonce: of the request that is being answered; the view sets it."""

    nonce = ""

    @cached_property
    def openid_config(self) -> dict:
        """What the provider says of itself (OpenID Connect Discovery 1.0, section 4.3)."""
        address = self.get_provider().server_url
        found = self._get_json(address)
        if found.get("issuer", "").rstrip("/") != address.removesuffix(WELL_KNOWN).rstrip("/"):
            raise OAuth2Error(f"{address} speaks for {found.get('issuer')}")
        for name in ENDPOINTS:
            if name in found and not is_private_address(found[name]):
                raise OAuth2Error(f"{name} is not an https address")
        return found

    def complete_login(self, request, app, token, **kwargs):
        try:
            claims = read_id_token(
                kwargs["response"].get("id_token") or "",
                keys=self._get_json(self.openid_config["jwks_uri"]),
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                nonce=self.nonce,
            )
        except BadToken as error:
            raise OAuth2Error(str(error)) from error
        found = claims | self._asked_again(claims, token.token)
        for name, value in app.settings.get("required_claims", {}).items():
            if found.get(name) != value:
                raise OAuth2Error(f"the claim {name} is {found.get(name)!r}")
        return self.get_provider().sociallogin_from_response(
            request, {"userinfo": found, "id_token": claims}
        )

    def _asked_again(self, claims: dict, access_token: str) -> dict:
        """What the provider adds of the person, where it has not all been said."""
        if "email" in claims or "userinfo_endpoint" not in self.openid_config:
            return {}
        found = self._get_json(self.openid_config["userinfo_endpoint"], access_token)
        if found.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo is of another person")
        return found

    def _get_json(self, url: str, access_token: str = "") -> dict:
        headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
        with get_adapter().get_requests_session() as session:
            response = session.get(url, headers=headers, allow_redirects=False)
            response.raise_for_status()
            found = response.json()
        if not isinstance(found, dict):
            raise OAuth2Error(f"{url} answered something else than an object")
        return found
