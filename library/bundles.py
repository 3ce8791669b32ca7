"""A ZIP of many files: told from a book that comes as a ZIP, and the folder that it becomes."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from library.ingestion import sandbox
from library.models import Source
from library.selectors import list_sources
from organizations.sight import Sight
from project import storage
from project.errors import UnreadableSource

ZIP = "zip"
FOLDERS = {ZIP, "site"}  # kinds that are no more than a folder of others


def is_bundle(source: Source) -> bool:
    """Of a file that has just arrived. False for a book, and where nothing in it can be read:
    the reader of books says what is wrong with it."""
    with storage.local_copy(source.file_key) as path:
        try:
            return sandbox.inspect(ZIP, path).page_count > 0
        except UnreadableSource as error:
            return error.code == "too_many_files"
        finally:
            sandbox.close()


def files_of(folder: Source, sight: Sight) -> QuerySet[Source]:
    """What this person may see of what came in it, by title."""
    return list_sources(sight).filter(folder=folder).order_by("title", "pk")


def paired_of(receipt: dict) -> list[dict[str, str]]:
    """Captions that went with their recordings: {"captions", "recording"}."""
    return [
        {"captions": entry["name"], "recording": entry["captions_of"]}
        for entry in receipt.get("files", [])
        if entry.get("captions_of") and not entry["problem"]
    ]


def told_of(receipt: dict) -> list[dict[str, str]]:
    """What did not become a source, and why: {"name", "why"}."""
    here = _("It is in the library already.")
    return [
        {"name": entry["name"], "why": entry["problem"] or here}
        for entry in receipt.get("files", [])
        if entry["problem"] or entry["is_duplicate"]
    ]
