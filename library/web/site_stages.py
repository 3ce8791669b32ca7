"""The pages that were chosen of a site become sources, each as if it had been added by itself.

One that cannot be taken is named with the reason, and the others come in. Killed in the middle, the
next worker goes on at the page that was not noted: one that had come in is found to be here.
"""

from typing import Any

from django.utils.translation import gettext, ngettext_lazy

from library.ingestion.work import Work
from library.models import Source
from project import storage
from project.errors import Conflict, UnreadableSource
from project.wording import counted

STAGE = "add_pages"
LEFT_OUT = ngettext_lazy(
    "%(count)s of its pages did not become a source.",
    "%(count)s of its pages did not become sources.",
    "number",
)


def add_pages(work: Work) -> None:
    from library.web import sites  # the door of sites starts readings, and this is one

    chosen, done = sites.survey_of(work.source).chosen, work.done(STAGE)
    if not done:
        work.row.receipt["files"] = []
    while done < len(chosen):
        work.row.receipt["files"].append(_take(work.source, chosen[done]))
        done += 1
        with work.writing(STAGE, done=done, total=len(chosen)):
            pass
        if work.is_over():
            return


def _take(folder: Source, address: str) -> dict[str, Any]:
    from library.addresses.adding import add_to_folder

    told = {"name": address, "problem": "", "is_duplicate": False, "source": ""}
    try:
        added = add_to_folder(folder=folder, address=address)
    except (UnreadableSource, Conflict) as error:
        return told | {"problem": str(error)}
    is_mine = added.source.folder_id == folder.pk
    duplicate = added.is_duplicate and not is_mine
    return told | {"source": str(added.source.pk), "is_duplicate": duplicate}


def verdict(work: Work) -> tuple[Source.State, str, str]:
    """As `library.ingestion.receipt.verdict`. The list is kept where something is left out."""
    files = work.row.receipt["files"]
    left_out = sum(bool(entry["problem"]) for entry in files)
    if left_out == len(files):
        said = gettext("No page of this site became a source.")
        return Source.State.FAILED, said, "nothing_in_it"
    if left_out:
        return Source.State.UNPACKED, counted(LEFT_OUT, left_out), "left_out"
    storage.delete(work.source.file_key)
    work.source.size_bytes = 0
    return Source.State.UNPACKED, "", ""


STAGES = {STAGE: add_pages}
