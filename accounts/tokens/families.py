"""Give, renew, take back tokens.

Every request of an access token reads its family, so that a revoked family and a deactivated
person are refused at once; the token's own hour only limits what a stolen copy is good for.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consent.closed import refuse_who_waits
from accounts.models import TokenFamily, User
from accounts.tokens.reading import Claims, Purpose, read_token, write_token
from project.errors import SignedOut


@dataclass(frozen=True, slots=True)
class TokenPair:
    """expires_in: of the access token, seconds."""

    access: str
    refresh: str
    expires_in: int


def issue(*, user: User, label: str = "") -> TokenPair:
    """label: what asked for it, in its own words. What has run out of theirs goes."""
    user.token_families.filter(expires_at__lt=timezone.now()).delete()
    family = TokenFamily.objects.create(
        user=user, label=label[:120], expires_at=timezone.now() + settings.REFRESH_TOKEN_LIFE
    )
    return _pair(Claims(family.pk, family.generation))


def refresh(token: str) -> TokenPair:
    """Raises SignedOut; for a token that was used before, the whole family is over with it.

    Of two that come at once with one token, one row is changed by one of them alone: the other
    is a second use, and cannot be told from a thief's.
    """
    claims, now = read_token(token, purpose=Purpose.REFRESH), timezone.now()
    # Without a join, which would become a subquery: one that had to wait for the row would see it
    # there as it was before.
    renewed = TokenFamily.objects.filter(
        pk=claims.family_id, generation=claims.generation, revoked_at=None, expires_at__gt=now
    )
    if not _good(claims.family_id).exists() or not renewed.update(
        generation=F("generation") + 1, used_at=now, expires_at=now + settings.REFRESH_TOKEN_LIFE
    ):
        revoke_family(claims.family_id)
        raise SignedOut(_("This token was used before or taken back. Sign in again."))
    return _pair(Claims(claims.family_id, claims.generation + 1))


def person_of(token: str) -> User:
    """Who an access token is of. Raises SignedOut, AwaitingConsent."""
    claims = read_token(token, purpose=Purpose.ACCESS)
    family = _good(claims.family_id).select_related("user").first()
    if family is None:
        raise SignedOut(_("This token was taken back. Sign in again."))
    refuse_who_waits(family.user)
    return family.user


def revoke(token: str) -> None:
    """By either token of the family. Raises SignedOut for what is no token of ours."""
    try:
        claims = read_token(token, purpose=Purpose.REFRESH)
    except SignedOut:
        claims = read_token(token, purpose=Purpose.ACCESS)
    revoke_family(claims.family_id)


def revoke_family(family_id: UUID) -> None:
    TokenFamily.objects.filter(pk=family_id, revoked_at=None).update(revoked_at=timezone.now())


def revoke_all(user: User) -> int:
    """Where a password changes, or somebody signs out everywhere. Returns how many there were."""
    return user.token_families.filter(revoked_at=None).update(revoked_at=timezone.now())


def _good(family_id: UUID):
    return TokenFamily.objects.filter(
        pk=family_id, revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True
    )


def _pair(claims: Claims) -> TokenPair:
    return TokenPair(
        access=write_token(claims, purpose=Purpose.ACCESS, life=settings.ACCESS_TOKEN_LIFE),
        refresh=write_token(claims, purpose=Purpose.REFRESH, life=settings.REFRESH_TOKEN_LIFE),
        expires_in=int(settings.ACCESS_TOKEN_LIFE.total_seconds()),
    )
