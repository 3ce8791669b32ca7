"""Tokens of links: in the mail alone; the row keeps what they hash to."""

import hashlib
import secrets


def new_token() -> tuple[str, str]:
    """A token, and what is stored of it."""
    token = secrets.token_urlsafe(32)
    return token, token_sha256(token)


def token_sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
