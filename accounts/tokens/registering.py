"""Sign up by the API: the same form, the same rules and the same limit as the page's."""

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.tokens.credentials import TooManyTries
from project.errors import Forbidden, Invalid


def register(request: HttpRequest, *, email: str, password: str, name: str) -> User | None:
    """The new person; None where the address has to be confirmed first, whosever it is.

    Raises Invalid for what the form refuses, Forbidden where nobody may sign up, TooManyTries.
    """
    if not get_adapter(request).is_open_for_signup(request):
        raise Forbidden(_("Nobody can sign up here alone. Ask your school for an invitation."))
    if not ratelimit.consume(request, action="signup"):
        raise TooManyTries(_("Too many tries. Wait five minutes, then try again."))
    form = SignupForm({"email": email, "password1": password, "name": name})
    if not form.is_valid():
        raise Invalid(" ".join(said for errors in form.errors.values() for said in errors))
    user, _response = form.try_save(request)
    if account_settings.EMAIL_VERIFICATION != "mandatory":
        return user
    if user is not None:
        send_verification_email_for_user(request, user)
    return None
