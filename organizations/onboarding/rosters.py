"""A roster that comes with an onboarding: looked at when it is added, applied when all is set up.

The file is kept until then, and no longer: it is full of children's names.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import registries
from organizations.models import Onboarding
from organizations.registries import RosterPreview
from project import storage
from project.errors import Invalid

SHOWN_PROBLEMS = 50
FOLDER = "onboarding/rosters/"


@dataclass(frozen=True, slots=True)
class RosterFile:
    """key: where storage keeps it."""

    key: str
    filename: str
    preview: RosterPreview


def are_read() -> bool:
    return bool(registries.roster_previews)


def preview_roster(path: Path, filename: str) -> RosterPreview:
    """Raises Invalid, in a sentence, for what is no roster."""
    if not are_read():
        raise Invalid(_("Rosters are not read here."))
    return registries.roster_previews[0](path, filename)


def remember(filename: str, preview: RosterPreview) -> dict:
    """What an onboarding keeps of a file, as JSON holds it. The file has to go to its `key`."""
    said = asdict(preview) | {"problems": preview.problems[:SHOWN_PROBLEMS]}
    return {"key": f"{FOLDER}{uuid4()}", "filename": filename, **said}


@contextmanager
def as_file(upload: UploadedFile) -> Iterator[Path]:
    """What was uploaded, under a path."""
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name).suffix[:12]) as copy:
        upload.seek(0)
        for piece in upload.chunks():
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def roster_of(said: dict | None) -> RosterFile | None:
    if not said:
        return None
    preview = RosterPreview(
        counts=[(words, count) for words, count in said["counts"]],
        people=said["people"],
        problems=[(line, sentence) for line, sentence in said["problems"]],
        problem_count=said["problem_count"],
    )
    return RosterFile(said["key"], said["filename"], preview)


def set_roster(onboarding: Onboarding, said: dict | None, *, by: User | None) -> None:
    """Put this file in the place of the one before, on a row that the caller holds."""
    before = roster_of(onboarding.data.get("people", {}).get("roster"))
    if before is None and said is None:
        return
    onboarding.data = onboarding.data | {
        "people": {**onboarding.data.get("people", {}), "roster": said}
    }
    onboarding.updated_by = by or onboarding.updated_by
    onboarding.save(update_fields=["data", "updated_by", "updated_at"])
    if before and (not said or before.key != said["key"]):
        transaction.on_commit(partial(storage.delete, before.key))
