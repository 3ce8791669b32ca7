"""Packs the folder of a book into one file, so that both come in by the same door."""

import gzip
import tarfile
from pathlib import Path

from django.utils.translation import gettext as _

from project.errors import UnreadableSource


def pack_folder(folder: Path, target: Path) -> None:
    """Write `folder` as .tar.gz: the same files always give the same bytes.

    Left out: hidden files, and links, which could bring in what is not part of the book.
    Raises UnreadableSource for a folder with nothing in it.
    """
    files = sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix())
    if not files:
        raise UnreadableSource(
            _("There are no files in the folder %(name)s. Choose the folder of a book.")
            % {"name": folder.name},
            code="empty",
        )
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in files:
            _add(archive, path, path.relative_to(folder).as_posix())


def _files(folder: Path) -> list[Path]:
    found = []
    for path in folder.iterdir():
        if path.name.startswith(".") or path.is_symlink():
            continue
        found += _files(path) if path.is_dir() else [path] if path.is_file() else []
    return found


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    entry = tarfile.TarInfo(name)  # no times, no owners, one mode
    entry.size = path.stat().st_size
    with path.open("rb") as file:
        archive.addfile(entry, file)
