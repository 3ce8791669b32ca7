"""The job that makes a bubble: words, then sound, then clip; each is shown as soon as it is there.

It needs no fence. What two workers make of the same words has the same key, and so the same files;
and no worker writes over a bubble that was written anew meanwhile (docs/decisions/0035).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lessons.bubbles.paying import give_back
from lessons.bubbles.rendering import film, speak
from lessons.bubbles.writing import write
from lessons.models import Bubble
from library.models import Section, Source
from organizations import jobs
from organizations.jobs import JobKind
from organizations.slices import Slice
from project.errors import Conflict
from project.providers.calls import for_purpose

KIND = "make_bubble"
WRITTEN = ("heading", "reference", "sentences", "bullets", "written_by")
RENDERED = ("cache_key", "files", "duration_s", "media_bytes", "sentences")


def run(slice_: Slice) -> bool:
    """Work on a bubble until it is whole (True) or the slice is over (False)."""
    bubble = Bubble.objects.filter(pk=slice_.job.subject_id).first()
    if bubble is None or bubble.is_final:
        return True
    purpose = for_purpose("bubble", person_id=bubble.asked_by_id, request_id=bubble.pk)
    with workplace(bubble.pk) as folder, purpose:
        for step in steps_left(bubble, folder):
            if not keep(bubble, *step):
                return False  # it was written anew meanwhile, or is gone: look again
            if slice_.is_over() and not bubble.files.get("mp4"):
                return False
    keep(bubble, "state")
    return True


def steps_left(bubble: Bubble, folder: Path) -> Iterator[tuple[str, ...]]:
    """Do what is left to do, one step at a time; in the end the bubble is DONE, and not saved.

    Yields after each step the fields that it filled. Raises Conflict where what it is about is
    gone, and what `write` and the renderer raise.
    """
    if not bubble.is_written:
        source, section = _place_of(bubble)
        write(bubble, section, source)
        yield WRITTEN
    if "m4a" not in bubble.files:
        speak(bubble, folder)
        yield RENDERED
    if "mp4" not in bubble.files:
        film(bubble, folder)
        yield RENDERED
    bubble.state, bubble.problem = Bubble.State.DONE, ""


@contextmanager
def workplace(pk: UUID) -> Iterator[Path]:
    """For files on their way; nothing in it is needed afterwards."""
    folder = settings.DATA_DIR / "work" / str(pk)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place_of(bubble: Bubble) -> tuple[Source, Section]:
    source = Source.objects.exclude(state=Source.State.DELETING).filter(pk=bubble.source_id).first()
    section = Section.objects.filter(source_id=bubble.source_id, pk=bubble.section_id).first()
    if source is None or section is None or source.version != bubble.version:
        raise Conflict(_("The source was changed meanwhile. Ask for it again."))
    return source, section


def keep(bubble: Bubble, *fields: str) -> bool:
    """Save these; False where the row is not the one that was worked on any more."""
    rows = Bubble.objects.filter(pk=bubble.pk, version=bubble.version)
    return bool(rows.update(**{name: getattr(bubble, name) for name in fields}))


def enqueue(bubble: Bubble) -> None:
    jobs.enqueue(kind=KIND, organization_id=bubble.organization_id, subject_id=bubble.pk)


@transaction.atomic
def fail(bubble_id: UUID, fence: int, sentence: str) -> None:
    """The job gave up. What was made before it stays, and counts as nothing."""
    rows = Bubble.objects.filter(pk=bubble_id, state=Bubble.State.QUEUED)
    give_back(rows)
    rows.update(state=Bubble.State.FAILED, problem=sentence)


def asked_by(bubble_id: UUID) -> UUID | None:
    return Bubble.objects.filter(pk=bubble_id).values_list("asked_by_id", flat=True).first()


JOB = JobKind(
    name=KIND, cluster="rendering", run=run, fail=fail, asked_by=asked_by, is_waited_for=True
)
