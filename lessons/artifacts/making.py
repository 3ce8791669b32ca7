"""The job that makes an artifact: what a language model writes, part by part, then by rule what
is still missing. Each batch commits with its progress; run again, it goes on behind it."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cached_property
from uuid import UUID

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from lessons.artifacts import manner, recipes, topics, writing
from lessons.artifacts.base import Draft, Reading
from lessons.artifacts.checking import check
from lessons.artifacts.pages import page_texts, texts_cited
from lessons.artifacts.reading import read
from lessons.models import Artifact, ArtifactItem, LessonRequest
from lessons.strategies.own.finding import strategy_of
from lessons.strategies.registry import DEFAULT
from lessons.strategies.spec import ItemKind, Spec
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
MOST_FAILING = 20
SPARE = 20  # drafts beside those that are needed, so that one of the same kind is among them


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
    def spec(self) -> Spec:
        return strategy_of(self.row.strategy or DEFAULT).spec

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
                artifact.kind,
                batches[done],
                spec=work.spec,
                language=artifact.language,
                page_text=work.page_text,
            )
        done += 1
    else:
        done = total
    with work.writing("write", done=done, total=total):
        room = artifact.count - artifact.items.count()
        add_drafts(artifact, drafts[:room])


def _fill(work: Work) -> None:
    artifact = work.row
    items = list(artifact.items.all())
    missing = artifact.count - len(items)
    drafts = (
        _made(work, items, count=missing, mix=_missing_kinds(work, items)) if missing > 0 else []
    )
    if not drafts and not items:
        raise Invalid(
            _("That part of the source has nothing to make this from. Choose more of it.")
        )
    with work.writing("fill", done=1, total=1):
        add_drafts(artifact, drafts)


def _made(work: Work, items: list[ArtifactItem], *, count: int, **how) -> list[Draft]:
    """By rule, beside what is there."""
    return recipes.make(
        work.row.kind,
        work.reading,
        count=count,
        embedder=embedder(name_in_use()),
        page_text=work.page_text,
        taken=taken_by(items),
        seed=str(work.row.pk),
        **how,
    )


def _missing_kinds(work: Work, items: list[ArtifactItem]) -> dict[ItemKind, int] | None:
    """What the strategy asks for beside what is there."""
    if work.row.kind not in manner.WITH_MIX:
        return None
    mix = manner.wanted(work.spec, work.row.count)
    for item in items:
        kind = next((each for each in manner.COUNTS_AS.get(item.kind, ()) if mix.get(each)), None)
        if kind:
            mix[kind] -= 1
    return {kind: number for kind, number in mix.items() if number}


REPAIRED = ("kind", "stem", "options", "key", "explanation", "difficulty", "points", "citation")


def _check(work: Work) -> None:
    artifact = work.row
    items = list(artifact.items.all())
    _repair(work, items)
    page_text = texts_cited(item.citation for item in items)
    for item in items:
        item.problems = check(item, page_text, artifact.language)
    failing = manner.check(artifact.kind, items, work.spec, language=artifact.language)
    with work.writing("check", done=1, total=1):
        ArtifactItem.objects.bulk_update(items, ["problems", *REPAIRED])
        artifact.state, artifact.problem = Artifact.State.DRAFT, ""
        artifact.strategy_failing = [asdict(each) for each in failing[:MOST_FAILING]]
        artifact.save(update_fields=["state", "problem", "strategy_failing", "updated_at"])


def _repair(work: Work, items: list[ArtifactItem]) -> None:
    """Once: what the strategy does not let anybody say gives way to something else of its kind,
    where the source has that. Nothing is saved here."""

    def fails(item: ArtifactItem | Draft) -> bool:
        return bool(manner.said(item, 0, work.spec, work.row.language))

    offending = [item for item in items if fails(item)]
    if not offending or work.row.kind in recipes.TELLING:
        return
    others = _made(work, items, count=len(offending) + SPARE, refused=fails)
    for item in offending:
        alike = (draft for draft in others if draft.kind == item.kind)
        if other := next(alike, others[0] if others else None):
            others.remove(other)
            fresh = row_of(work.row, other, item.position)
            for name in REPAIRED:
                setattr(item, name, getattr(fresh, name))


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
