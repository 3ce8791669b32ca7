"""What higher apps plug in, from their `AppConfig.ready()`: imports go one way only."""

from collections.abc import Callable

from allauth.socialaccount.models import SocialLogin

from accounts.models import User

on_sign_up: list[Callable[[User], None]] = []  # must be safe to call twice
on_email_confirmed: list[Callable[[User], None]] = []
# What is kept encrypted, by name: encrypts it anew with the first key, returns how many.
sealed: dict[str, Callable[[], int]] = {}
# identity: what a provider said of them, or None for a password, a passkey.
on_sign_in: list[Callable[[User, SocialLogin | None], None]] = []
# The address of what a person should see first, or empty.
first_pages: list[Callable[[User], str]] = []
