"""Links that carry their own permission, for the store that is a folder."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from project.errors import Forbidden

_UPLOAD, _DOWNLOAD = "lectern.upload", "lectern.download"
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class UploadPermit:
    key: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadPermit:
    key: str
    filename: str
    inline: bool


def sign_upload(permit: UploadPermit, *, lifetime: timedelta) -> str:
    end = int(timezone.now().timestamp() + lifetime.total_seconds())
    return signing.dumps([permit.key, permit.size_bytes, end], salt=_UPLOAD)


def read_upload(token: str) -> UploadPermit:
    """Raises Forbidden for a link that is not ours, was changed, or is too old."""
    key, size_bytes = _read(token, _UPLOAD)
    return UploadPermit(key, size_bytes)


def sign_download(permit: DownloadPermit, *, lifetime: timedelta) -> str:
    """The same link for a while (an hour, or a quarter of a short life), so that a browser's
    cache can know it; it lives at least as long as asked for, and at most so much longer."""
    step_s = min(_HOUR_S, lifetime.total_seconds() / 4)
    end = timezone.now().timestamp() + lifetime.total_seconds()
    end = int((end // step_s + 1) * step_s)
    return signing.dumps([permit.key, permit.filename, permit.inline, end], salt=_DOWNLOAD)


def read_download(token: str) -> DownloadPermit:
    """Raises Forbidden for a link that is not ours, was changed, or is too old."""
    return DownloadPermit(*_read(token, _DOWNLOAD))


def _read(token: str, salt: str) -> list:
    try:
        *values, end = signing.loads(token, salt=salt)
    except signing.BadSignature as error:
        raise Forbidden(_("This link is not valid. Reload the page for a new one.")) from error
    if end < timezone.now().timestamp():
        raise Forbidden(_("This link has expired. Reload the page for a new one."))
    return values
