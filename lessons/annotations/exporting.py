"""Annotations for other programs and for reading: JSON-LD (W3C Web Annotation) and Markdown."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lessons.annotations.targets import MEDIA_FRAGMENTS
from lessons.models import Annotation

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = {
    Annotation.Kind.HIGHLIGHT: "highlighting",
    Annotation.Kind.NOTE: "commenting",
    Annotation.Kind.DRAWING: "describing",
    Annotation.Kind.BOOKMARK: "bookmarking",
}


def target_of(annotation: Annotation) -> dict[str, Any]:
    """{"source": an id, "selector": […]}; points are from the upper left corner of the page."""
    return {
        "source": f"urn:uuid:{annotation.source_id}#page={annotation.page_index + 1}",
        "selector": list(_selectors(annotation)),
    }


def _selectors(annotation: Annotation):
    if annotation.start is not None:
        yield {
            "type": "TextQuoteSelector",
            "exact": annotation.exact,
            "prefix": annotation.prefix,
            "suffix": annotation.suffix,
        }
        yield {
            "type": "TextPositionSelector",
            "start": annotation.start,
            "end": annotation.stop,
        }
    for x0, y0, x1, y1 in annotation.boxes:
        value = ",".join(f"{number:g}" for number in (x0, y0, x1 - x0, y1 - y0))
        yield {
            "type": "FragmentSelector",
            "conformsTo": MEDIA_FRAGMENTS,
            "value": f"xywh={value}",
        }
    if annotation.strokes:
        yield {"type": "SvgSelector", "value": svg_of(annotation.strokes)}


def svg_of(strokes: list[dict]) -> str:
    lines = [
        '<polyline points="{points}" stroke-width="{width:g}" fill="none"/>'.format(
            points=" ".join(f"{x:g},{y:g}" for x, y in stroke["points"]), width=stroke["width"]
        )
        for stroke in strokes
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(lines)}</svg>'


def as_json_ld(annotations: Iterable[Annotation], titles: dict[UUID, str]) -> dict[str, Any]:
    """An AnnotationPage. titles: source id -> title. Each annotation with its `thread`."""
    items: list[dict[str, Any]] = []
    for annotation in annotations:
        items += [_item(annotation, titles), *_answers(annotation)]
    return {"@context": CONTEXT, "type": "AnnotationPage", "items": items}


def _item(annotation: Annotation, titles: dict[UUID, str]) -> dict[str, Any]:
    target = target_of(annotation)
    title = titles.get(annotation.source_id, "")
    item: dict[str, Any] = {
        "id": f"urn:uuid:{annotation.pk}",
        "type": "Annotation",
        "motivation": MOTIVATIONS[Annotation.Kind(annotation.kind)],
        "creator": {"type": "Person", "name": str(annotation.author)},
        "created": annotation.created_at.isoformat(),
        "modified": annotation.updated_at.isoformat(),
        "target": target | {"dcterms:title": title},
    }
    body = [_textual(tag, "tagging") for tag in annotation.tags]
    if annotation.text:
        body.insert(0, _textual(annotation.text, "commenting"))
    return item | ({"body": body} if body else {})


def _textual(value: str, purpose: str) -> dict[str, str]:
    return {
        "type": "TextualBody",
        "value": value,
        "format": "text/plain",
        "purpose": purpose,
    }


def _answers(annotation: Annotation) -> list[dict[str, Any]]:
    return [
        {
            "id": f"urn:uuid:{reply.pk}",
            "type": "Annotation",
            "motivation": "replying",
            "creator": {"type": "Person", "name": str(reply.author)},
            "created": reply.created_at.isoformat(),
            "target": f"urn:uuid:{annotation.pk}",
            "body": [_textual(reply.text, "replying")],
        }
        for reply in annotation.thread
    ]


def as_markdown(
    annotations: Iterable[Annotation], titles: dict[UUID, str], places: dict[tuple[UUID, int], str]
) -> str:
    """places: (source id, page index) -> "p. 527". By source, in the order of its pages."""
    rows = sorted(
        annotations,
        key=lambda a: (titles.get(a.source_id, ""), str(a.source_id), a.page_index, a.start or 0),
    )
    parts = [f"# {_('Notes')}"]
    for source_id, of_source in groupby(rows, key=lambda each: each.source_id):
        parts.append(f"## {_line(titles.get(source_id, ''))}")
        for annotation in of_source:
            place = places.get((source_id, annotation.page_index), "")
            parts += _paragraphs(annotation, place)
    return "\n\n".join(parts) + "\n"


def _paragraphs(annotation: Annotation, place: str) -> list[str]:
    said = f"{annotation.author}, {annotation.created_at:%Y-%m-%d}"
    tags = "".join(f" #{tag.replace(' ', '-')}" for tag in annotation.tags)
    head = f"### {_line(place)} · {annotation.get_kind_display()}"
    parts = [head]
    if annotation.exact:
        parts.append(_quoted(annotation.exact))
    if annotation.text:
        parts.append(_escaped(annotation.text))
    parts.append(f"*{_escaped(said)}*{_escaped(tags)}")
    parts += [
        f"- **{_escaped(str(reply.author))}**: {_escaped(_line(reply.text))}"
        for reply in annotation.thread
    ]
    return parts


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return "\n".join(f"> {_escaped(line)}" for line in text.splitlines() if line.strip())


def _escaped(text: str) -> str:
    """So that a Markdown reader that takes HTML shows it as it was written."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
