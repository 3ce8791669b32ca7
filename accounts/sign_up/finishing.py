"""The account is made: what was said before becomes part of it."""

from django.http import HttpRequest

from accounts import registries
from accounts.consent import asking
from accounts.models import Profile, User
from accounts.services import welcome
from accounts.sign_up.answers import Answers, answers_of, forget


def finish(request: HttpRequest, user: User) -> None:
    """Who needs a guardian is given nothing before that one agrees."""
    answers = answers_of(request)
    if answers is None:  # by a door that asks nothing
        welcome(user)
        return
    _note(user, answers)
    for hook in registries.on_signed_up:
        hook(request, user)
    if answers.needs_guardian:
        Profile.objects.get_or_create(user=user)
        asking.ask(child=user, email=answers.guardian_email, country=answers.country)
    else:
        welcome(user)
    forget(request)


def _note(user: User, answers: Answers) -> None:
    user.signed_up_as, user.country = answers.kind, answers.country
    user.awaits_consent = answers.needs_guardian
    user.tour = User.Tour.GOING
    user.save(update_fields=["signed_up_as", "country", "awaits_consent", "tour"])
