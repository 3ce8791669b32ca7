"""When the words of a source of time are said: from its sections' lines."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from library.ingestion.parsers.base import Time
from library.models import Page, Section, Source

Place = tuple[UUID, int]  # source id, page index


@dataclass(slots=True)
class Moments:
    """Of some pages: the captions of each by where they begin in the page's text."""

    captions: dict[Place, list[tuple[int, int, Time]]] = field(default_factory=dict)

    def at(self, place: Place, offset: int) -> Time | None:
        """That of the caption in which this character of the page's text stands, else of the one
        before it; None on a page without times."""
        found = self.captions.get(place)
        if not found:
            return None
        at = bisect_right(found, offset, key=lambda caption: caption[0])
        return found[max(at - 1, 0)][2]


NO_MOMENTS = Moments()


def moments_on(places: Iterable[Place]) -> Moments:
    """One query; none for no places."""
    wanted = Q()
    for source_id, index in set(places):
        wanted |= Q(source_id=source_id, page_index=index)
    found = Moments()
    if not wanted:
        return found
    rows = Section.objects.filter(wanted).order_by("source_id", "page_index", "position")
    for source_id, index, start, lines in rows.values_list(
        "source_id", "page_index", "start", "lines"
    ):
        page = found.captions.setdefault((source_id, index), [])
        page += [
            (start + int(line[0]), start + int(line[1]), time)
            for line in lines
            if (time := time_of_line(line))
        ]
    return found


def time_of_line(line: list[float]) -> Time | None:
    """Of a line as `Section.lines` has it."""
    return (line[2], line[3]) if len(line) == len(("start", "end", "from", "to")) else None


def time_of_span(span: dict) -> Time | None:
    """Of a span as `ContentAtom.spans` has it."""
    return (span["time"][0], span["time"][1]) if "time" in span else None


def caption_at(source: Source, index: int, at_s: float) -> tuple[int, int] | None:
    """Characters of the page's text that are said at this second, or were last before it."""
    captions = moments_on([(source.pk, index)]).captions.get((source.pk, index), [])
    begun = [caption for caption in captions if caption[2][0] <= at_s]
    return begun[-1][:2] if begun else None


def page_at(source: Source, at_s: float) -> int:
    """Index of the page in which this second is; of the last one behind the end."""
    begun = Page.objects.filter(source=source, start_s__lte=at_s).order_by("-start_s", "-index")
    return begun.values_list("index", flat=True).first() or 0
