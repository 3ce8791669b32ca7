"""A source's file on this machine, while it is read."""

import shutil
from pathlib import Path

from django.conf import settings

from library.ingestion import sandbox
from library.models import Source
from project import storage

UNPACKED = {"openstax", "zip"}  # kinds that are archives


def open_workspace(source: Source) -> Path:
    """The file itself, or the folder an archive was unpacked into. Made again where missing."""
    if source.kind in UNPACKED:
        return _unpacked(source)
    return _local_file(source)


def close_workspace(source: Source) -> None:
    shutil.rmtree(_folder(source), ignore_errors=True)


def _folder(source: Source) -> Path:
    return settings.DATA_DIR / "work" / str(source.pk)


def _local_file(source: Source) -> Path:
    return storage.fetch(source.file_key, into=_folder(source))


def _unpacked(source: Source) -> Path:
    target = _folder(source) / "book"
    if not target.exists():
        sandbox.unpack(source.kind, _local_file(source), target)
    return target
