"""What a language model says of each scene in a sentence or two, where one is set for that.

Nothing it says is believed: it is shown beside the scene as the model's, and never searched, cited
or taught from. A model that fails leaves scenes without, and the receipt says how many.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import ngettext_lazy

from library.ingestion.recordings import summaries
from library.ingestion.recordings.summaries import Scene
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.work import Work
from library.models import Page
from project.errors import ProviderError
from project.languages import base_of
from project.providers import registry
from project.providers.calls import for_purpose
from project.wording import counted

STAGE = "summarise"
A_BATCH = 8  # scenes that one question to the model is about
MOST_FAILURES = 2  # batches, after which it is not asked again in this reading
WITHOUT = ngettext_lazy(
    "No summary was written of %(count)s scene: %(reason)s Read it again to have that tried again.",
    "No summaries were written of %(count)s scenes: %(reason)s Read it again to have that tried "
    "again.",
    "number",
)

Summary = list[str]  # the text, empty where it did not hold, and who wrote it


def run(work: Work) -> None:
    scenes = _scenes(work)
    kept = Kept(work.source)
    known: dict[str, Summary] = kept.read("summaries") or {}
    done = work.done(STAGE)
    while done < len(scenes):
        batch = scenes[done : done + A_BATCH]
        if found := _written(work, [scene for scene in batch if _key(scene) not in known]):
            known |= found
            kept.write("summaries", known)
        done += len(batch)
        with work.writing(STAGE, done=done, total=len(scenes)):
            _show(work, batch, known)
            _tell(work, is_last=done >= len(scenes))
        if work.is_over():
            return
    if not scenes:
        with work.writing(STAGE, done=0, total=0):
            pass


def _scenes(work: Work) -> list[Scene]:
    language = base_of(work.source.language)
    pages = Page.objects.filter(source=work.source).order_by("index")
    rows = pages.values_list("index", "title", "text").iterator(chunk_size=200)
    found = (summaries.scene(index, title, text, language) for index, title, text in rows)
    return [scene for scene in found if scene is not None]


def _key(scene: Scene) -> str:
    names = registry.names_in(settings.SCENE_MODEL)
    models = [
        settings.MODEL_ENDPOINTS[name].model for name in names if name in settings.MODEL_ENDPOINTS
    ]
    return scene.key(",".join(models))


def _written(work: Work, scenes: Sequence[Scene]) -> dict[str, Summary]:
    """By key; empty where the model fails, which is noted."""
    noted = work.row.receipt.setdefault(STAGE, {"without": 0, "failures": 0, "reason": ""})
    if not scenes:
        return {}
    if noted["failures"] >= MOST_FAILURES:
        noted["without"] += len(scenes)
        return {}
    try:
        model = registry.chat_model(settings.SCENE_MODEL, embedder_name=settings.EMBEDDER)
        with for_purpose(
            "source.summarise", person_id=work.source.added_by_id, request_id=work.source.pk
        ):
            by, said = summaries.write(model, scenes)
    except ProviderError as error:
        noted["without"] += len(scenes)
        noted["failures"] += 1
        noted["reason"] = error.message
        return {}
    return {_key(scene): [text, by] for scene, text in zip(scenes, said, strict=True)}


def _show(work: Work, batch: Sequence[Scene], known: dict[str, Summary]) -> None:
    for index, text, by in _held(batch, known):
        pages = Page.objects.filter(source=work.source, index=index)
        pages.update(summary=text, summary_by=by[:100])


def _held(batch: Sequence[Scene], known: dict[str, Summary]) -> Iterator[tuple[int, str, str]]:
    for scene in batch:
        text, by = known.get(_key(scene), ["", ""])
        if text:
            yield scene.index, text, by


def _tell(work: Work, *, is_last: bool) -> None:
    noted: dict[str, Any] = work.row.receipt.get(STAGE, {})
    if is_last and noted.get("without"):
        said = counted(WITHOUT, noted["without"], reason=noted["reason"])
        work.row.receipt["warnings"] = [*work.row.receipt["warnings"], said]
