"""The pictures of a page's main text: fetched within limits, and kept as the source's media."""

import hashlib
from pathlib import Path

from library.ingestion import sandbox
from library.ingestion.media import media_key
from library.ingestion.work import Work
from library.ingestion.workspace import close_workspace
from library.models import Source
from library.web import packages
from library.web.fetching import fetch
from project import storage
from project.errors import UnreadableSource
from project.outgoing import Limits

STAGE = "download"
WANTED = "pictures_wanted"  # in the receipt, until they are here
MOST_PICTURES = 30
MOST_BYTES = 5 * 1024**2  # of one
MOST_TOTAL_BYTES = 30 * 1024**2
LIMITS = Limits(connect_s=5, first_byte_s=10, idle_s=5, total_s=20, size_bytes=MOST_BYTES)
# What a browser shows and no script is in, by the first bytes.
MARKS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"))


def wanted(package: Path) -> list[str]:
    """Addresses of the pictures in a draft's main text, in order, each once."""
    count = sandbox.inspect("web", package).page_count
    pages = sandbox.read_pages("web", package, 0, count)
    found = dict.fromkeys(block.media for page in pages for block in page.blocks if block.media)
    return list(found)[:MOST_PICTURES]


def take(work: Work) -> None:
    """One after the other, as long as the worker may; then their names into the package.

    One that cannot be had is left out: its caption and its alternative text are there.
    """
    source, addresses = work.source, work.row.receipt[WANTED]
    total = 1 + len(addresses)
    here = _here(source)
    for done in range(work.done(STAGE), total):
        if sum(here.values()) < MOST_TOTAL_BYTES and (kept := _take_one(work, addresses[done - 1])):
            here |= kept
        if done + 1 < total:
            with work.writing(STAGE, done=done + 1, total=total):
                pass
            if work.is_over():
                return
    _end(work, addresses, set(here), total)


def _take_one(work: Work, address: str) -> dict[str, int]:
    """Its name and size in bytes; nothing where it cannot be had."""
    try:
        body = fetch(address, limits=LIMITS, is_over=work.is_over).body
    except UnreadableSource:
        return {}
    suffix = suffix_by_bytes(body)
    if not suffix:
        return {}
    name = f"{stem_of(address)}{suffix}"
    storage.save_bytes(media_key(work.source, name), body)
    return {name: len(body)}


def suffix_by_bytes(body: bytes) -> str:
    """Empty for what is no picture that is shown here."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for mark, suffix in MARKS if body.startswith(mark)), "")


def stem_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:24]


def _here(source: Source) -> dict[str, int]:
    files = storage.list_files(media_key(source, ""))
    return {file.key.rpartition("/")[2]: file.size_bytes for file in files}


def _end(work: Work, addresses: list[str], here: set[str], total: int) -> None:
    source = work.source
    by_stem = {name.partition(".")[0]: name for name in here}
    known = ((address, stem_of(address)) for address in addresses)
    names = {address: by_stem[stem] for address, stem in known if stem in by_stem}
    name(source, work.path, names)
    for left in here - set(names.values()):  # of an earlier text
        storage.delete(media_key(source, left))
    close_workspace(source)
    work.__dict__.pop("path", None)  # the file is another one
    work.row.receipt.pop(WANTED)
    with work.writing(STAGE, done=total, total=total):
        work.save_source("size_bytes")


def name(source: Source, package: Path, names: dict[str, str]) -> None:
    """In the place of the draft: the page with the names of its pictures. Again, it is the same."""
    with storage.workspace() as folder:
        named = folder / "named"
        packages.name_pictures(package, named, names)
        storage.save_file(source.file_key, named)
        source.size_bytes = named.stat().st_size
