"""Whose account a vouched address is, and what becomes of others who claimed it.

Anybody can write any address into their account; only a confirmed one says something. An
account with the address that nobody has confirmed is taken over only where nothing in it
could let its maker back in.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from accounts.models import User
from accounts.tokens import families


def person_with(email: str) -> User | None:
    """Who may be bound to a provider that vouches for this address; never a platform admin."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
    person = confirmed.user if confirmed else _unclaimed(email)
    return None if person is None or person.is_staff else person


def is_taken(email: str) -> bool:
    """Somebody has confirmed it, or signs in by it."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return confirmed.exists() or User.objects.filter(email__iexact=email).exists()


def drop_claims(email: str) -> None:
    """Other people's unconfirmed notes of an address that somebody has just shown to have."""
    claims = EmailAddress.objects.filter(email__iexact=email, verified=False)
    claims.exclude(user__email__iexact=email).delete()


def confirm(user: User, email: str) -> None:
    """The address is this person's; what was opened before it was so is closed."""
    address, _created = EmailAddress.objects.get_or_create(
        user=user, email=email.lower(), defaults={"primary": True}
    )
    if not address.verified:
        address.set_verified()
        families.revoke_all(user)


def _unclaimed(email: str) -> User | None:
    """Made by a roster or an invitation, or by somebody who never confirmed anything."""
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        return None
    ways_back = (
        EmailAddress.objects.filter(user=person, verified=True),
        SocialAccount.objects.filter(user=person),
        Authenticator.objects.filter(user=person),
    )
    return None if any(rows.exists() for rows in ways_back) else person
