"""Email, password and, where it is on, a second factor: what a program signs in with."""

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from project.errors import Forbidden, LecternError, SignedOut


class SecondFactorNeeded(SignedOut):
    code = "second_factor_needed"


class TooManyTries(LecternError):
    code = "too_many_tries"
    status = 429


def check(request: HttpRequest, *, email: str, password: str, code: str) -> User:
    """The person; tries are counted together with those of the sign-in page.

    Raises SignedOut for what is wrong, SecondFactorNeeded where a code is missing, TooManyTries,
    and Forbidden where the address has to be confirmed first.
    """
    try:
        user = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError as error:
        raise TooManyTries(_("Too many tries. Wait five minutes, then try again.")) from error
    if user is None or not user.is_active:
        raise SignedOut(_("The email address or the password is not right."))
    _check_confirmed(user)
    if is_mfa_enabled(user):
        _check_code(user, code)
    return user


def _check_confirmed(user: User) -> None:
    if account_settings.EMAIL_VERIFICATION != "mandatory":
        return
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise Forbidden(_("Confirm your email address first: sign in once in a browser."))


def _check_code(user: User, code: str) -> None:
    if not code:
        raise SecondFactorNeeded(_("Send a code of your authenticator app or a recovery code."))
    form = AuthenticateForm(data={"code": code}, user=user)
    if not form.is_valid():
        raise SecondFactorNeeded(" ".join(form.errors["code"]))
