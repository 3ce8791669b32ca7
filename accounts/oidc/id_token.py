"""An ID token, checked as OpenID Connect Core 1.0, section 3.1.3.7 asks."""

import jwt
from jwt import PyJWK, PyJWKSet

# Only signatures by a key pair: a secret that both know proves nothing to a third.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LEEWAY_S = 60  # clocks differ
CLAIMS = ["iss", "sub", "aud", "exp", "iat"]


class BadToken(Exception):
    """The text is for the log: what did not hold."""


def read_id_token(
    token: str, *, keys: dict, issuer: str, audience: str, nonce: str
) -> dict[str, object]:
    """The claims. keys: a JSON Web Key Set. Raises BadToken."""
    try:
        claims = jwt.decode(
            token,
            _key(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY_S,
            options={"require": CLAIMS},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise BadToken(f"the ID token does not hold: {error}") from error
    if not nonce or claims.get("nonce") != nonce:
        raise BadToken("the ID token answers another request (nonce)")
    if claims.get("azp", audience) != audience:
        raise BadToken("the ID token is for another client (azp)")
    return claims


def _key(token: str, keys: dict) -> PyJWK:
    """By its name; a provider with one key may leave the name out."""
    name = jwt.get_unverified_header(token).get("kid")
    usable = [key for key in PyJWKSet.from_dict(keys).keys if key.public_key_use != "enc"]
    if name is None and len(usable) == 1:
        return usable[0]
    named = [key for key in usable if key.key_id == name]
    if not named:
        raise BadToken(f"the ID token is signed by an unknown key ({name})")
    return named[0]
