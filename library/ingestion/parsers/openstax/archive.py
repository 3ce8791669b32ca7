"""A book's archive is unpacked once, and only what stays inside its folder and its bounds."""

import contextlib
import gzip
import io
import os
import shutil
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped

MAX_ENTRIES = 100_000
MAX_TOTAL_BYTES = 2 * 1024**3
MAX_RATIO = 100  # unpacked to packed, looked at above RATIO_FROM_BYTES
RATIO_FROM_BYTES = 100 * 1024**2
MAX_HEADER_BYTES = 8 * 1024**2  # one read of tarfile: a header larger than this is an attack
MAX_NAME = 1_000  # characters of a path, well below what file systems take
MAX_DEPTH = 30
_STALE_S = 3600
_CHUNK = 1024 * 1024


@dataclass(slots=True)
class _Member:
    name: str
    size_bytes: int
    content: IO[bytes] | None  # None for a folder


def unpack(path: Path, to: Path) -> None:
    """Unpack the archive `path` into the new folder `to`; nothing to do where `to` exists.

    `to` appears whole, by rename, or not at all. Raises UnreadableSource, with nothing left.
    """
    if to.is_dir():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(to)
    partial = Path(tempfile.mkdtemp(prefix=f".{to.name}.", suffix=".partial", dir=to.parent))
    try:
        _write_members(path, partial)
        try:
            partial.rename(to)
        except OSError:
            if not to.is_dir():  # another process was quicker with the same content
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _remove_stale(to: Path) -> None:
    """What a killed process left behind."""
    for left in to.parent.glob(f".{to.name}.*.partial"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)


def _write_members(path: Path, folder: Path) -> None:
    packed = path.stat().st_size
    total = 0
    try:
        for count, member in enumerate(_members(path), start=1):
            if count > MAX_ENTRIES:
                raise _refused(
                    _("it holds more than %(count)s files") % {"count": grouped(MAX_ENTRIES)}
                )
            total += member.size_bytes
            _check_size(total, packed)
            target = folder / _safe_name(member.name)
            if member.content is None:
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(member, member.content, target)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableSource(
            _(
                "The archive is damaged or incomplete, or it is no archive. An OpenStax book "
                "comes as a .tar.gz or .zip file: download it again and upload the new one."
            ),
            code="archive_damaged",
        ) from error
    except (NotADirectoryError, IsADirectoryError, FileExistsError) as error:
        raise _refused(_("the same name stands for a file and for a folder")) from error
    except (OSError, RuntimeError, ValueError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the archive
        raise _refused(_("it cannot be unpacked (%(error)s)") % {"error": error}) from error


def _copy(member: _Member, content: IO[bytes], target: Path) -> None:
    left = member.size_bytes
    with target.open("wb") as out:
        while chunk := content.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise _refused(_("“%(name)s” is larger than it says") % {"name": member.name[:80]})
            out.write(chunk)


def _members(path: Path) -> Iterator[_Member]:
    """The content says what it is; a stored file may have lost its name."""
    with path.open("rb") as file:
        is_zip = file.read(4).startswith(b"PK")
    return _zip_members(path) if is_zip else _tar_members(path)


def _tar_members(path: Path) -> Iterator[_Member]:
    with gzip.open(path) as packed, _open_tar(_Bounded(packed)) as tar:
        for info in tar:
            if info.isdir():
                yield _Member(info.name, 0, None)
            elif info.type in (tarfile.REGTYPE, tarfile.AREGTYPE):
                yield _Member(info.name, info.size, tar.extractfile(info))
            else:
                raise _refused(_("“%(name)s” is a link or a device") % {"name": info.name[:80]})


def _open_tar(packed: "_Bounded") -> tarfile.TarFile:
    return tarfile.open(fileobj=cast("IO[bytes]", packed), mode="r:")


def _zip_members(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as bundle:
        for info in bundle.infolist():
            kind = (info.external_attr >> 16) & 0o170000
            if kind not in (0, 0o100000, 0o040000):
                raise _refused(_("“%(name)s” is a link or a device") % {"name": info.filename[:80]})
            if info.is_dir():
                yield _Member(info.filename, 0, None)
                continue
            with bundle.open(info) as content:
                yield _Member(info.filename, info.file_size, content)


def _check_size(total: int, packed: int) -> None:
    if total > MAX_TOTAL_BYTES:
        raise _too_large()
    if total > RATIO_FROM_BYTES and total > packed * MAX_RATIO:
        raise _refused(_("unpacked it is more than %(times)s times larger") % {"times": MAX_RATIO})


def _safe_name(name: str) -> PurePosixPath:
    parts = PurePosixPath(name).parts
    looks_absolute = name.startswith(("/", "\\")) or name[1:2] == ":"
    climbs = ".." in name.replace("\\", "/").split("/")
    if looks_absolute or climbs:
        raise _refused(_("the name “%(name)s” leads out of its folder") % {"name": name[:80]})
    too_long = len(parts) > MAX_DEPTH or any(len(os.fsencode(part)) > 255 for part in parts)
    if too_long or len(name) > MAX_NAME or "\0" in name:
        raise _refused(_("the name “%(name)s” cannot be a file's") % {"name": name[:80]})
    return PurePosixPath(name)


def _too_large() -> UnreadableSource:
    most = f"{MAX_TOTAL_BYTES // 1024**3} GB"
    return _refused(_("unpacked it is larger than %(size)s") % {"size": most})


def _refused(reason: str) -> UnreadableSource:
    return UnreadableSource(
        _("The archive was not unpacked: %(reason)s. Use the archive as OpenStax publishes it.")
        % {"reason": reason},
        code="archive_refused",
    )


class _Bounded(io.RawIOBase):
    """Reads of `packed` that no header can make larger than MAX_HEADER_BYTES."""

    def __init__(self, packed: gzip.GzipFile):
        self._packed = packed

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > MAX_HEADER_BYTES:
            raise _refused(_("one of its headers is too large"))
        return self._packed.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET and offset > MAX_TOTAL_BYTES + RATIO_FROM_BYTES:
            raise _too_large()
        return self._packed.seek(offset, whence)

    def tell(self) -> int:
        return self._packed.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
