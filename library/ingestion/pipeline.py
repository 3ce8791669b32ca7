"""A source becomes structure, pages, sections and atoms.

    fetch -> inspect -> extract -> recognise -> segment -> structure -> chunk -> embed -> index
    -> ready

A source that has an address begins with the stage "download" (`library.web`), a video at an address
with "take_video" (`library.remote_video`). Where people gave a
source a recording in place of captions, that is heard first (`stages/listen.py`). A video or a
sound is first made into what can be read and played:

    fetch -> probe -> proxy -> scenes -> transcribe -> look -> inspect -> … -> index -> summarise

An organization's own copy of a title of the catalogue takes the way of `library.copying` instead.

Each stage works in batches. A batch's rows and the progress commit together, under a lock on
the ingestion's fence: kill the worker anywhere and another goes on at the next batch, with
the same rows in the end.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from library import announcing, registries
from library.copying.stages import STAGES as COPYING
from library.ingestion import receipt, recognition, sandbox, watching
from library.ingestion.listening.keys import is_recording
from library.ingestion.parsers.registry import RECORDED
from library.ingestion.stages import (
    chunk,
    embed,
    extract,
    fetch,
    index,
    inspect,
    listen,
    recognise,
    segment,
    structure,
)
from library.ingestion.stages.recordings import (
    look,
    probe,
    proxy,
    scenes,
    summarise,
    transcribe,
)
from library.ingestion.stages.recordings import verdict as recorded
from library.ingestion.work import Work
from library.ingestion.workspace import close_workspace
from library.models import ContentAtom, Ingestion, Page, Source
from library.models.source import CHUNK_TOKENS
from library.pictures import pictures_bytes
from library.remote_video import download as remote_video
from library.selectors import latest_ingestion
from library.unpacking import stages as unpacked
from library.unpacking.stages import STAGES as UNPACKING
from library.web import download, site_stages
from organizations.jobs import JobKind
from organizations.models import Organization
from organizations.slices import LeaseLost, Slice
from organizations.staged import fresh_stages, run_stages
from project.errors import UnreadableSource
from project.text.storable import storable

STAGES = {
    "fetch": fetch.run,
    "inspect": inspect.run,
    "extract": extract.run,
    "recognise": recognise.run,
    "segment": segment.run,
    "structure": structure.run,
    "chunk": chunk.run,
    "embed": embed.run,
    "index": index.run,
}
RECORDED_STAGES = {
    "fetch": fetch.run,
    "probe": probe.run,
    "proxy": proxy.run,
    "scenes": scenes.run,
    "transcribe": transcribe.run,
    "look": look.run,
    **{name: run for name, run in STAGES.items() if name not in ("fetch", "recognise")},
    summarise.STAGE: summarise.run,
}
REMOTE_STAGES = {remote_video.STAGE: remote_video.run, **RECORDED_STAGES}
ADDRESSED = {download.STAGE: download.run, **STAGES}
KIND = "ingest_source"
# Kinds that become a folder of sources: their stages, and what is said in the end.
FOLDERS: dict[str, tuple] = {
    "zip": (UNPACKING, unpacked.verdict),
    "site": (site_stages.STAGES, site_stages.verdict),
}


def new_ingestion(source: Source, *, is_copy: bool = False) -> Ingestion:
    """is_copy: of the title that the source says it is copied from."""
    return Ingestion.objects.create(
        source=source,
        organization_id=source.organization_id,
        is_copy=is_copy,
        chunk_tokens=_chunk_tokens(source),
        stages=fresh_stages(tuple(_all_stages(source, is_copy=is_copy))),
        receipt=receipt.empty(),
    )


def _stages_left(source: Source, ingestion: Ingestion) -> Mapping[str, Callable[[Work], None]]:
    """Those with which it began: settings may have changed since."""
    stages = _all_stages(source, is_copy=ingestion.is_copy)
    return {name: run for name, run in stages.items() if name in ingestion.stages}


def _all_stages(source: Source, *, is_copy: bool) -> Mapping[str, Callable[[Work], None]]:
    """With what comes before reading it; once that is done it belongs to them no more."""
    stages = _stages(source, is_copy=is_copy)
    return {listen.STAGE: listen.run, **stages} if is_recording(source.captions_key) else stages


def _stages(source: Source, *, is_copy: bool) -> Mapping[str, Callable[[Work], None]]:
    if is_copy:
        return COPYING
    if source.kind in FOLDERS:
        return FOLDERS[source.kind][0]
    if source.kind in RECORDED:
        return _recorded_stages(source)
    return ADDRESSED if source.address else STAGES


def _recorded_stages(source: Source) -> dict[str, Callable[[Work], None]]:
    """Where no model is set that sums scenes up, nobody is told of one."""
    stages = REMOTE_STAGES if source.is_remote_video else RECORDED_STAGES
    without = () if settings.SCENE_MODEL else (summarise.STAGE,)
    return {name: run for name, run in stages.items() if name not in without}


def _chunk_tokens(source: Source) -> int:
    if source.organization_id is None:
        return CHUNK_TOKENS
    return Organization.objects.get(pk=source.organization_id).chunk_tokens


def run(slice_: Slice) -> bool:
    """Work on a source until it is ready (True) or the slice is over (False)."""
    source = Source.objects.filter(pk=slice_.job.subject_id).first()
    if source is None or source.state == Source.State.DELETING:
        return True
    ingestion = latest_ingestion(source)
    if ingestion is None or ingestion.finished_at:
        return True  # where that was a lost commit, `library.lost` finds it
    ingestion.take(slice_.fence)
    work = Work(source, ingestion, slice_)
    _show_processing(work)
    try:
        if not run_stages(work, _stages_left(source, ingestion)):
            return False
    except UnreadableSource as error:
        _close(work, Source.State.FAILED, str(error), error.code)
        return True
    if source.kind in FOLDERS:
        _close(work, *FOLDERS[source.kind][1](work))
        return True
    for follow in registries.after_reading:
        follow(source)
    has_passages = ContentAtom.objects.filter(source=source).exists()
    _close(work, *_verdict(source, ingestion, has_passages=has_passages))
    return True


def _verdict(
    source: Source, ingestion: Ingestion, *, has_passages: bool
) -> tuple[Source.State, str, str]:
    if source.kind in RECORDED and not ingestion.is_copy:
        return recorded.verdict(source, ingestion.receipt, has_passages=has_passages)
    return receipt.verdict(ingestion.receipt, has_passages=has_passages)


def fail(source_id: UUID, fence: int, sentence: str) -> None:
    """The job gave up: say so on the source."""
    source = Source.objects.filter(pk=source_id).exclude(state=Source.State.DELETING).first()
    ingestion = latest_ingestion(source) if source else None
    if source is None or ingestion is None or ingestion.finished_at:
        return
    ingestion.take(fence)
    with ingestion.holding(fence):
        _end(source, ingestion, Source.State.FAILED, sentence, "gave_up")
    _end_children()
    close_workspace(source)


def _show_processing(work: Work) -> None:
    if work.source.state != Source.State.PROCESSING:
        work.source.state = Source.State.PROCESSING
        with work.row.holding(work.slice.fence):
            work.save_source("state")


def _close(work: Work, state: Source.State, problem: str = "", code: str = "") -> None:
    work.source.pictures_bytes = pictures_bytes(work.source)
    with work.row.holding(work.slice.fence):
        work.save_source("pictures_bytes", "size_bytes")
        _end(work.source, work.row, state, problem, code)
        is_readable = state in Source.READABLE
        ready = announcing.note_ready(work.source, state) if is_readable else None
    _end_children()
    close_workspace(work.source)
    if ready is not None:
        announcing.tell(ready)


def _end_children() -> None:
    for kept in (sandbox, recognition, watching):
        kept.close()


def _end(source, ingestion, state: Source.State, problem: str, code: str) -> None:
    Page.objects.filter(source=source).update(layout=None)
    wanted = Source.objects.filter(pk=source.pk).exclude(state=Source.State.DELETING)
    is_here = wanted.update(
        state=state,
        problem=storable(problem),
        problem_code=code,
        version=F("version") + 1,  # whatever was cached about it is out of date
        updated_at=timezone.now(),
    )
    if not is_here:
        raise LeaseLost(f"source {source.pk} is gone")
    ingestion.finished_at = timezone.now()
    ingestion.stage = ""
    ingestion.save(update_fields=["finished_at", "stage", "stages", "receipt"])


def asked_by(source_id: UUID) -> UUID | None:
    return Source.objects.filter(pk=source_id).values_list("added_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="ingestion", run=run, fail=fail, asked_by=asked_by)
