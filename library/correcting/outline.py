"""Pure: the book's tree as a list in reading order, each part with its depth.

The book itself is the first and stays what it is. What lies below a part follows it and is deeper.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from library.ingestion.structuring import MAX_DEPTH, MAX_NODES
from library.models import StructureNode
from project.errors import Invalid

Kind = StructureNode.Kind


@dataclass(frozen=True, slots=True)
class Part:
    """Pages are indexes, the last one included."""

    id: UUID
    depth: int
    kind: str
    number: str
    title: str
    start_page: int
    end_page: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"id": str(self.id)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Part":
        return cls(**kept | {"id": UUID(kept["id"])})

    @classmethod
    def of(cls, row: StructureNode) -> "Part":
        return cls(row.pk, row.depth, row.kind, row.number, row.title, row.start_page, row.end_page)


Parts = list[Part]


def end_of(parts: Sequence[Part], at: int) -> int:
    """Place behind all that lies below."""
    end = at + 1
    while end < len(parts) and parts[end].depth > parts[at].depth:
        end += 1
    return end


def parent_of(parts: Sequence[Part], at: int) -> int:
    return next(i for i in range(at - 1, -1, -1) if parts[i].depth < parts[at].depth)


def sibling_before(parts: Sequence[Part], at: int) -> int | None:
    for i in range(at - 1, -1, -1):
        if parts[i].depth == parts[at].depth:
            return i
        if parts[i].depth < parts[at].depth:
            return None
    return None


def rename(parts: Parts, at: int, number: str, title: str) -> Parts:
    title = " ".join(title.split())
    if not title:
        raise Invalid(_("A part of a book needs a title. Give it one."))
    named = replace(parts[at], number=" ".join(number.split())[:20], title=title[:500])
    return [*parts[:at], named, *parts[at + 1 :]]


def indent(parts: Parts, at: int) -> Parts:
    if sibling_before(parts, at) is None:
        raise Invalid(_("There is no part before it, on its own level, that it could belong to."))
    return _shifted(parts, at, 1)


def outdent(parts: Parts, at: int) -> Parts:
    """What follows it below its old parent belongs to it afterwards."""
    if parts[at].depth <= 1:
        raise Invalid(_("It is on the highest level already."))
    return _shifted(parts, at, -1)


def _shifted(parts: Parts, at: int, step: int) -> Parts:
    end = end_of(parts, at)
    if max(part.depth for part in parts[at:end]) + step > MAX_DEPTH:
        raise Invalid(_("A tree can be at most %(depth)s levels deep.") % {"depth": MAX_DEPTH})
    moved = [replace(part, depth=part.depth + step) for part in parts[at:end]]
    shifted = [*parts[:at], *moved, *parts[end:]]
    return _fitting(shifted, at, end_of(shifted, at))


def move(parts: Parts, at: int, step: int) -> Parts:
    """With what lies below it past its neighbour on the same level: -1 up, 1 down."""
    end = end_of(parts, at)
    if step < 0:
        before = sibling_before(parts, at)
        if before is None:
            raise Invalid(_("It is the first of its level already."))
        return [*parts[:before], *parts[at:end], *parts[before:at], *parts[end:]]
    if end >= len(parts) or parts[end].depth != parts[at].depth:
        raise Invalid(_("It is the last of its level already."))
    after = end_of(parts, end)
    return [*parts[:at], *parts[end:after], *parts[at:end], *parts[after:]]


def merge(parts: Parts, at: int) -> tuple[Parts, UUID]:
    """Without this part; the id of that before it, which takes its text and what is below it."""
    before = sibling_before(parts, at)
    if before is None:
        raise Invalid(_("There is no part before it, on its own level, to merge it with."))
    return [*parts[:at], *parts[at + 1 :]], parts[before].id


def delete(parts: Parts, at: int) -> tuple[Parts, UUID]:
    """Without this part; the id of that above it, which takes its text. Those below it rise."""
    above = parts[parent_of(parts, at)].id
    end = end_of(parts, at)
    risen = [replace(part, depth=part.depth - 1) for part in parts[at + 1 : end]]
    return _fitting([*parts[:at], *risen, *parts[end:]], at, end - 1), above


def add(parts: Parts, home: int, title: str, page: int) -> tuple[Parts, Part]:
    """A part that begins in the midst of `home` on a page (an index).

    It stands behind a part that has none below it, as its neighbour; else it is below it, before
    what begins later.
    """
    if len(parts) >= MAX_NODES:
        raise Invalid(_("A tree can have at most %(count)s parts.") % {"count": MAX_NODES})
    end = end_of(parts, home)
    holds = home == 0 or end > home + 1
    depth = parts[home].depth + (1 if holds else 0)
    at = end
    if holds:
        later = (i for i in range(home + 1, end) if parts[i].start_page > page)
        at = next((i for i in later if parts[i].depth == depth), end)
    kind = Kind.CHAPTER if depth == 1 else Kind.SECTION
    new = Part(uuid4(), depth, kind, "", "", page, max(page, parts[home].end_page))
    added = _fitting([*parts[:at], new, *parts[at:]], at, at + 1)
    return rename(added, at, "", title), added[at]


def _fitting(parts: Parts, start: int, stop: int) -> Parts:
    """With kinds that go below their parents, in start..stop-1."""
    fitted = list(parts)
    for at in range(start, stop):
        above = fitted[parent_of(fitted, at)].kind
        fitted[at] = replace(fitted[at], kind=_kind_below(above, fitted[at].kind))
    return fitted


def _kind_below(above: str, kind: str) -> str:
    if above in (Kind.CHAPTER, Kind.SECTION):
        return Kind.SECTION
    if above == Kind.UNIT:
        return kind if kind != Kind.UNIT else Kind.CHAPTER
    return kind if kind != Kind.SECTION else Kind.CHAPTER


def ranges(parts: Parts, own: dict[UUID, tuple[int, int]]) -> dict[UUID, tuple[int, int]]:
    """id -> first and last page of its own text and of what is below; none without text.

    own: the same of its own text alone.
    """
    found: dict[UUID, tuple[int, int]] = {}
    for at, part in enumerate(parts):
        pages = [own[p.id] for p in parts[at : end_of(parts, at)] if p.id in own]
        if pages:
            found[part.id] = (min(page[0] for page in pages), max(page[1] for page in pages))
    return found
