"""A token as text: signed by RS256 and by nothing else, for one purpose."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import jwt
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.tokens.keys import signing_key, verifying_key
from project.errors import SignedOut

ALGORITHM = "RS256"
ISSUER = "lectern"


class Purpose(StrEnum):
    """Also the audience of the token: one cannot stand in for the other."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Claims:
    family_id: UUID
    generation: int


def write_token(claims: Claims, *, purpose: Purpose, life: timedelta) -> str:
    now, key = timezone.now(), signing_key()
    payload = {
        "iss": ISSUER,
        "aud": purpose,
        "iat": now,
        "exp": now + life,
        "family": str(claims.family_id),
        "generation": claims.generation,
    }
    return jwt.encode(payload, key.private, algorithm=ALGORITHM, headers={"kid": key.id})


def read_token(token: str, *, purpose: Purpose) -> Claims:
    """Raises SignedOut where it is not ours, is for something else, or has run out."""
    try:
        key = verifying_key(jwt.get_unverified_header(token).get("kid", ""))
        if key is None:
            raise jwt.InvalidKeyError("unknown kid")
        payload = jwt.decode(
            token,
            key.private.public_key(),
            algorithms=[ALGORITHM],  # never what the token itself asks for
            audience=purpose,
            issuer=ISSUER,
            options={"require": ["iss", "aud", "iat", "exp"]},
        )
        return Claims(UUID(payload["family"]), int(payload["generation"]))
    except jwt.ExpiredSignatureError as error:
        raise SignedOut(_("This token has run out. Refresh it, or sign in again.")) from error
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SignedOut(_("This token is not valid. Sign in again.")) from error
