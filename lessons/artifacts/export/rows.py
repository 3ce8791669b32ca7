"""Rows -> what is exported, and what was read -> rows."""

from collections.abc import Iterable

from lessons.artifacts.checking import check
from lessons.models import Artifact, ArtifactItem

from .items import ExportItem, ExportOption, ExportSet, ItemKind, mixed, with_page


def export_set(artifact: Artifact, items: Iterable[ArtifactItem]) -> ExportSet:
    return ExportSet(
        title=artifact.title,
        items=tuple(map(export_item, items)),
        identifier=artifact.pk.hex,
        language=artifact.language,
        attribution=artifact.attribution,
    )


def export_item(row: ArtifactItem) -> ExportItem:
    key, citation = row.key, row.citation
    options = row.options if row.kind in ArtifactItem.WITH_OPTIONS else []
    return ExportItem(
        kind=ItemKind(row.kind),
        stem=row.stem,
        options=tuple(
            ExportOption(one["text"], bool(one.get("is_key")), one.get("feedback", ""))
            for one in options
        ),
        answers=tuple(map(str, key.get("accepted", ()))),
        number=_number(key.get("number")),
        tolerance=_number(key.get("tolerance")) or 0.0,
        unit=key.get("unit") or "",
        order=tuple(key.get("order", ())),
        pairs=tuple((left, right) for left, right in key.get("pairs", ())),
        explanation=row.explanation,
        difficulty=row.difficulty,
        points=row.points,
        reference=citation.get("reference", ""),
        quote=" ".join(citation.get("quote", "").split()),
    )


def _number(value) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def row_of(artifact: Artifact, position: int, item: ExportItem) -> ArtifactItem:
    """Not saved. It names no page until a teacher does: what the file said of one is kept as
    words, since it may be of another edition."""
    row = ArtifactItem(
        organization_id=artifact.organization_id,
        artifact=artifact,
        position=position,
        kind=item.kind.value,
        stem=item.stem,
        options=_options(item),
        key=_key(item),
        explanation=with_page(item.explanation, item.reference),
        difficulty=item.difficulty,
        points=item.points,
    )
    row.problems = [str(problem) for problem in check(row, lambda *_place: None, artifact.language)]
    return row


def _options(item: ExportItem) -> list[dict]:
    if item.kind == ItemKind.ORDERING:
        return [{"text": text, "is_key": True, "feedback": ""} for text in mixed(item.order)]
    if item.kind == ItemKind.MATCHING:
        return [
            {"text": left, "match": right, "is_key": True, "feedback": ""}
            for left, right in item.pairs
        ]
    return [
        {"text": option.text, "is_key": option.is_key, "feedback": option.feedback}
        for option in item.options
    ]


def _key(item: ExportItem) -> dict:
    match item.kind:
        case ItemKind.CHOICE | ItemKind.MULTIPLE | ItemKind.TRUE_FALSE:
            return {}
        case ItemKind.NUMERIC:
            number = {"number": item.number, "tolerance": item.tolerance}
            return number | {"unit": item.unit, "expression": ""}
        case ItemKind.ORDERING:
            return {"order": list(item.order)}
        case ItemKind.MATCHING:
            return {"pairs": [list(pair) for pair in item.pairs]}
    return {"accepted": list(item.answers)}
