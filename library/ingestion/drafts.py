"""Rows of sections back into the drafts that the pure parts of ingestion work with."""

from collections.abc import Iterator
from itertools import groupby

from library.ingestion.parsers.base import SectionKind
from library.ingestion.segmenting import LineSpan, SectionDraft
from library.models import Section, Source

Placed = tuple[Section, SectionDraft]


def pages_of_sections(source: Source) -> Iterator[tuple[int, list[Placed]]]:
    """(page index, its sections in reading order), page by page, in bounded memory."""
    rows = (
        Section.objects.filter(source=source)
        .order_by("page_index", "position")
        .only(*FIELDS, "node_id")
        .iterator(chunk_size=1000)
    )
    for index, sections in groupby(rows, key=lambda section: section.page_index):
        yield index, [(section, _draft(section)) for section in sections]


FIELDS = ("page_index", "position", "kind", "text", "box", "lines", "level", "continues")


def _draft(section: Section) -> SectionDraft:
    return SectionDraft(
        position=section.position,
        kind=SectionKind(section.kind),
        text=section.text,
        box=tuple(section.box) if section.box else None,
        lines=[LineSpan.unpacked(*line) for line in section.lines],
        level=section.level,
        continues=section.continues,
    )
