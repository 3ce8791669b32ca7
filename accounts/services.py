"""Make people, and welcome those who come by themselves."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts import registries
from accounts.models import Profile, User
from project.languages import SOURCE, interface_language


@transaction.atomic
def add_person(*, email: str | None, password: str | None, name: str = "", **fields) -> User:
    """A user with a profile; the caller puts them into an organization.

    email: None for a student who has none. password: None for one that is set later.
    """
    user = User.objects.create_user(email, password, name=name, **fields)
    Profile.objects.create(user=user)
    return user


def language_of(person: User | None) -> str:
    """What this person reads of the interface; its own language for nobody."""
    return interface_language(person.language) if person else SOURCE


def zone_of(person: User | None) -> ZoneInfo:
    """In which their days begin; the site's for nobody."""
    return ZoneInfo((person.time_zone if person else "") or settings.TIME_ZONE)


def welcome(user: User) -> None:
    """What somebody who signed up alone is given; safe to call twice."""
    Profile.objects.get_or_create(user=user)
    for hook in registries.on_sign_up:
        hook(user)
