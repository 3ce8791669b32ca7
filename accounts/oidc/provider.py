"""Sign-in by OpenID Connect, held to more than django-allauth holds it to.

django-allauth leaves out a nonce, the signature of a token that came straight from the
provider, whether the provider is the one it says it is, and whether both of its answers speak
of one person. An organization's provider is a stranger's server: all four are checked here.
"""

import secrets

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from accounts.oidc.adapter import CheckedAdapter


class CheckedProvider(OpenIDConnectProvider):
    """settings of its SocialApp: {"server_url": the issuer, "hidden": true,
    "required_claims": {claim: value}}.
    """

    oauth2_adapter_class = CheckedAdapter

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        nonce = secrets.token_urlsafe(24)
        asked = kwargs.pop("auth_params", None) or self.get_auth_params()
        return super().redirect(
            request,
            process,
            next_url,
            data,
            auth_params=asked | {"nonce": nonce},
            nonce=nonce,  # what is named here comes back with the state
            **kwargs,
        )

    def extract_extra_data(self, data: dict) -> dict:
        """No more of a person is kept than who they are there."""
        found = data["userinfo"]
        return {"userinfo": {key: found[key] for key in ("sub", "email", "name") if key in found}}

    def extract_email_addresses(self, data: dict) -> list[EmailAddress]:
        """Verified is what the provider says is true; some say it as a word."""
        found = data["userinfo"]
        verified = found.get("email_verified") in (True, "true")
        address = found.get("email")
        return [EmailAddress(email=address, verified=verified, primary=True)] if address else []
