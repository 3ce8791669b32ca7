"""A deletion crosses databases and storage, so it is a job that can be run twice."""

from collections.abc import Callable
from uuid import UUID

from library import kept_files, registries
from library.ingestion.workspace import close_workspace
from library.models import (
    Announcement,
    ContentAtom,
    Correction,
    EarlierText,
    Embedding,
    GoldenQuestion,
    Ingestion,
    Page,
    Remaking,
    Section,
    Source,
    StructureNode,
    TermFrequency,
    VideoTracks,
    Watch,
)
from organizations.jobs import JobKind
from organizations.models import Grant
from organizations.services.grants import end_grants
from organizations.slices import Slice
from project import storage

KIND = "delete_source"
BATCH = 2000
# Those that point at others first.
TABLES = (
    Embedding, TermFrequency, ContentAtom, Section, Page, StructureNode, GoldenQuestion, Ingestion,
    Correction, Remaking, Announcement, Watch, EarlierText, VideoTracks,
)  # fmt: skip


def run(slice_: Slice) -> bool:
    source = Source.objects.filter(pk=slice_.job.subject_id).first()
    if source is None:
        return True
    return delete_now(source, is_over=slice_.is_over)


def delete_now(source: Source, *, is_over: Callable[[], bool] = lambda: False) -> bool:
    """What was made of it and goes with it, its rows in batches, its files, then itself.

    False where is_over() held.
    """
    if not all(follower.finish(source, is_over) for follower in registries.followers):
        return False
    for table in TABLES:
        while _delete_batch(table, source):
            if is_over():
                return False
    kept_files.let_go(source, source.file_key)
    storage.delete_prefix(source.storage_prefix)
    close_workspace(source)
    end_grants(Grant.Subject.SOURCE, [source.pk])
    source.delete()
    return True


def _delete_batch(table, source: Source) -> bool:
    rows = table.objects.filter(source=source)
    if table is StructureNode:  # points at itself
        rows.update(parent=None)
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    batch = table.objects.filter(pk__in=ids)
    return bool(ids) and bool(batch._raw_delete(batch.db))


def fail(source_id: UUID, fence: int, sentence: str) -> None:
    """It stays DELETING, out of everybody's sight; the job's row says why for operators."""


DELETE_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
