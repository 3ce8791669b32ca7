"""A source's file on this machine, while it is read."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from library.ingestion import sandbox
from library.ingestion.captions.parser import CHAPTERS
from library.ingestion.converting import convert
from library.ingestion.listening import extract_speech
from library.ingestion.parsers.legacy import TODAY
from library.models import Source
from project import storage

UNPACKED = {"openstax", "zip"}  # kinds that are archives


def open_workspace(source: Source) -> Path:
    """The file itself, or the folder an archive was unpacked into. Made again where missing."""
    if source.kind in UNPACKED:
        return _unpacked(source)
    if is_old(source):
        return _converted(source)
    return _local_file(source)


def close_workspace(source: Source) -> None:
    shutil.rmtree(folder_of(source), ignore_errors=True)


def folder_of(source: Source) -> Path:
    return settings.DATA_DIR / "work" / str(source.pk)


def _local_file(source: Source) -> Path:
    return storage.fetch(source.file_key, into=folder_of(source))


def chapters_key(source: Source) -> str:
    """Where storage keeps the chapters that a recording itself names, as WebVTT."""
    return f"{source.storage_prefix}captions/{CHAPTERS}"


def local_captions(source: Source) -> Path:
    """Those that people gave it; beside them its chapters, where it names some."""
    if not storage.exists(chapters_key(source)):
        return storage.fetch(source.captions_key, into=folder_of(source))
    path = folder_of(source) / "captions" / Path(source.captions_key).name
    storage.copy_to(chapters_key(source), path.with_name(CHAPTERS))
    storage.copy_to(source.captions_key, path)
    return path


def local_speech(source: Source, *, beat: Callable[[], object]) -> Path:
    """What is said in the recording that people gave it in place of captions, for a Transcriber.

    Made again where missing; beat: called meanwhile. Raises UnreadableSource.
    """
    target = folder_of(source) / f"{Path(source.captions_key).stem}.speech.wav"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        extract_speech(local_captions(source), target, beat=beat)
    return target


def is_old(source: Source) -> bool:
    """Whether its file is of an old format, and its kind that which it is turned into."""
    suffix = Path(source.file_key).suffix
    return suffix in TODAY and TODAY[suffix] == source.kind


def _converted(source: Source) -> Path:
    target = folder_of(source) / f"today.{source.kind}"
    if not target.exists():
        convert(_local_file(source), source.kind, target)
    return target


def _unpacked(source: Source) -> Path:
    target = folder_of(source) / "book"
    if not target.exists():
        sandbox.unpack(source.kind, _local_file(source), target)
    return target
