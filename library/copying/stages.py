"""A title of the catalogue becomes an organization's own source, with nothing read or computed.

    files -> nodes -> pages and sections -> atoms and vectors -> terms

Each batch holds the original against being deleted or read anew while its rows are copied.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from library.copying import queries
from library.ingestion.media import media_key
from library.ingestion.parsers.registry import RECORDED
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.work import Work
from library.models import ContentAtom, Ingestion, Page, Section, Source, StructureNode
from project import storage
from project.errors import UnreadableSource

BATCH_PAGES, BATCH_ATOMS, BATCH_FILES = 50, 250, 200
FILES_AT_ONCE = 8  # a store that is asked over a network answers each after some milliseconds
TITLE_GONE = (
    "The title was taken out of the catalogue before all of it was copied. Delete this copy, and "
    "add the book's file yourself."
)


def _original(work: Work) -> Source:
    """Read across organizations: what is copied need not be subscribed to."""
    original = Source._base_manager.filter(pk=work.source.copied_from_id).first()
    if original is None or not original.is_readable:
        raise UnreadableSource(TITLE_GONE, code="title_gone")
    return original


@contextmanager
def _copying(work: Work, stage: str, *, done: int, total: int) -> Iterator[None]:
    with work.writing(stage, done=done, total=total):
        if not queries.hold(work.source.copied_from_id):
            raise UnreadableSource(TITLE_GONE, code="title_gone")
        yield


def copy_files(work: Work) -> None:
    """The file itself, the pictures it carries, and what of a recording is played and captions it;
    pages are drawn anew when they are asked for."""
    original, copy = _original(work), work.source
    done, pairs = work.done("copy_files"), [(original.file_key, copy.file_key)]
    media = Section._base_manager.filter(source=original).exclude(media="").order_by("media")
    for name in media.values_list("media", flat=True).distinct():
        pairs.append((media_key(original, name), media_key(copy, name)))
    for key in (*_below(original, "captions/"), *_below(original, "proxy/")):
        pairs.append((key, copy.storage_prefix + key.removeprefix(original.storage_prefix)))
    if original.kind in RECORDED:
        kept, here = Kept(original), Kept(copy)
        pairs += [(key, here.in_place_of(kept, key)) for key in kept.files()]
    while done < len(pairs):
        batch = pairs[done : done + BATCH_FILES]
        with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
            list(pool.map(_copy_file, batch))
        done += len(batch)
        with _copying(work, "copy_files", done=done, total=len(pairs)):
            pass
        if work.is_over():
            return


def _below(original: Source, folder: str) -> Iterator[str]:
    return storage.list_prefix(f"{original.storage_prefix}{folder}")


def _copy_file(keys: tuple[str, str]) -> None:
    """What the title has lost, its copy does without."""
    with suppress(storage.FileMissing):
        storage.copy(*keys)


def copy_nodes(work: Work) -> None:
    """All at once: they point at one another."""
    original = _original(work)
    total = StructureNode._base_manager.filter(source=original).count()
    with _copying(work, "copy_nodes", done=total, total=total):
        queries.copy_nodes(original, work.source, range(total))


def copy_pages(work: Work) -> None:
    total = Page._base_manager.filter(source=_original(work)).count()
    _in_batches(work, "copy_pages", queries.copy_pages, total=total, size=BATCH_PAGES)


def copy_atoms(work: Work) -> None:
    total = ContentAtom._base_manager.filter(source=_original(work)).count()
    _in_batches(work, "copy_atoms", queries.copy_atoms, total=total, size=BATCH_ATOMS)


def _in_batches(work: Work, stage: str, copy, *, total: int, size: int) -> None:
    """Places count from 0 without a gap. Nothing to copy is one batch of nothing."""
    original, done = _original(work), work.done(stage)
    while True:
        batch = range(done, min(done + size, total))
        done += len(batch)
        with _copying(work, stage, done=done, total=total):
            copy(original, work.source, batch)
        if done >= total or work.is_over():
            return


def copy_terms(work: Work) -> None:
    """Last: from here on words are found in it. Its receipt is the original's."""
    original = _original(work)
    newest = Ingestion._base_manager.filter(source=original).order_by("-created_at")
    work.row.receipt = newest.values_list("receipt", flat=True)[:1].get()
    with _copying(work, "copy_terms", done=1, total=1):
        queries.copy_terms(original, work.source)


STAGES = {
    "copy_files": copy_files,
    "copy_nodes": copy_nodes,
    "copy_pages": copy_pages,
    "copy_atoms": copy_atoms,
    "copy_terms": copy_terms,
}
