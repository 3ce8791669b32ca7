"""Secrets that have to be read again are kept encrypted: without the key a copy says nothing.

By Fernet (AES-128 in CBC with HMAC-SHA256, of the `cryptography` library). The keys are those of
ENCRYPTION_KEYS, else the files in `encryption_keys/` of the data folder, where the first is made
when it is first needed. The first key seals, all of them open, so that a key can be replaced:
`manage.py rotate_encryption_key`.
"""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from project.once import write_once

# A process that read the folder before a new key was there may still seal with the one before.
KEPT_FOR = timedelta(days=1)


class Unopened(Exception):
    """None of the keys opens it: the one that sealed it is gone."""


def seal(text: str) -> str:
    """Letters, figures, - and _; longer by a third and a hundred. Nothing stays nothing."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed. Raises Unopened."""
    return _opened(sealed, lambda box, token: box.decrypt(token))


def reseal(sealed: str) -> str:
    """With the first key. Raises Unopened."""
    return _opened(sealed, lambda box, token: box.rotate(token))


def _opened(sealed: str, how) -> str:
    if not sealed:
        return ""
    try:
        return how(_box(), sealed.encode()).decode()
    except InvalidToken as error:
        raise Unopened("a secret was encrypted with a key that is not there any more") from error


def _box() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS or _kept_keys()])
    except ValueError as error:
        raise ImproperlyConfigured(
            "LECTERN_ENCRYPTION_KEYS has to name Fernet keys: 32 bytes in URL-safe base64."
        ) from error


def folder() -> Path:
    return settings.DATA_DIR / "encryption_keys"


def add_key() -> Path:
    """A new key in the data folder, which seals from now on. Returns its file."""
    return _write_key(timezone.now().strftime("%Y%m%dT%H%M%S%fZ.key"))


def remove_old_keys() -> list[Path]:
    """Once everything is sealed anew: those that were replaced more than a day ago."""
    files = _files()
    limit = (timezone.now() - KEPT_FOR).timestamp()
    old = [path for newer, path in pairwise(files) if newer.stat().st_mtime < limit]
    for path in old:
        path.unlink()
    return old


def _kept_keys() -> list[str]:
    if not _files():
        _write_key("0.key")  # two processes that start at once agree on it
    return [path.read_text().strip() for path in _files()]


def _files() -> list[Path]:
    """The newest first."""
    return sorted(folder().glob("*.key"), reverse=True)


def _write_key(name: str) -> Path:
    folder().mkdir(parents=True, exist_ok=True)
    return write_once(folder() / name, Fernet.generate_key())
