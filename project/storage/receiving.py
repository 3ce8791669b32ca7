"""One upload on its way into a folder: a file beside its place, renamed when it is whole."""

import contextlib
import errno
import os
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from django.utils.translation import gettext as _

from project.errors import Conflict
from project.storage.base import FileRefused, StoreUnavailable
from project.wording import grouped


def marker_of(path: Path) -> Path:
    """The file that says that the link of this upload has served its purpose."""
    return path.with_name(f"{path.name}.closed")


class Receiving:
    """Use it in a `with`: unless `finish` was reached, nothing of it stays.

    Raises Conflict for a link that was used before, FileRefused for another size than the
    announced one, StoreUnavailable where the disk is full.
    """

    def __init__(self, path: Path, *, size_bytes: int):
        self.path = path
        self.size_bytes = size_bytes
        self.received_bytes = 0
        self._part = path.with_name(f"{uuid4().hex}.part")

    def __enter__(self) -> "Receiving":
        if marker_of(self.path).exists():
            raise _used()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._part.open("wb")
        return self

    def expect(self, content_length: str | None) -> None:
        """Refuse at once what says of itself that it has the wrong size."""
        if content_length and content_length.isdigit():
            announced = int(content_length)
            if announced != self.size_bytes:
                raise self._wrong_size(announced)

    def write(self, chunk: bytes) -> None:
        self.received_bytes += len(chunk)
        if self.received_bytes > self.size_bytes:
            raise self._wrong_size(self.received_bytes)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise self._disk_problem(error) from error

    def finish(self) -> None:
        if self.received_bytes != self.size_bytes:
            raise self._wrong_size(self.received_bytes)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._disk_problem(error) from error
        self._file.close()
        try:
            marker_of(self.path).open("x").close()  # of two with the same link, one gets here
        except (FileExistsError, FileNotFoundError) as error:
            raise _used() from error
        self._part.replace(self.path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # a full disk refuses what is still buffered
            self._file.close()
        self._part.unlink(missing_ok=True)

    def _wrong_size(self, received: int) -> FileRefused:
        said = _(
            "The file has fewer bytes than were announced (%(size)s). If it has changed, add "
            "it again."
        )
        if received > self.size_bytes:
            said = _(
                "The file has more bytes than were announced (%(size)s). If it has changed, add "
                "it again."
            )
        return FileRefused(said % {"size": grouped(self.size_bytes)}, code="wrong_size")

    def _disk_problem(self, error: OSError) -> Exception:
        return StoreUnavailable() if error.errno in (errno.ENOSPC, errno.EDQUOT) else error


def _used() -> Conflict:
    return Conflict(_("This upload link was used already. Add the file again for a new one."))
