"""The two doors of a sign-in by OpenID Connect. A provider that fails is no error of ours."""

import logging
from functools import wraps

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from accounts.oidc.adapter import CheckedAdapter

log = logging.getLogger(__name__)


class CallbackView(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def _answered(view):
    @wraps(view)
    def inner(request: HttpRequest, provider_id: str) -> HttpResponse:
        adapter = CheckedAdapter(request, provider_id)
        try:
            return view(request, adapter)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        # KeyError and ValueError: what it sent lacks what every provider has to send.
        except (OAuth2Error, RequestException, KeyError, ValueError) as error:
            log.warning("sign-in by %s failed: %s", provider_id, error)
            return render_authentication_error(request, adapter.get_provider(), exception=error)

    return login_not_required(inner)


@_answered
def login(request: HttpRequest, adapter: CheckedAdapter) -> HttpResponse:
    return OAuth2LoginView.adapter_view(adapter)(request)


@_answered
def callback(request: HttpRequest, adapter: CheckedAdapter) -> HttpResponse:
    return CallbackView.adapter_view(adapter)(request)
