"""Annotations as they are drawn into the source's own PDF."""

from typing import Any

from lessons.annotations.marking import boxes_of_words
from lessons.models import Annotation
from library.models import Section, Source

# Of the marks, as printed readers know them: red, green, blue, each of 0 to 1.
COLOURS = {
    Annotation.Colour.YELLOW: [1.0, 0.89, 0.4],
    Annotation.Colour.GREEN: [0.6, 0.87, 0.5],
    Annotation.Colour.BLUE: [0.45, 0.7, 1.0],
    Annotation.Colour.PINK: [1.0, 0.6, 0.78],
    Annotation.Colour.ORANGE: [1.0, 0.72, 0.4],
}


def marks_for_pdf(source: Source, annotations: list[Annotation]) -> list[dict[str, Any]]:
    """Those in their place; each with its `thread`, which stands in the note's text."""
    placed = [row for row in annotations if row.state == Annotation.State.PLACED]
    sections = _sections(source, {row.page_index for row in placed})
    return [_mark(row, sections.get(row.page_index, [])) for row in placed]


def _sections(source: Source, indexes: set[int]) -> dict[int, list[Section]]:
    found: dict[int, list[Section]] = {}
    rows = Section.objects.filter(source=source, page_index__in=indexes)
    for section in rows.only("page_index", "start", "lines"):
        found.setdefault(section.page_index, []).append(section)
    return found


def _mark(row: Annotation, sections: list[Section]) -> dict[str, Any]:
    boxes = row.boxes
    if row.start is not None and row.stop is not None:
        boxes = boxes_of_words(sections, row.start, row.stop)
    said = [row.text, *(f"{reply.author}: {reply.text}" for reply in row.thread)]
    if row.tags:
        said.append(" ".join(f"#{tag}" for tag in row.tags))
    return {
        "page": row.page_index,
        "boxes": boxes,
        "strokes": [
            stroke | {"colour": COLOURS[Annotation.Colour(stroke["colour"])]}
            for stroke in row.strokes
        ],
        "colour": COLOURS[Annotation.Colour(row.colour)],
        "title": str(row.author),
        "text": "\n\n".join(part for part in said if part),
    }
