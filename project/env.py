"""Typed readers of the environment; nothing else reads it.

A bad value stops the start with the variable's name, rather than surprising somebody later.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[1]
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """Raises ImproperlyConfigured where there is neither a value nor a default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example.")
    return value


def boolean(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")
    return value in _TRUE


def integer(name: str, default: int, *, least: int = 0) -> int:
    value = os.environ.get(name, str(default))
    if not value.lstrip("-").isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number from {least} up.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def beginning_with(prefix: str) -> dict[str, str]:
    """For things that an operator names: as many variables as there are things."""
    return {name: value for name, value in os.environ.items() if name.startswith(prefix)}


def folder(name: str, default: Path) -> Path:
    """A relative one is in the project's folder, wherever a process was started."""
    return (ROOT / Path(os.environ.get(name) or default).expanduser()).resolve()


def database(url: str, *, name: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// URL; `name` is the variable it came from."""
    config = environ.Env.db_url_config(url)
    if config.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} has to be a postgresql:// address.")
    return dict(config)


def load_file(path: Path) -> None:
    """Take NAME=value lines of a .env file; what is set already stays."""
    if path.exists():
        environ.Env.read_env(path)
