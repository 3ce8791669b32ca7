"""What a bubble is written from: a section, where it goes on, and what stands under its heading."""

from dataclasses import dataclass

from django.db.models import Q

from lessons.script.base import SectionText
from lessons.selectors import heading_at, section_text
from library.ingestion.parsers.base import SectionKind
from library.models import Page, Section, Source

UNDER_A_HEADING = 40  # sections of it that are read


@dataclass(frozen=True, slots=True)
class Matter:
    """own: the section and its rest on the next page. around: all under its heading."""

    heading: str
    own: list[SectionText]
    around: list[SectionText]


def matter_of(section: Section, source: Source) -> Matter:
    """In the language in which page references are to be written. A fixed number of queries."""
    head = section if _is_heading(section) else _heading_before(section)
    under = _under(head, section)
    own = [section, *_rest(section)]
    labels = _labels(source, [*own, *under])
    heading = head.text if head else heading_at(source, section.page_index)

    def texts(rows: list[Section]) -> list[SectionText]:
        return [section_text(row, labels.get(row.page_index, ""), source) for row in rows]

    return Matter(" ".join(heading.split()), texts(own), texts(under))


def pages_of(section: Section) -> tuple[int, int]:
    """Page indexes, both included, that the section stands on."""
    return section.page_index, section.page_index + int(section.continues)


def _is_heading(section: Section) -> bool:
    return section.kind == SectionKind.HEADING


def _before(section: Section) -> Q:
    here = Q(page_index=section.page_index, position__lt=section.position)
    return here | Q(page_index__lt=section.page_index)


def _after(section: Section) -> Q:
    here = Q(page_index=section.page_index, position__gt=section.position)
    return here | Q(page_index__gt=section.page_index)


def _heading_before(section: Section) -> Section | None:
    rows = Section.objects.filter(_before(section), source_id=section.source_id)
    rows = rows.filter(kind=SectionKind.HEADING).exclude(text="")
    return rows.order_by("-page_index", "-position").first()


def _under(head: Section | None, section: Section) -> list[Section]:
    """From the heading, or where there is none from the section, to the next heading."""
    start = head or section
    rows = Section.objects.filter(_after(start), source_id=section.source_id)
    found = [start]
    for row in rows.order_by("page_index", "position")[:UNDER_A_HEADING]:
        if _is_heading(row):
            break
        found.append(row)
    return found if section in found else [*found, section]


def _rest(section: Section) -> list[Section]:
    """Where it goes on: the first section of its kind on the next page."""
    if not section.continues:
        return []
    rows = Section.objects.filter(source_id=section.source_id, kind=section.kind)
    return list(rows.filter(page_index=section.page_index + 1).order_by("position")[:1])


def _labels(source: Source, rows: list[Section]) -> dict[int, str]:
    pages = Page.objects.filter(source=source, index__in={row.page_index for row in rows})
    return dict(pages.values_list("index", "label"))
