"""What both kinds of store have in common."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from project.errors import Busy, Invalid, NotFound

CHUNK_BYTES = 1024 * 1024
# How long a link to upload with may wait before it is used: each file of a queue, and each part of
# a large one, gets its own when its turn comes.
UPLOAD_LIFETIME = timedelta(hours=1)
DOWNLOAD_LIFETIME = timedelta(hours=12)
# A larger file comes in parts of this size, so that a lost connection costs one of them. S3 takes
# no part below 5 MiB but the last, and no more than 10,000.
PART_BYTES = 16 * 1024 * 1024


class FileMissing(NotFound, FileNotFoundError):
    code = "file_missing"

    def __init__(self, key: str):
        super().__init__(_("The file is no longer there. Upload it again."))
        self.key = key


class StoreUnavailable(Busy):
    code = "store_unavailable"

    def __init__(self):
        super().__init__(
            _(
                "The file store cannot be used right now. Nothing is lost: try again in a few "
                "minutes, and tell whoever runs this site if it stays like this."
            )
        )


class FileRefused(Invalid):
    """`code` names the reason for programs."""

    def __init__(self, message: str, *, code: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class StoredFile:
    key: str
    size_bytes: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class UploadTarget:
    """Where and how a browser sends one file.

    headers: to be sent with the file. fields: of a form around the file; empty for a PUT,
        whose body is the file and nothing else.
    """

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict:
        return asdict(self)
