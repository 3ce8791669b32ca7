"""Where files live, and the one door by which they come and go.

Below the door is a folder, or a bucket with the S3 protocol, as STORAGES["default"] says. A
browser sends and fetches files by signed links, so that no request of ours carries a book.

    o/<organization id>/sources/<source id>/…   what belongs to a source
    o/<organization id>/rosters/<import id>/…   a large roster, until it is read
    o/catalogue/sources/<source id>/…           the same, of the global catalogue
    incoming/<organization id>/<source id>/…    what was sent and is not confirmed yet
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages

from project.storage.base import (
    DOWNLOAD_LIFETIME,
    FileMissing,
    FileRefused,
    StoredFile,
    StoreUnavailable,
    UploadTarget,
)
from project.storage.folder import Folder
from project.storage.media_types import media_type_of
from project.storage.temporary import workspace

__all__ = [
    "FileMissing",
    "FileRefused",
    "StoreUnavailable",
    "StoredFile",
    "UploadTarget",
    "begin_parts",
    "bytes_below",
    "close_upload",
    "copy",
    "copy_to",
    "delete",
    "delete_older",
    "delete_prefix",
    "download_url",
    "exists",
    "fetch",
    "join_parts",
    "list_files",
    "list_prefix",
    "local_copy",
    "media_type_of",
    "move",
    "part_target",
    "parts_of",
    "read_bytes",
    "read_start",
    "save_bytes",
    "save_file",
    "sha256_of",
    "size_of",
    "upload_target",
    "workspace",
]


def store():
    """The folder or the bucket behind the door."""
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return Folder(storage)
    from project.storage.bucket import Bucket  # boto3 is large: not for a folder

    return Bucket(storage)


def upload_target(key: str, *, size_bytes: int, media_type: str) -> UploadTarget:
    """A link for one file of exactly this size, good for an hour."""
    return store().upload_target(key, size_bytes=size_bytes, media_type=media_type)


def begin_parts(key: str, *, media_type: str) -> str:
    """The store's name for a file that comes in parts."""
    return store().begin_parts(key, media_type=media_type)


def part_target(key: str, upload_id: str, number: int, *, size_bytes: int) -> UploadTarget:
    """A link for one part, of exactly this size. number: from 1."""
    return store().part_target(key, upload_id, number, size_bytes=size_bytes)


def parts_of(key: str, upload_id: str) -> dict[int, int]:
    """number -> size in bytes of each part that has arrived whole."""
    return store().parts_of(key, upload_id)


def join_parts(key: str, upload_id: str) -> None:
    """Make the file of its parts, in order. Raises FileMissing where they are joined already."""
    store().join_parts(key, upload_id)


def close_upload(key: str, upload_id: str = "") -> None:
    """Delete what was sent, and take no more by its link where that can be done."""
    store().close_upload(key, upload_id)


def download_url(
    key: str, *, filename: str, inline: bool, lifetime: timedelta = DOWNLOAD_LIFETIME
) -> str:
    """A link for a browser, good for twelve hours where nobody says otherwise.

    inline: show it in the page, where its type is harmless; otherwise it is saved.
    """
    return store().download_url(key, filename=filename, inline=inline, lifetime=lifetime)


def exists(key: str) -> bool:
    try:
        size_of(key)
    except FileMissing:
        return False
    return True


def size_of(key: str) -> int:
    """In bytes. Raises FileMissing."""
    return store().size_of(key)


def read_start(key: str, count: int) -> bytes:
    """The first `count` bytes, or all of a shorter file. Raises FileMissing."""
    return store().read_start(key, count)


def sha256_of(key: str) -> tuple[str, int]:
    """Hexadecimal digest and size in bytes, in bounded memory. Raises FileMissing."""
    return store().sha256_of(key)


def local_copy(key: str) -> AbstractContextManager[Path]:
    """A path to read from and not to write to; good inside the `with`. Raises FileMissing."""
    return store().local_copy(key)


def fetch(key: str, *, into: Path) -> Path:
    """A path to read from that stays: the file itself, or a copy below `into`.

    A copy is fetched once and again when the file has changed. Raises FileMissing.
    """
    return store().fetch(key, into=into)


def copy_to(key: str, path: Path) -> None:
    """A copy at `path`, whole or not at all. Raises FileMissing."""
    store().copy_to(key, path)


def read_bytes(key: str) -> bytes:
    """All of a small file. Raises FileMissing."""
    return store().read_bytes(key)


def save_bytes(key: str, content: bytes) -> None:
    """As save_file, for what is small."""
    store().save_bytes(key, content)


def save_file(key: str, path: Path) -> None:
    """Copy a file in, in bounded memory: readers see the old one or the new one, whole."""
    store().save_file(key, path)


def copy(key: str, new_key: str) -> None:
    """Inside the store; what is written to one of them later does not show in the other.

    Raises FileMissing.
    """
    store().copy(key, new_key)


def move(key: str, new_key: str) -> None:
    """Raises FileMissing."""
    store().move(key, new_key)


def delete(key: str) -> None:
    """Nothing happens where there is no such file."""
    store().delete(key)


def list_prefix(prefix: str) -> Iterator[str]:
    """The keys of all files below the prefix, in order."""
    return store().list_prefix(prefix)


def list_files(prefix: str) -> Iterator[StoredFile]:
    """All files below the prefix, in the order of their keys."""
    return store().list_files(prefix)


def bytes_below(prefix: str) -> int:
    """Of all files below the prefix together."""
    return store().bytes_below(prefix)


def delete_prefix(prefix: str) -> None:
    """Delete all below "o/…/sources/…/" or the like. Raises ValueError for a careless prefix."""
    if not prefix.endswith("/") or prefix.count("/") < 2 or "//" in prefix or prefix[0] == "/":
        raise ValueError(f"{prefix!r} does not name one folder of an organization")
    store().delete_prefix(prefix)


def delete_older(prefix: str, age: timedelta) -> int:
    """Delete files below the prefix that were last written longer ago. Returns how many."""
    return store().delete_older(prefix, age)
