"""What is made of a part of a book's tree when that part goes: it stays, as of its pages."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from lessons.bubbles.preparing import cancel_preparation
from lessons.models import Artifact, Assignment, LessonRequest, Preparation
from library import registries
from library.models import Correction, Source, StructureNode
from library.registries import PartHolder
from organizations import registries as of_organizations
from organizations.references import column

BY_PAGES = (LessonRequest, Artifact, Assignment)


def held(source: Source, node_id: UUID) -> list[str]:
    """In words, each with its number; in the scope of an organization."""
    lessons = _of(LessonRequest, source, node_id).values("lesson").distinct().count()
    sheets, assigned = (_of(model, source, node_id).count() for model in (Artifact, Assignment))
    prepared = _of(Preparation, source, node_id).count()
    said = [
        (lessons, ngettext("%(count)d lesson", "%(count)d lessons", lessons)),
        (sheets, ngettext("%(count)d quiz or sheet", "%(count)d quizzes and sheets", sheets)),
        (assigned, ngettext("%(count)d assignment", "%(count)d assignments", assigned)),
        (prepared, ngettext("%(count)d preparation", "%(count)d preparations", prepared)),
    ]
    return [words % {"count": count} for count, words in said if count]


def leave(source: Source, node_id: UUID, pages: tuple[int, int]) -> None:
    """pages: indexes, both included. A preparation stops: what is made of it stays."""
    with transaction.atomic():
        for model in BY_PAGES:
            _set_pages(_of(model, source, node_id), pages)
        for preparation in _of(Preparation, source, node_id).filter(state__in=Preparation.ACTIVE):
            cancel_preparation(preparation)
        _of(Preparation, source, node_id).delete()


def _of(model, source: Source, node_id: UUID) -> QuerySet:
    return model.objects.filter(source_id=source.pk, node_id=node_id)


def _set_pages(rows: QuerySet, pages: tuple[int, int] | tuple[None, None]) -> None:
    rows.update(node_id=None, first_page=pages[0], last_page=pages[1])


def repair(rows: QuerySet) -> None:
    """What was left pointing at nothing, by a crash: of the pages that the part had when it was
    removed, or of the whole source where nobody knows."""
    for pk, source_id, node_id in list(rows.values_list("pk", "source_id", "node_id")):
        _set_pages(rows.model._base_manager.filter(pk=pk), pages_of(source_id, node_id))


def pages_of(source_id: UUID | None, node_id: UUID) -> tuple[int, int] | tuple[None, None]:
    if source_id is None:
        return None, None
    rows = Correction._base_manager.filter(
        source_id=source_id, before__parts__contains=[{"id": str(node_id)}]
    )
    last = rows.order_by("-number").first()
    if last is None:
        return None, None
    part = next(each for each in last.before["parts"] if each["id"] == str(node_id))
    return part["start_page"], part["end_page"]


def register() -> None:
    registries.part_holders.append(PartHolder(held, leave))
    of_organizations.reference_checks += [
        column(model, "node_id", StructureNode, repair) for model in BY_PAGES
    ]
