"""A ZIP of many files becomes a folder of sources, each read as if it had been added by itself.

    open -> unpack

A file that cannot be taken is named with the reason, and the others come in. Killed in the middle,
the next worker goes on at the file that was not noted: one that had come in is found to be here.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, ngettext_lazy

from library import kept_files
from library.ingestion.parsers.bundle import CONTENTS
from library.ingestion.work import Work
from library.models import Source
from library.side_files.pairing import pairs
from project.errors import Conflict, UnreadableSource
from project.wording import counted


@dataclass(slots=True, eq=False)
class Entry:
    """A file in it. place: its name with its folder. captions: those that go with it; of: the
    recording that these captions go with."""

    path: Path
    name: str
    place: str
    problem: str
    captions: "Entry | None" = None
    of: "Entry | None" = None

    @classmethod
    def of_listed(cls, path: Path, listed: dict[str, str]) -> "Entry":
        name = str(listed["name"])
        return cls(path, name, f"{listed.get('folder', '')}/{name}", str(listed["problem"]))


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
    told = work.row.receipt["files"]
    while done < len(contents):
        entry = contents[done]
        recording = told[contents.index(entry.of)] if entry.of else None
        told.append(_told_of_captions(entry, recording) or _take(work, entry))
        done += 1
        with work.writing("unpack", done=done, total=len(contents)):
            pass
        if work.is_over():
            return
    if not contents:
        with work.writing("unpack", done=0, total=0):
            pass


def _contents(work: Work) -> list[Entry]:
    """In the order in which they are taken: captions come behind the recordings they go with."""
    listed = json.loads((work.path / CONTENTS).read_text())
    entries = [Entry.of_listed(work.path / str(n), each) for n, each in enumerate(listed)]
    by_place = {entry.place: entry for entry in entries if not entry.problem}
    for place, side in pairs(by_place).items():
        by_place[place].captions = by_place[side.name]
        by_place[side.name].of = by_place[place]
    return sorted(entries, key=lambda entry: entry.of is not None)


def _take(work: Work, entry: Entry) -> dict[str, Any]:
    from library import uploads  # the door of files starts readings, and this is one

    told = {"name": entry.name, "problem": entry.problem, "is_duplicate": False, "source": ""}
    if entry.problem:
        return told
    beside = uploads.Beside(entry.captions.name, entry.captions.path) if entry.captions else None
    try:
        confirmed = uploads.add_from_folder(
            folder=work.source, path=entry.path, filename=entry.name, beside=beside
        )
    except (UnreadableSource, Conflict) as error:
        return told | {"problem": str(error)}
    is_mine = confirmed.source.folder_id == work.source.pk
    told["is_duplicate"] = confirmed.is_duplicate and not is_mine
    told["captions_problem"] = confirmed.captions_problem
    return told | {"source": str(confirmed.source.pk)}


def _told_of_captions(entry: Entry, recording: dict[str, Any] | None) -> dict[str, Any] | None:
    """None for what is a source as any: also captions whose recording did not come in by this
    ZIP."""
    if recording is None or recording["problem"] or recording["is_duplicate"]:
        return None
    return {
        "name": entry.name,
        "problem": recording["captions_problem"],
        "is_duplicate": False,
        "source": "",
        "captions_of": recording["name"],
    }


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
