"""Sign up by the API: the same form, the same rules and the same limit as the page's."""

from datetime import date

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consent.asking import check_guardian
from accounts.models import User
from accounts.schemas import Registration
from accounts.sign_up.answers import Answers, keep_in_request, needs_guardian
from accounts.sign_up.forms import GuardianForm
from accounts.tokens.credentials import TooManyTries
from project.errors import Forbidden, Invalid


def answers_from(sent: Registration) -> Answers:
    """What the pages ask one after another. Raises Invalid where something is missing."""
    kind, country = sent.signed_up_as, sent.country.upper()
    if kind != User.Kind.STUDENT:
        return Answers(kind, country)
    if not country or not sent.born:
        raise Invalid(_("A student says the country and the month of birth."))
    born = date.fromisoformat(f"{sent.born}-01")
    if not needs_guardian(country, born, timezone.localdate()):
        return Answers(kind, country)
    guardian_email = clean_guardian(sent.guardian_email)
    check_guardian(sent.email, guardian_email)
    return Answers(kind, country, needs_guardian=True, guardian_email=guardian_email)


def clean_guardian(email: str) -> str:
    form = GuardianForm({"guardian_email": email})
    if not form.is_valid():
        raise Invalid(_("Name the email address of a parent or guardian, who has to agree."))
    return form.cleaned_data["guardian_email"].lower()


def register(
    request: HttpRequest, *, email: str, password: str, name: str, answers: Answers
) -> User | None:
    """The new person; None where the address has to be confirmed first, whosever it is, or where
    a guardian has to agree.

    Raises Invalid for what the form refuses, Forbidden where nobody may sign up, TooManyTries.
    """
    if not get_adapter(request).is_open_for_signup(request):
        raise Forbidden(_("Nobody can sign up here alone. Ask your school for an invitation."))
    if not ratelimit.consume(request, action="signup"):
        raise TooManyTries(_("Too many tries. Wait five minutes, then try again."))
    form = SignupForm({"email": email, "password1": password, "name": name})
    if not form.is_valid():
        raise Invalid(" ".join(said for errors in form.errors.values() for said in errors))
    keep_in_request(request, answers)
    user, _response = form.try_save(request)
    if user is not None and user.awaits_consent:
        return None
    if account_settings.EMAIL_VERIFICATION != "mandatory":
        return user
    if user is not None:
        send_verification_email_for_user(request, user)
    return None
