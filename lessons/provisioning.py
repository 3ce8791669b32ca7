"""Sample lessons, as a template brings them; made in the background like any other lesson."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Modality
from lessons.models import Lesson
from lessons.paying import Counts
from lessons.services.deleting import delete_lesson
from lessons.services.lessons import Part, request_lesson
from lessons.strategies import registry as strategies
from lessons.strategies.own import choices
from library.catalogue.listing import list_titles
from library.models import Source, StructureNode
from organizations import registries
from organizations.models import AppliedTemplate, Organization
from organizations.scoping import catalogue_scope, scope
from organizations.settings_schema import Feature
from organizations.template_files import Template
from organizations.template_files.schema import SampleLesson


class Lessons:
    """Found again by id. One on a title that the catalogue does not hold comes when it does."""

    name = "lessons"
    label: str | Promise = gettext_lazy("Sample lessons")

    def wanted(self, template):
        readable = {title.slug: title.source_id for title in list_titles()}
        made = _made_before(template)  # stays wanted while its title is read anew
        return {
            lesson.title: lesson.model_dump(mode="json")
            for lesson in template.lessons
            if lesson.title in made or _can_be_made(lesson, readable)
        }

    def present(self, organization, keys, made):
        titles = dict(Lesson.objects.filter(pk__in=_ids(made)).values_list("pk", "title"))
        return {
            key: entry["value"] | {"title": titles[UUID(entry["id"])]}
            for key, entry in made.items()
            if UUID(entry["id"]) in titles
        }

    def is_in_use(self, organization, entry):
        """Once there is something of it to read."""
        return Lesson.objects.filter(pk=entry["id"]).exclude(files={}).exists()

    def write(self, organization, key, value, entry, by):
        if entry:
            self.remove(organization, key, entry)
        source = _source(value["source"])
        request = request_lesson(
            user=by,
            source=source,
            part=Part(node=_chapter(source.pk, value["chapter"])),
            modalities=_ways(organization, value["modalities"]),
            language="",
            strategy=_strategy(organization),
            counts=Counts.NOWHERE,
        )
        Lesson.objects.filter(requests=request).update(title=value["title"])
        return {"value": value, "id": str(request.lesson_id)}

    def remove(self, organization, key, entry):
        """After the commit: its files must not go where the rest is taken back."""
        transaction.on_commit(partial(_delete, organization.pk, UUID(entry["id"])))


def _ways(organization: Organization, modalities: list[str]) -> list[str]:
    """Without the video where the organization has switched videos off."""
    has_video = organization.has_feature(Feature.VIDEO)
    kept = [each for each in modalities if has_video or each != Modality.VIDEO]
    return kept or [Modality.TEXT.value]


def _made_before(template: Template) -> set[str]:
    applied = AppliedTemplate.objects.filter(slug=template.slug).first()
    return set(applied.made.get(Lessons.name, ())) if applied else set()


def _can_be_made(lesson: SampleLesson, readable: dict[str, UUID]) -> bool:
    source_id = readable.get(lesson.source)
    if source_id is None:
        return False
    return _chapter(source_id, lesson.chapter) is not None


def lacks(template: Template) -> list[str]:
    """What books that are there do not have; of a book that is not, who brings books says it."""
    readable = {title.slug: title.source_id for title in list_titles()}
    return [
        _("“%(lesson)s” is not made: “%(book)s” has no chapter %(chapter)s.")
        % {"lesson": each.title, "book": each.source, "chapter": each.chapter}
        for each in template.lessons
        if each.source in readable and _chapter(readable[each.source], each.chapter) is None
    ]


def _chapter(source_id: UUID, number: str) -> StructureNode | None:
    with catalogue_scope():
        chapters = StructureNode.objects.filter(source=source_id, kind=StructureNode.Kind.CHAPTER)
        return chapters.filter(number=number).order_by("position").first()


def _source(slug: str) -> Source:
    """Seen from within the organization: it subscribes to it by now."""
    source_id = next(title.source_id for title in list_titles() if title.slug == slug)
    return Source.objects.get(pk=source_id)


def _strategy(organization: Organization) -> str:
    """The first of the organization's that we know."""
    known = (name for name in organization.options.strategies if name in strategies.STRATEGIES)
    return next(known, strategies.DEFAULT)


def _ids(made: dict[str, dict]) -> list[str]:
    return [entry["id"] for entry in made.values()]


def _delete(organization_id: UUID, lesson_id: UUID) -> None:
    with scope(organization_id):
        if lesson := Lesson.objects.filter(pk=lesson_id).first():
            delete_lesson(lesson)


def register() -> None:
    registries.template_parts.append(Lessons())
    registries.template_lacks.append(lacks)
    registries.strategy_choices.append(choices.for_class)
