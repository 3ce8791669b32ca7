"""Whether a provider can be reached and says who it is, before anybody depends on it."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.saml.utils import build_saml_config
from django.http import HttpRequest
from django.utils.translation import gettext as _
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from requests import RequestException

from organizations.models import IdentityProvider


def try_provider(request: HttpRequest, provider: IdentityProvider) -> str:
    """What is wrong, for people; empty where nothing is. Makes one request to OIDC providers."""
    found = provider.app.get_provider(request)
    if provider.kind == IdentityProvider.Kind.SAML:
        return _try_saml(request, found)
    try:
        found.get_oauth2_adapter(request).authorize_url  # noqa: B018  reads what it says of itself
    except RequestException:
        return _("It cannot be reached, or answers with an error.")
    except (OAuth2Error, KeyError, ValueError):
        return _("It does not describe itself as OpenID Connect asks, or is another one.")
    return ""


def _try_saml(request: HttpRequest, found) -> str:
    """Its certificate and addresses can be read; a SAML server is not asked anything."""
    try:
        config = build_saml_config(request, found.app.settings, found.app.client_id)
        OneLogin_Saml2_Settings(config)
    except (OneLogin_Saml2_Error, KeyError, ValueError) as error:
        return _("Its certificate or addresses are not right: %(error)s") % {"error": error}
    return ""
