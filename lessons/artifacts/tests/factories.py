from uuid import UUID

from accounts.models import User
from lessons.artifacts.export.items import ExportItem
from lessons.artifacts.export.rows import row_of
from lessons.models import Artifact, ArtifactItem
from library.models import Source

from .sets import CHOICE


def add_artifact(source: Source, by: User, *items: ExportItem, **fields) -> Artifact:
    """A draft quiz of these items, of one choice where there are none, on page 0 of the source."""
    values = {
        "kind": Artifact.Kind.QUIZ,
        "title": "The Sun",
        "language": "en",
        "state": Artifact.State.DRAFT,
        "source_title": source.title,
        "attribution": source.attribution,
    }
    artifact = Artifact.objects.create(
        organization_id=source.organization_id, source_id=source.pk, made_by=by, **(values | fields)
    )
    rows = [row_of(artifact, place, item) for place, item in enumerate(items or (CHOICE,), 1)]
    for row, item in zip(rows, items or (CHOICE,), strict=True):
        row.explanation, row.citation = item.explanation, _citation(source.pk, item)
    ArtifactItem.objects.bulk_create(rows)
    return artifact


def _citation(source_id: UUID, item: ExportItem) -> dict:
    return {
        "source_id": str(source_id),
        "page_index": 0,
        "page_label": "527",
        "reference": item.reference,
        "quote": item.quote,
    }
