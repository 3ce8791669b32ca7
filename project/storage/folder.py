"""The store that is a folder on this machine."""

import errno
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone

from project.storage.base import (
    CHUNK_BYTES,
    UPLOAD_LIFETIME,
    FileMissing,
    StoredFile,
    UploadTarget,
)
from project.storage.receiving import Receiving, marker_of
from project.storage.signing import DownloadPermit, UploadPermit, sign_download, sign_upload
from project.storage.temporary import replacing

# A file system that has no second names, or not from there to here, or no more of them.
NO_LINKS = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP}


class Folder:
    def __init__(self, storage: FileSystemStorage):
        self._storage = storage

    def path(self, key: str) -> Path:
        """Raises SuspiciousFileOperation for a key that leads out of the folder."""
        return Path(self._storage.path(key))

    def upload_target(self, key: str, *, size_bytes: int, media_type: str) -> UploadTarget:
        token = sign_upload(UploadPermit(key, size_bytes), lifetime=UPLOAD_LIFETIME)
        return UploadTarget(
            "PUT", reverse("file_upload", args=[token]), {"Content-Type": media_type}
        )

    def receiving(self, permit: UploadPermit) -> Receiving:
        return Receiving(self.path(permit.key), size_bytes=permit.size_bytes)

    def begin_parts(self, key: str, *, media_type: str) -> str:
        return "folder"  # parts are files of their own; nothing has to be remembered

    def part_target(
        self, key: str, upload_id: str, number: int, *, size_bytes: int
    ) -> UploadTarget:
        return self.upload_target(
            _part_key(key, number), size_bytes=size_bytes, media_type="application/octet-stream"
        )

    def parts_of(self, key: str, upload_id: str) -> dict[int, int]:
        paths = self.path(_parts_of(key)).glob("[0-9]" * 5)
        return {int(path.name): path.stat().st_size for path in sorted(paths)}

    def join_parts(self, key: str, upload_id: str) -> None:
        """Of several that join at once, each writes a whole file; the last one's stays."""
        numbers = sorted(self.parts_of(key, upload_id))
        if not numbers:
            raise FileMissing(key)
        path = self.path(key)
        with _found(key), replacing(path) as whole, whole.open("wb") as writer:
            for number in numbers:
                with self.path(_part_key(key, number)).open("rb") as reader:
                    shutil.copyfileobj(reader, writer, CHUNK_BYTES)
        self.delete_prefix(_parts_of(key))

    def close_upload(self, key: str, upload_id: str = "") -> None:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        marker_of(path).touch()
        path.unlink(missing_ok=True)
        for number in self.parts_of(key, upload_id) if upload_id else ():
            self.path(_part_key(key, number)).unlink(missing_ok=True)

    def download_url(self, key: str, *, filename: str, inline: bool, lifetime: timedelta) -> str:
        permit = DownloadPermit(key, filename, inline)
        return reverse("file", args=[sign_download(permit, lifetime=lifetime)])

    def size_of(self, key: str) -> int:
        with _found(key):
            return self.path(key).stat().st_size

    def read_start(self, key: str, count: int) -> bytes:
        with _found(key), self.path(key).open("rb") as file:
            return file.read(count)

    def sha256_of(self, key: str) -> tuple[str, int]:
        with _found(key), self.path(key).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        path = self.path(key)
        if not path.is_file():
            raise FileMissing(key)
        yield path

    def fetch(self, key: str, *, into: Path) -> Path:
        with self.local_copy(key) as path:
            return path

    def copy_to(self, key: str, path: Path) -> None:
        with _found(key), self.path(key).open("rb") as reader:
            _copy(reader, path)

    def read_bytes(self, key: str) -> bytes:
        with _found(key):
            return self.path(key).read_bytes()

    def save_bytes(self, key: str, content: bytes) -> None:
        _copy(io.BytesIO(content), self.path(key))

    def save_file(self, key: str, source: Path) -> None:
        with source.open("rb") as reader:
            _copy(reader, self.path(key))

    def copy(self, key: str, new_key: str) -> None:
        """A second name for the same bytes: a write puts a new file in the old's place."""
        target = self.path(new_key)
        with _found(key), replacing(target) as part:
            try:
                os.link(self.path(key), part)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                shutil.copyfile(self.path(key), part)

    def move(self, key: str, new_key: str) -> None:
        target = self.path(new_key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _found(key):
            self.path(key).replace(target)

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def list_prefix(self, prefix: str) -> Iterator[str]:
        root = self.path("")
        files = (path for path in self.path(prefix).rglob("*") if path.is_file())
        return iter(sorted(path.relative_to(root).as_posix() for path in files))

    def list_files(self, prefix: str) -> Iterator[StoredFile]:
        for key in self.list_prefix(prefix):
            with suppress(FileNotFoundError):  # it was deleted meanwhile
                found = self.path(key).stat()
                yield StoredFile(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def bytes_below(self, prefix: str) -> int:
        files = (path for path in self.path(prefix).rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files)

    def delete_prefix(self, prefix: str) -> None:
        shutil.rmtree(self.path(prefix), ignore_errors=True)

    def delete_older(self, prefix: str, age: timedelta) -> int:
        end = timezone.now().timestamp() - age.total_seconds()
        deleted = 0
        for path in sorted(self.path(prefix).rglob("*"), reverse=True):  # a folder after its files
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.stat().st_mtime < end:
                path.unlink(missing_ok=True)
                deleted += 1
        return deleted


def _parts_of(key: str) -> str:
    return f"{key}.parts/"


def _part_key(key: str, number: int) -> str:
    return f"{_parts_of(key)}{number:05}"


def _copy(reader: BinaryIO, path: Path) -> None:
    with replacing(path) as part, part.open("wb") as writer:
        shutil.copyfileobj(reader, writer, CHUNK_BYTES)


@contextmanager
def _found(key: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, IsADirectoryError) as error:
        raise FileMissing(key) from error
