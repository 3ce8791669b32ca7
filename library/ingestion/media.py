"""Pictures that a source carries beside its text (those on a PDF's page are cut from it)."""

from collections.abc import Iterable
from pathlib import Path

from library.ingestion.parsers.base import ParsedPage
from library.ingestion.parsers.registry import open_picture
from library.models import Source
from project import storage


def media_key(source: Source, name: str) -> str:
    return f"{source.storage_prefix}media/{name}"


def keep_media(source: Source, path: Path, pages: Iterable[ParsedPage]) -> None:
    """Store the pictures of these pages; one that is there already is left alone."""
    names = {block.media for page in pages for block in page.blocks if block.media}
    for name in names:
        key = media_key(source, name)
        if not storage.exists(key):
            with open_picture(source.kind, path, name) as file:
                storage.save_file(key, Path(file.name))
