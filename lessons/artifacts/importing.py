"""A file of questions becomes a quiz that a teacher goes through before anybody sees it."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from lessons.artifacts.export import registry
from lessons.artifacts.export.items import ExportItem, ItemKind
from lessons.artifacts.export.rows import row_of
from lessons.models import Artifact, ArtifactItem
from library.models import Source
from organizations import audit
from organizations.models import Membership


def import_quiz(*, source: Source, data: bytes, by: Membership) -> tuple[Artifact, list[str]]:
    """A draft on this source, whose items name no page yet, and what was left out.

    Raises Invalid where the file cannot be read.
    """
    found = registry.read(data, registry.recognised(data))
    title = found.title.strip() or _("Imported quiz")
    with transaction.atomic():
        artifact = Artifact.objects.create(
            organization_id=by.organization_id,
            source_id=source.pk,
            kind=Artifact.Kind.QUIZ,
            count=len(found.items),
            title=title[: Artifact._meta.get_field("title").max_length],
            language=source.language or "en",
            state=Artifact.State.DRAFT,
            made_by_id=by.user_id,
            source_title=source.title,
        )
        ArtifactItem.objects.bulk_create(
            row_of(artifact, position, _told(item)) for position, item in enumerate(found.items, 1)
        )
        audit.record(
            "artifacts.imported",
            organization=by.organization,
            subject=artifact,
            detail={"items": len(found.items), "left_out": len(found.left_out)},
        )
    return artifact, found.left_out


def _told(item: ExportItem) -> ExportItem:
    """Files know a text as one piece: its first line becomes its heading."""
    if item.kind != ItemKind.TEXT:
        return item
    heading, *lines = item.stem.split("\n")
    return replace(item, stem=heading, answers=tuple(lines or [heading]))
