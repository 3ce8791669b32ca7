"""A ZIP of many files becomes a folder of sources, each read as if it had been added by itself.

    open -> unpack

A file that cannot be taken is named with the reason, and the others come in. Killed in the middle,
the next worker goes on at the file that was not noted: one that had come in is found to be here.
"""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, ngettext_lazy

from library import kept_files
from library.ingestion.parsers.bundle import CONTENTS
from library.ingestion.work import Work
from library.models import Source
from project.errors import Conflict, UnreadableSource
from project.wording import counted

LEFT_OUT = ngettext_lazy(
    "%(count)s file in it did not become a source.",
    "%(count)s files in it did not become sources.",
    "number",
)


def open_bundle(work: Work) -> None:
    contents = _contents(work)
    work.row.receipt["files"] = []
    with work.writing("open", done=len(contents), total=len(contents)):
        pass


def unpack(work: Work) -> None:
    contents, done = _contents(work), work.done("unpack")
    while done < len(contents):
        entry = contents[done]
        told = _take(work, work.path / str(done), entry["name"], entry["problem"])
        work.row.receipt["files"].append(told)
        done += 1
        with work.writing("unpack", done=done, total=len(contents)):
            pass
        if work.is_over():
            return
    if not contents:
        with work.writing("unpack", done=0, total=0):
            pass


def _contents(work: Work) -> list[dict[str, str]]:
    listed = json.loads((work.path / CONTENTS).read_text())
    return [{"name": str(entry["name"]), "problem": str(entry["problem"])} for entry in listed]


def _take(work: Work, path: Path, name: str, problem: str) -> dict[str, Any]:
    from library import uploads  # the door of files starts readings, and this is one

    told = {"name": name, "problem": problem, "is_duplicate": False, "source": ""}
    if problem:
        return told
    try:
        confirmed = uploads.add_from_folder(folder=work.source, path=path, filename=name)
    except (UnreadableSource, Conflict) as error:
        return told | {"problem": str(error)}
    is_mine = confirmed.source.folder_id == work.source.pk
    duplicate = confirmed.is_duplicate and not is_mine
    return told | {"source": str(confirmed.source.pk), "is_duplicate": duplicate}


def verdict(work: Work) -> tuple[Source.State, str, str]:
    """As `library.ingestion.receipt.verdict`. The archive is kept where something is left out."""
    files = work.row.receipt["files"]
    left_out = sum(bool(entry["problem"]) for entry in files)
    if left_out == len(files):
        return Source.State.FAILED, gettext("No file in this ZIP became a source."), "nothing_in_it"
    if left_out:
        return Source.State.UNPACKED, counted(LEFT_OUT, left_out), "left_out"
    kept_files.let_go(work.source, work.source.file_key)
    work.source.size_bytes = 0
    return Source.State.UNPACKED, "", ""


STAGES = {"open": open_bundle, "unpack": unpack}
