"""What an assignment keeps of a quiz."""

from lessons.models import Artifact, ArtifactItem

Kind = ArtifactItem.Kind
UNASKED = (Kind.CARD, Kind.TEXT, Kind.SLIDE)
ASSIGNABLE = (Artifact.Kind.QUIZ, Artifact.Kind.WORKSHEET)


def copy_items(artifact: Artifact) -> list[dict]:
    """[{"id", "kind", "stem", "options", "key", "explanation", "points", "citation"}, …]: of those
    that ask something, in their order; each as `ArtifactItem` describes it."""
    return [_copy(item) for item in artifact.items.exclude(kind__in=UNASKED)]


def _copy(item: ArtifactItem) -> dict:
    return {
        "id": str(item.pk),
        "kind": item.kind,
        "stem": item.stem,
        "options": item.options if item.kind in ArtifactItem.WITH_OPTIONS else [],
        "key": item.key,
        "explanation": item.explanation,
        "points": item.points,
        "citation": item.citation,
    }


def without_quotes(items: list[dict]) -> list[dict]:
    """Its source is gone: which page it was stays, and what that said does not."""
    return [
        item | {"citation": {"reference": item["citation"].get("reference", "")}} for item in items
    ]
