"""What depends on corrections is made again, in the background: passages, vectors, words.

A correction that comes while this runs raises `wanted`; at the end it begins again. Reading the
source anew makes everything, and leaves nothing for this to do.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from library.embeddings.current import names_written
from library.embeddings.vectors import known_vectors, missing, write_vectors
from library.ingestion import recutting
from library.ingestion.queries import count_terms, set_terms
from library.ingestion.stages.chunk import cut_atoms
from library.models import ContentAtom, Remaking, Source
from library.models.source import CHUNK_TOKENS
from library.retrieval.lexical import document_weights, terms
from library.selectors import latest_ingestion
from organizations import jobs
from organizations.jobs import JobKind
from organizations.models import Job
from organizations.scoping import unscoped
from organizations.slices import LeaseLost, Slice
from organizations.staged import StagedWork, fresh_stages, run_stages
from project.databases import CONTENT
from project.providers.calls import for_purpose
from project.providers.registry import embedder

KIND = "remake_passages"
BATCH_ATOMS = 64
SETTLED_AFTER = timedelta(minutes=1)  # until then the second commit may be on its way


class Work(StagedWork):
    """One worker's slice of it."""

    row: Remaking
    extra_fields = ("cut",)

    def __init__(self, row: Remaking, slice_: Slice):
        super().__init__(row, slice_)
        self.source = row.source


def enqueue(row: Remaking) -> None:
    jobs.enqueue(kind=KIND, organization_id=row.organization_id, subject_id=row.pk, fence=row.fence)


def run(slice_: Slice) -> bool:
    row = Remaking.objects.select_related("source").filter(pk=slice_.job.subject_id).first()
    if row is None or row.is_over:
        return True
    row.take(slice_.fence)
    if not row.source.is_readable:
        return True  # it is being read: `settle` follows
    if not run_stages(Work(row, slice_), STAGES):
        return False
    return _finish(row, slice_.fence)


def _cut(work: Work) -> None:
    source, ingestion = work.source, latest_ingestion(work.source)
    work.row.cut = Remaking.objects.values_list("wanted", flat=True).get(pk=work.row.pk)
    atoms = []
    for atom in cut_atoms(source, ingestion.chunk_tokens if ingestion else CHUNK_TOKENS):
        atoms.append(atom)
        if not len(atoms) % recutting.BATCH:
            work.is_over()  # keeps the lease; half a book is of no use
    with work.writing("chunk", done=1, total=1):
        _require_readable(source)
        recutting.write(source, atoms)


def _require_readable(source: Source) -> None:
    """Raises LeaseLost where reading it anew has begun, which writes the same rows."""
    if not Source.objects.select_for_update(no_key=True).filter(pk=source.pk).readable().exists():
        raise LeaseLost(f"source {source.pk} is read anew")


def _embed(work: Work) -> None:
    """The model in use and those beside it, for passages that have no vector of their text."""
    with for_purpose("ingestion.embed"):
        for model in names_written():
            while batch := _without_vector(work.source, model):
                vectors = _vectors(model, {atom.content_hash: atom.text for atom in batch})
                left = missing(model).filter(source=work.source).count() - len(batch)
                done = work.done("embed") + len(batch)
                # Not done yet where another model follows: the stage ends below.
                with work.writing("embed", done=done, total=done + max(left, 0) + 1):
                    _require_readable(work.source)
                    write_vectors(model, batch, vectors)
                if work.is_over():
                    return
    done = work.done("embed")
    with work.writing("embed", done=done, total=done):
        pass


def _without_vector(source: Source, model: str) -> list[ContentAtom]:
    rows = missing(model).filter(source=source).order_by("position")
    return list(rows.only("text", "content_hash", "source_id", "organization_id")[:BATCH_ATOMS])


def _vectors(model: str, texts: dict[str, str]) -> dict:
    known = known_vectors(model, list(texts))
    wanted = [key for key in texts if key not in known]
    if not wanted:
        return known
    computed = embedder(model).embed_passages([texts[key] for key in wanted])
    return known | dict(zip(wanted, computed, strict=True))


def _index(work: Work) -> None:
    source = work.source
    atoms = ContentAtom.objects.filter(source=source, terms=None).only("text", "language")
    lexical = [(atom.pk, terms(atom.text, atom.language)) for atom in atoms]
    rows = [(pk, sorted(set(words)), document_weights(words)) for pk, words in lexical]
    with work.writing("index", done=len(rows), total=len(rows)):
        _require_readable(source)
        if rows:
            set_terms(source, rows)
        count_terms(source)


STAGES = {"chunk": _cut, "embed": _embed, "index": _index}


def _finish(row: Remaking, fence: int) -> bool:
    """False where something was corrected meanwhile."""
    with row.holding(fence):
        wanted = Remaking.objects.values_list("wanted", flat=True).get(pk=row.pk)
        row.made = row.cut
        is_done = row.made >= wanted
        if not is_done:
            row.stages = fresh_stages(tuple(STAGES))
        row.stage = ""
        row.save(update_fields=["made", "stage", "stages"])
        _forget_found(row.source)
    return is_done


def _forget_found(source: Source) -> None:
    """What searches found before is out of date."""
    Source.objects.filter(pk=source.pk).update(version=F("version") + 1, updated_at=timezone.now())


def fail(remaking_id: UUID, fence: int, sentence: str) -> None:
    Remaking.objects.filter(pk=remaking_id, fence__lte=fence).update(problem=sentence)


def settle(source: Source) -> None:
    """After a reading, which has made everything."""
    with transaction.atomic(using=CONTENT):
        rows = Remaking.objects.select_for_update().filter(source=source)
        rows.update(made=F("wanted"), cut=F("wanted"), problem="", stage="")


def requeue_lost() -> int:
    """Those that are behind, have not failed, and have no job. Returns how many."""
    settled = timezone.now() - SETTLED_AFTER
    with unscoped("the sweep serves all organizations"):
        behind = Remaking.objects.filter(made__lt=F("wanted"), problem="", updated_at__lt=settled)
        rows = {row.pk: row for row in behind.filter(source__state__in=Source.READABLE)}
        active = Job.objects.active().filter(kind=KIND, subject_id__in=rows)
        lost = rows.keys() - set(active.values_list("subject_id", flat=True))
    for pk in lost:
        enqueue(rows[pk])
    return len(lost)


def asked_by(remaking_id: UUID) -> UUID | None:
    rows = Remaking.objects.filter(pk=remaking_id)
    return rows.values_list("asked_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="ingestion", run=run, fail=fail, asked_by=asked_by)
