"""A ZIP of many files: what is in it, and its files laid side by side under numbers.

Nothing in it names a place on the disk: a file is written under its number, and its own name,
cleaned, stands in a list beside it.
"""

import json
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from library.ingestion.parsers.base import Inspection, OutlineEntry, ParsedPage
from library.ingestion.parsers.documents.package import damaged
from library.ingestion.parsers.registry import recognise
from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped

CONTENTS = "contents.json"
MAX_FILES = 300
MAX_FILE_BYTES = 500 * 1024**2
MAX_TOTAL_BYTES = 2 * 1024**3
MAX_RATIO = 100  # unpacked to packed, looked at above RATIO_FROM_BYTES
RATIO_FROM_BYTES = 100 * 1024**2
MAX_NAME = 200
FIRST_BYTES, CHUNK_BYTES = 4096, 1024**2
# By which a ZIP is a book of OpenStax, and not files that somebody put together.
_BOOK = ("META-INF/books.xml", ".collection.xml", "/index.cnxml")
_ARCHIVES = (
    ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".jar", ".iso", ".cab",
)  # fmt: skip
_DAMAGED = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError)


class BundleParser:
    kind = "zip"

    def inspect(self, path: Path) -> Inspection:
        """page_count: how many of its files can be read; 0 where it is a book by itself."""
        names = [info.filename for info in _listed(path)]
        if any(name.endswith(_BOOK) for name in names):
            return Inspection(self.kind, 0)
        return Inspection(self.kind, sum(not _problem(name, b"") for name in names))

    def unpack(self, path: Path, to: Path) -> None:
        """Its files as `to`/0, `to`/1 … and CONTENTS: [{"name", "folder", "problem"}],
        "" where it is fine.

        Raises UnreadableSource for what is too much, protected or no ZIP.
        """
        if to.is_dir():
            return
        infos = _listed(path)
        _check_sizes(infos)
        to.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{to.name}.", dir=to.parent))
        try:
            listed = list(_laid_out(path, infos, partial))
            (partial / CONTENTS).write_text(json.dumps(listed))
            partial.rename(to)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        return iter(())

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        return []


def _listed(path: Path) -> list[zipfile.ZipInfo]:
    """Its files, in order, without what an operating system put in beside them."""
    try:
        with zipfile.ZipFile(path) as bundle:
            found = [info for info in bundle.infolist() if not _is_hidden(info)]
    except _DAMAGED as error:
        raise damaged() from error
    if any(info.flag_bits & 1 for info in found):
        raise UnreadableSource(
            _("This ZIP is protected by a password. Pack it without one, then add it again."),
            code="encrypted",
        )
    if len(found) > MAX_FILES:
        raise UnreadableSource(
            _(
                "This ZIP holds %(count)s files; the most that are unpacked is %(limit)s. Split it "
                "into several."
            )
            % {"count": grouped(len(found)), "limit": grouped(MAX_FILES)},
            code="too_many_files",
        )
    return found


def _is_hidden(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    return info.is_dir() or hidden or "__MACOSX" in parts or parts[-1:] == ("Thumbs.db",)


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    """By what the archive says; what is longer than it says is cut off when it is written."""
    total, packed = (sum(getattr(i, n) for i in infos) for n in ("file_size", "compress_size"))
    if total > MAX_TOTAL_BYTES:
        raise _refused(_("unpacked it is larger than %(size)s") % {"size": "2 GB"})
    if total > RATIO_FROM_BYTES and total > MAX_RATIO * max(1, packed):
        raise _refused(_("unpacked it is more than %(times)s times larger") % {"times": MAX_RATIO})


def _refused(reason: str) -> UnreadableSource:
    return UnreadableSource(
        _("This ZIP was not unpacked: %(reason)s. Add its files by themselves.")
        % {"reason": reason},
        code="archive_refused",
    )


def _laid_out(path: Path, infos: list[zipfile.ZipInfo], folder: Path) -> Iterator[dict[str, str]]:
    """What is listed of each file; those without a problem are written."""
    with zipfile.ZipFile(path) as bundle:
        for number, info in enumerate(infos):
            problem = _too_much(info)
            try:
                problem = problem or _write(bundle, info, folder / str(number))
            except (*_DAMAGED, zlib.error):
                problem = _("It is damaged in the ZIP.")
            if problem:
                (folder / str(number)).unlink(missing_ok=True)
            name = _name(info.filename)
            yield {"name": name, "folder": _folder(info.filename), "problem": problem}


def _too_much(info: zipfile.ZipInfo) -> str:
    if info.file_size == 0:
        return _("It is empty.")
    if info.file_size > MAX_FILE_BYTES:
        return _("It is too large.")
    return _("It is a link.") if stat.S_ISLNK(info.external_attr >> 16) else ""


def _write(bundle: zipfile.ZipFile, info: zipfile.ZipInfo, to: Path) -> str:
    """Why it was not written whole, or ""."""
    with bundle.open(info) as content, to.open("wb") as file:
        first = content.read(FIRST_BYTES)
        if problem := _problem(info.filename, first):
            return problem
        file.write(first)
        left = info.file_size - len(first)
        while chunk := content.read(min(CHUNK_BYTES, left + 1)):
            left -= len(chunk)
            if left < 0:
                return _("It is larger than it says.")
            file.write(chunk)
    return ""


def _problem(name: str, first_bytes: bytes) -> str:
    if name.lower().endswith(_ARCHIVES):
        return _("It is an archive itself. Unpack it, and add what is in it.")
    if recognise(first_bytes, name) is None:
        return _("It is of a kind that cannot be read here.")
    return ""


def _folder(name: str) -> str:
    """Only to tell which files stand side by side; it leads nowhere."""
    return str(PurePosixPath(name.replace("\\", "/")).parent)[-MAX_NAME:]


def _name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name[-MAX_NAME:]
