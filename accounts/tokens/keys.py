"""The key pairs that tokens are signed by: the first signs, all of them verify.

From the files that LECTERN_TOKEN_KEYS names, else from `token_keys/` in the data folder, where
the first is made when it is first needed. A key is known by its thumbprint (RFC 7638), so that
it needs no name of its own and every process agrees on it.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from project.once import write_once

BITS = 3072  # NIST SP 800-57: good beyond 2030


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: str
    private: RSAPrivateKey


def signing_key() -> SigningKey:
    return _keys()[0]


def verifying_key(key_id: str) -> SigningKey | None:
    return next((key for key in _keys() if key.id == key_id), None)


def folder() -> Path:
    return settings.DATA_DIR / "token_keys"


def add_key() -> Path:
    """A new key in the data folder, which signs from now on. Returns its file."""
    folder().mkdir(parents=True, exist_ok=True)
    name = timezone.now().strftime("%Y%m%dT%H%M%S%fZ.pem")
    return write_once(folder() / name, _pem(generate_private_key(65537, BITS)))


def remove_old_keys() -> list[Path]:
    """Those that no token can be signed by any more: a newer one has been there so long."""
    life_s = settings.REFRESH_TOKEN_LIFE.total_seconds()
    files = _files()
    replaced_at = [path.stat().st_mtime for path in files]
    now = timezone.now().timestamp()
    old = [path for path, at in zip(files[1:], replaced_at, strict=False) if at + life_s < now]
    for path in old:
        path.unlink()
    return old


def _keys() -> tuple[SigningKey, ...]:
    paths = tuple(settings.TOKEN_KEYS) or tuple(_files())
    if not paths:
        _first_key()
        paths = tuple(_files())
    return _read(paths)


def _files() -> list[Path]:
    """In the data folder, the newest first."""
    return sorted(folder().glob("*.pem"), reverse=True)


def _first_key() -> None:
    """Two processes that start at once agree: whichever comes second finds the file there."""
    folder().mkdir(parents=True, exist_ok=True)
    write_once(folder() / "0.pem", _pem(generate_private_key(65537, BITS)))


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@lru_cache(maxsize=8)
def _read(paths: Iterable[Path]) -> tuple[SigningKey, ...]:
    return tuple(_load(path) for path in paths)


def _load(path: Path) -> SigningKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{path} is not a private key in PEM.") from error
    if not isinstance(key, RSAPrivateKey):
        raise ImproperlyConfigured(f"{path} has to be an RSA key: tokens are signed by RS256.")
    return SigningKey(_thumbprint(key), key)


def _thumbprint(key: RSAPrivateKey) -> str:
    parts = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    named = {name: parts[name] for name in ("e", "kty", "n")}  # in the order of RFC 7638
    digest = hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
