"""The job that makes a film: its clips, each cut or found, then all of them joined.

    clips -> film

Run again, it finds the clips that are there and goes on behind them.
"""

import shutil
from functools import cached_property
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from lessons.clips import apart
from lessons.compilations.clips import have_clip
from lessons.compilations.planning import Plan, plan
from lessons.models import Clip, Compilation, CompilationItem
from lessons.rendering.assembly import iso_639_2
from library.models import Source
from organizations.jobs import JobKind
from organizations.slices import Slice
from organizations.staged import StagedWork, run_stages
from project import storage
from project.errors import Conflict

KIND = "make_compilation"
WHOLE = 100  # parts of a film, for its progress


class Work(StagedWork):
    """One worker's slice of one film."""

    row: Compilation

    @cached_property
    def items(self) -> list[CompilationItem]:
        return list(self.row.items.all())

    @cached_property
    def sources(self) -> dict[UUID, Source]:
        wanted = {item.source_id for item in self.items}
        found = Source.objects.exclude(state=Source.State.DELETING).in_bulk(wanted)
        if wanted - found.keys():
            raise Conflict(_("A recording of it was deleted. Remove its clips first."))
        return found

    @cached_property
    def folder(self) -> Path:
        """For files on their way; nothing in it is needed after the slice."""
        folder = _folder(self.row.pk)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def clip_of(self, item: CompilationItem) -> Clip:
        """Raises Conflict where its recording is not there, and Invalid where it cannot be cut."""
        try:
            return have_clip(
                self.sources[item.source_id],
                item.start_ms,
                item.end_ms,
                organization_id=self.row.organization_id,
                made_by_id=self.row.made_by_id,
                folder=self.folder,
                beat=self.is_over,
            )
        except storage.FileMissing as error:
            said = _("The recording of “%(title)s” is not there to be cut.")
            raise Conflict(said % {"title": item.source_title}) from error


def run(slice_: Slice) -> bool:
    """Work on a film until it is there (True) or the slice is over (False)."""
    row = Compilation.objects.filter(pk=slice_.job.subject_id).first()
    if row is None or not row.is_under_way:
        return True
    row.take(slice_.fence)
    work = Work(row, slice_)
    if row.state == Compilation.State.QUEUED:
        with row.holding(slice_.fence):
            row.state = Compilation.State.MAKING
            row.save(update_fields=["state", "updated_at"])
    if not run_stages(work, STAGES):
        return False
    shutil.rmtree(work.folder, ignore_errors=True)
    return True


def _clips(work: Work) -> None:
    done, total = work.done("clips"), len(work.items)
    while done < total:
        work.clip_of(work.items[done])
        done += 1
        with work.writing("clips", done=done, total=total):
            pass
        if work.is_over():
            return


def _film(work: Work) -> None:
    row = work.row
    clips = [work.clip_of(item) for item in work.items]
    paths = [storage.fetch(clip.file_key, into=work.folder) for clip in clips]
    made = plan(row, work.items, clips, paths)
    film = work.folder / "film.mp4"
    apart.join(
        made.parts,
        film,
        fade=row.fade_ms * 90,
        style={"language": row.language, "cues": made.burnt},
        facts=made.facts(language=iso_639_2(row.language)),
        note=lambda time: _note(work, time, made),
    )
    _keep(work, film, made)


def _note(work: Work, time: int, made: Plan) -> None:
    """Raises LeaseLost where nobody wants it any more."""
    work.is_over()
    entry, done = work.row.stages["film"], WHOLE * time // max(made.length, 1)
    if done > entry["done"]:
        with work.writing("film", done=min(done, WHOLE - 1), total=WHOLE):
            pass


def _keep(work: Work, film: Path, made: Plan) -> None:
    """A film that was there goes when the new one is whole."""
    row = work.row
    prefix = f"{row.storage_prefix}{work.slice.fence}/"
    files = {"mp4": f"{prefix}film.mp4"}
    storage.save_file(files["mp4"], film)
    size = film.stat().st_size
    if made.captions:
        files["vtt"] = f"{prefix}captions.vtt"
        storage.save_bytes(files["vtt"], made.captions.encode())
        size += len(made.captions.encode())
    before = list(row.files.values())
    with work.writing("film", done=WHOLE, total=WHOLE):
        row.files, row.size_bytes = files, size
        row.duration_s = made.length / 90_000
        row.state, row.problem, row.is_outdated = Compilation.State.READY, "", False
        row.save()
    for key in before:
        storage.delete(key)


def _folder(pk: UUID) -> Path:
    return settings.DATA_DIR / "work" / str(pk)


STAGES = {"clips": _clips, "film": _film}


def fail(pk: UUID, fence: int, sentence: str) -> None:
    row = Compilation.objects.filter(pk=pk).first()
    if row is None or not row.is_under_way:
        return
    row.take(fence)
    with row.holding(fence):
        row.state, row.problem = Compilation.State.FAILED, sentence
        row.save(update_fields=["state", "problem", "updated_at"])
    shutil.rmtree(_folder(pk), ignore_errors=True)


def asked_by(pk: UUID) -> UUID | None:
    return Compilation.objects.filter(pk=pk).values_list("made_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="rendering", run=run, fail=fail, asked_by=asked_by)
