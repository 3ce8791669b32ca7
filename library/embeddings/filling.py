"""Vectors of a model for every passage there is, while those of another one serve.

A job of the platform: batches of passages that have none, in order of their ids. A batch's rows
and the cursor commit together under the model's fence, so that a killed worker costs at most
one batch of computing, and nothing is written twice.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from library.embeddings.vectors import known_vectors, missing, passages, write_vectors
from library.models import ContentAtom, EmbeddingModel, Source
from organizations import jobs
from organizations.jobs import JobKind
from organizations.models import Job
from organizations.slices import Slice
from project.databases import CONTENT
from project.providers.registry import embedder

KIND = "fill_embeddings"
BATCH_ATOMS = 64


def begin(model: EmbeddingModel) -> None:
    """Queue it, from the first passage on; one that is under way goes on."""
    if not model.is_filling:
        model.total = passages().count()
        model.done = model.total - missing(model.name).count()
        model.is_filling, model.cursor, model.problem = True, None, ""
        model.save(update_fields=["total", "done", "is_filling", "cursor", "problem"])
    enqueue(model)


def enqueue(model: EmbeddingModel) -> None:
    jobs.enqueue(kind=KIND, organization_id=None, subject_id=model.pk, fence=model.fence)


def run(slice_: Slice) -> bool:
    model = EmbeddingModel.objects.filter(pk=slice_.job.subject_id).first()
    if model is None or not model.is_filling:
        return True
    model.take(slice_.fence)
    while batch := _next(model):
        _fill(model, batch, slice_.fence)
        if slice_.is_over():
            return False
    return _finish(model, slice_.fence)


def _next(model: EmbeddingModel) -> list[ContentAtom]:
    rows = missing(model.name).order_by("pk")
    if model.cursor:
        rows = rows.filter(pk__gt=model.cursor)
    return list(rows.only("text", "content_hash", "source_id", "organization_id")[:BATCH_ATOMS])


def _fill(model: EmbeddingModel, batch: list[ContentAtom], fence: int) -> None:
    texts = {atom.content_hash: atom.text for atom in batch}
    vectors = known_vectors(model.name, list(texts))
    wanted = [key for key in texts if key not in vectors]
    if wanted:
        computed = embedder(model.name).embed_passages([texts[key] for key in wanted])
        vectors |= dict(zip(wanted, computed, strict=True))
    model.cursor, model.done = batch[-1].pk, min(model.done + len(batch), model.total)
    with model.holding(fence):
        write_vectors(model.name, _still_there(batch), vectors)
        model.save(update_fields=["cursor", "done"])


def _still_there(batch: list[ContentAtom]) -> list[ContentAtom]:
    """Those that still have that text. Until the transaction ends nobody deletes their source:
    a deletion begins by changing its row."""
    sources = Source._base_manager.filter(pk__in={atom.source_id for atom in batch})
    held = sources.exclude(state=Source.State.DELETING).select_for_update(no_key=True)
    ids = set(held.order_by("pk").values_list("pk", flat=True))
    same = dict(
        ContentAtom._base_manager.filter(pk__in=[atom.pk for atom in batch])
        .select_for_update(no_key=True)
        .values_list("pk", "content_hash")
    )
    return [a for a in batch if a.source_id in ids and same.get(a.pk) == a.content_hash]


def _finish(model: EmbeddingModel, fence: int) -> bool:
    """At the end of the passages. What came behind the cursor meanwhile is another round."""
    left = missing(model.name).count()
    model.cursor, model.total = None, passages().count()
    model.done = model.total - left
    fields = ["cursor", "total", "done"]
    if not left:
        model.is_filling, model.problem, model.filled_at = False, "", timezone.now()
        fields += ["is_filling", "problem", "filled_at"]
        if not model.is_in_use:
            model.state = EmbeddingModel.State.COMPLETE
            fields += ["state"]
    with model.holding(fence):
        model.save(update_fields=fields)
    return not left


def fail(model_id: UUID, fence: int, sentence: str) -> None:
    """The job gave up: what is filled stays, and filling it again goes on there."""
    rows = EmbeddingModel.objects.filter(pk=model_id, fence__lte=fence)
    rows.update(is_filling=False, problem=sentence)


def requeue_lost() -> int:
    """Models that are being filled and have no job. Returns how many."""
    models = {model.pk: model for model in EmbeddingModel.objects.filter(is_filling=True)}
    active = Job.objects.active().filter(kind=KIND, subject_id__in=models)
    lost = models.keys() - set(active.values_list("subject_id", flat=True))
    for pk in lost:
        enqueue(models[pk])
    return len(lost)


@transaction.atomic(using=CONTENT)
def stop(model: EmbeddingModel) -> None:
    """A worker that is at it finds the fence raised and writes no more."""
    jobs.cancel(kind=KIND, subject_id=model.pk)
    row = EmbeddingModel.objects.select_for_update().get(pk=model.pk)
    row.is_filling, row.fence = False, row.fence + 1
    row.save(update_fields=["is_filling", "fence"])


JOB = JobKind(name=KIND, cluster="ingestion", run=run, fail=fail)
