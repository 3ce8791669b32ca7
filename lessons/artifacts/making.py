"""The job that makes an artifact: what a language model writes, part by part, then by rule what
is still missing. Each batch commits with its progress; run again, it goes on behind it."""

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from lessons.artifacts import recipes, topics, writing
from lessons.artifacts.base import Draft, Reading
from lessons.artifacts.checking import check
from lessons.artifacts.pages import page_texts, texts_cited
from lessons.artifacts.reading import read
from lessons.models import Artifact, ArtifactItem, LessonRequest
from library.embeddings.current import name_in_use
from library.models import Source
from organizations.jobs import JobKind
from organizations.slices import Slice
from organizations.staged import StagedWork, run_stages
from project.errors import Conflict, Invalid
from project.languages import interface_language
from project.providers.calls import for_purpose
from project.providers.registry import embedder, has_language_model

KIND = "make_artifact"


class Work(StagedWork):
    """One worker's slice of one artifact."""

    row: Artifact

    @cached_property
    def source(self) -> Source:
        """Raises Conflict where it has gone since."""
        source = Source.objects.exclude(state=Source.State.DELETING).filter(pk=self.row.source_id)
        if (found := source.first()) is None or not found.is_readable:
            raise Conflict(
                _("The source has been deleted, or is being read anew. Try again later.")
            )
        return found

    @cached_property
    def reading(self) -> Reading:
        reading = read(self.source, parts_of(self.row, self.source), language=self.row.language)
        reading.strategy = self.row.strategy
        return reading

    @cached_property
    def page_text(self):
        return page_texts()


def parts_of(artifact: Artifact, source: Source) -> list[LessonRequest]:
    """The node, the pages, the pages that say the most on a topic, or the whole source."""
    if artifact.topic:
        return topics.parts_on(artifact.topic, source)
    part = LessonRequest(
        source_id=source.pk,
        node_id=artifact.node_id,
        first_page=artifact.first_page,
        last_page=artifact.last_page,
    )
    return [part]


def _write(work: Work) -> None:
    artifact = work.row
    if not has_language_model() or artifact.kind not in writing.WRITTEN:
        with work.writing("write", done=0, total=0):
            return
    batches = writing.batches_of(work.reading)
    done = work.done("write")
    total = len(batches)
    drafts: list[Draft] = []
    if done < total and artifact.items.count() < artifact.count:
        with for_purpose("artifact.write"):
            drafts = writing.write(
                artifact.kind, batches[done], language=artifact.language, page_text=work.page_text
            )
        done += 1
    else:
        done = total
    with work.writing("write", done=done, total=total):
        room = artifact.count - artifact.items.count()
        add_drafts(artifact, drafts[:room])


def _fill(work: Work) -> None:
    artifact = work.row
    missing = artifact.count - artifact.items.count()
    drafts = (
        recipes.make(
            artifact.kind,
            work.reading,
            count=missing,
            embedder=embedder(name_in_use()),
            page_text=work.page_text,
            taken=taken_by(artifact.items.all()),
            seed=str(artifact.pk),
        )
        if missing > 0
        else []
    )
    if not drafts and not artifact.items.exists():
        raise Invalid(
            _("That part of the source has nothing to make this from. Choose more of it.")
        )
    with work.writing("fill", done=1, total=1):
        add_drafts(artifact, drafts)


def _check(work: Work) -> None:
    artifact = work.row
    items = list(artifact.items.all())
    page_text = texts_cited(item.citation for item in items)
    for item in items:
        item.problems = check(item, page_text, artifact.language)
    with work.writing("check", done=1, total=1):
        ArtifactItem.objects.bulk_update(items, ["problems"])
        artifact.state, artifact.problem = Artifact.State.DRAFT, ""
        artifact.save(update_fields=["state", "problem", "updated_at"])


STAGES = {"write": _write, "fill": _fill, "check": _check}


def taken_by(items: Iterable[ArtifactItem]) -> list[tuple[str, int, int]]:
    return [
        (item.kind, item.citation["page_index"], item.citation["start"])
        for item in items
        if item.citation
    ]


def add_drafts(artifact: Artifact, drafts: Iterable[Draft]) -> None:
    """Behind what is there."""
    last = artifact.items.aggregate(last=Max("position"))["last"] or 0
    ArtifactItem.objects.bulk_create(
        row_of(artifact, draft, position) for position, draft in enumerate(drafts, start=last + 1)
    )


def row_of(artifact: Artifact, draft: Draft, position: int) -> ArtifactItem:
    """Not saved."""
    return ArtifactItem(
        organization_id=artifact.organization_id,
        artifact=artifact,
        position=position,
        kind=draft.kind,
        stem=draft.stem,
        options=draft.options,
        key=draft.key,
        explanation=draft.explanation,
        difficulty=draft.difficulty,
        points=draft.points,
        citation=draft.citation(),
    )


def run(slice_: Slice) -> bool:
    """Work until it can be looked at (True) or the slice is over (False)."""
    artifact = Artifact.objects.filter(pk=slice_.job.subject_id).first()
    if artifact is None or not artifact.is_under_way:
        return True
    artifact.take(slice_.fence)
    work = Work(artifact, slice_)
    if artifact.state == Artifact.State.QUEUED:
        with artifact.holding(slice_.fence):
            artifact.state = Artifact.State.MAKING
            artifact.save(update_fields=["state"])
    purpose = for_purpose("artifact", person_id=artifact.made_by_id, request_id=artifact.pk)
    with purpose, translation.override(interface_language(artifact.language)):
        return run_stages(work, STAGES)


def fail(artifact_id: UUID, fence: int, sentence: str) -> None:
    """The job gave up: say so; what was made before stays."""
    artifact = Artifact.objects.filter(pk=artifact_id).first()
    if artifact is None:
        return
    artifact.take(fence)
    with artifact.holding(fence):
        artifact.state, artifact.problem = Artifact.State.FAILED, sentence
        artifact.save(update_fields=["state", "problem", "updated_at"])


def asked_by(artifact_id: UUID) -> UUID | None:
    return Artifact.objects.filter(pk=artifact_id).values_list("made_by_id", flat=True).first()


JOB = JobKind(
    name=KIND, cluster="ingestion", run=run, fail=fail, asked_by=asked_by, is_waited_for=True
)
