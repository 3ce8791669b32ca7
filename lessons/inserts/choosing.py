"""What a stretch of a recording, or a film, is as a part of a lesson. In the lesson's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from lessons.compilations.editing import checked_stretch
from lessons.compilations.planning import credits_of, reference_of, starts_of
from lessons.compilations.recordings import said_between
from lessons.models import Compilation
from library.citing import credit, moment_reference
from library.models import Source
from project.errors import Invalid


@dataclass(frozen=True, slots=True)
class Insert:
    """As a `LessonSegment` keeps it."""

    heading: str
    reference: str
    sentences: list[dict]
    clip: dict


def of_stretch(source: Source, start_ms: int, end_ms: int) -> Insert:
    """Raises Invalid for one that cannot be."""
    start_ms, end_ms = checked_stretch(source, start_ms, end_ms)
    reference = moment_reference((start_ms / 1000, end_ms / 1000))
    named = _("%(title)s, %(moment)s") % {"title": source.title, "moment": reference}
    return Insert(
        heading=named[:500],
        reference=reference,
        sentences=_said(source.pk, start_ms, end_ms, reference=reference),
        clip={
            "title": source.title,
            "credit": credit(source),
            "source_ids": [str(source.pk)],
            "start_ms": start_ms,
            "end_ms": end_ms,
            "length_ms": end_ms - start_ms,
        },
    )


def of_compilation(compilation: Compilation) -> Insert:
    """Its film. Raises Invalid without one, and of one that is older than its clips."""
    if "mp4" not in compilation.files or compilation.is_outdated:
        raise Invalid(_("This compilation was changed. Make its film first."))
    items = list(compilation.items.all())
    said = [
        entry
        for item, start in zip(items, starts_of(compilation, items), strict=True)
        for entry in _said(
            item.source_id, item.start_ms, item.end_ms, at_ms=start, reference=reference_of(item)
        )
    ]
    return Insert(
        heading=compilation.title,
        reference="",
        sentences=list(_one_after_the_other(said)),
        clip={
            "title": compilation.title,
            "credit": " · ".join(credits_of(items)),
            "source_ids": sorted({str(item.source_id) for item in items}),
            "film": compilation.files["mp4"],
            "length_ms": round(compilation.duration_s * 1000),
        },
    )


def _said(
    source_id: UUID, start_ms: int, end_ms: int, *, at_ms: int = 0, reference: str
) -> list[dict]:
    """Times in the clip, which begins at `at_ms`; the last cites all of it, from its start."""
    entries = [
        {
            "text": " ".join(said.text.split()),
            "start_ms": at_ms + max(0, round(said.start * 1000) - start_ms),
            "end_ms": at_ms + min(end_ms, round(said.end * 1000)) - start_ms,
            "source_id": str(source_id),
            "page_index": said.page_index,
            "at_s": round(max(said.start, start_ms / 1000), 2),
        }
        for said in said_between(source_id, start_ms / 1000, end_ms / 1000)
    ]
    entries = list(_one_after_the_other(entries))
    if entries:
        start = {name: entries[0][name] for name in ("page_index", "at_s")}
        entries[-1] |= start | {"reference": reference}
    return entries


def _one_after_the_other(entries: list[dict]) -> Iterator[dict]:
    for entry, following in pairwise([*entries, None]):
        assert entry is not None  # only the last is
        end = min(entry["end_ms"], following["start_ms"]) if following else entry["end_ms"]
        yield entry | {"end_ms": max(end, entry["start_ms"] + 1)}
