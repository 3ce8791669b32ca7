"""The recording of a source, as it is played and cut; and what is said in it, when."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from library.ingestion.parsers.base import SectionKind
from library.models import Section, Source
from library.moments import time_of_line
from library.playing import AUDIO, VIDEO
from organizations.sight import Sight

AHEAD_S = 30.0  # how far before a moment a caption may begin that reaches into it


@dataclass(frozen=True, slots=True)
class Said:
    """A caption. start, end: seconds from the beginning of the recording."""

    text: str
    start: float
    end: float
    page_index: int


def recordings(sight: Sight) -> QuerySet[Source]:
    """Those that this person sees and that are here to be cut."""
    return Source.objects.seen_by(sight).readable().filter(duration_s__gt=0, video_id="")


def recording_key(source: Source) -> str:
    """Where storage keeps what is played."""
    return f"{source.storage_prefix}{VIDEO if source.has_picture else AUDIO}"


def said_between(source_id: UUID, start_s: float, end_s: float) -> list[Said]:
    """What is said wholly or partly in this time, in order. One query."""
    rows = Section.objects.filter(
        source_id=source_id,
        kind=SectionKind.TEXT,
        page__start_s__lt=end_s,
        page__end_s__gt=start_s - AHEAD_S,
    )
    found = said_in(rows)
    return [each for each in found if each.end > start_s and each.start < end_s]


def said_in(sections: QuerySet[Section]) -> Iterator[Said]:
    rows = sections.order_by("page_index", "position").values_list("page_index", "text", "lines")
    for index, text, lines in rows:
        for line in lines:
            if time := time_of_line(line):
                yield Said(text[int(line[0]) : int(line[1])], *time, index)


def words_of(said: list[Said]) -> str:
    return " ".join(" ".join(each.text.split()) for each in said)
