"""One machine: `make run`, and the commands beside it."""

import secrets

from project.settings.base import *  # noqa: F403
from project.settings.base import DATA_DIR, STORAGES, env


def _secret_key() -> str:
    """Made once and kept with the data, so that sign-ins outlive a restart."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.text("LECTERN_SECRET_KEY", "") or _secret_key()
DEBUG = env.boolean("LECTERN_DEBUG", False)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None  # served from where they are
WHITENOISE_AUTOREFRESH = True  # one that is edited is served as it is now, with its new length
