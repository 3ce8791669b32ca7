"""What higher apps plug in, from their `AppConfig.ready()`: imports go one way only."""

from collections.abc import Callable
from uuid import UUID

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.models import User

on_sign_up: list[Callable[[User], None]] = []  # must be safe to call twice
# Somebody has just signed up by the pages; before `on_sign_up`, which waits for a guardian.
on_signed_up: list[Callable[[HttpRequest, User], None]] = []
# A guardian has to be written to: (id of the consent). After the commit.
on_consent_mail: list[Callable[[UUID], None]] = []
# An account is about to be deleted: ends what it alone holds. In the caller's transaction.
on_account_deleted: list[Callable[[User], None]] = []
on_email_confirmed: list[Callable[[User], None]] = []
# What is kept encrypted, by name: encrypts it anew with the first key, returns how many.
sealed: dict[str, Callable[[], int]] = {}
# identity: what a provider said of them, or None for a password, a passkey.
on_sign_in: list[Callable[[User, SocialLogin | None], None]] = []
# The address of what a person should see first, or empty.
first_pages: list[Callable[[User], str]] = []
