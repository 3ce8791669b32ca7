"""The parts of a book that is read again: those that are the same keep their ids.

What points at a part of the tree points at the same part then, wherever it stands now. A part
that is no more is noted in the receipt, and what pointed at it is settled when the reading ends.
"""

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import count
from typing import Protocol, TypeVar
from uuid import UUID

from library import registries
from library.ingestion import keys
from library.models import Source, StructureNode
from library.selectors import latest_ingestion
from organizations.scoping import unscoped

GONE = "gone_parts"  # of a receipt: {id: [first page index, last page index]}
Key = TypeVar("Key")


class Part(Protocol):
    """Of the tree before, and of the new one."""

    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """By what a part is told, the surest first. path: the titles from the book down to it, and
    which of several such it is."""

    path: Hashable
    title: Hashable


def keep_ids(
    source: Source, before: Sequence[StructureNode], parts: Sequence[Part], parents: Sequence[int]
) -> list[UUID]:
    """An id for each part. before: the tree in whose place they come, in its order; may be empty.

    parents: the place of each part's own, of the book itself any. The book stays the book.
    """
    places = {node.pk: at for at, node in enumerate(before)}
    old = _known(before, [places[node.parent_id] if node.parent_id else 0 for node in before])
    new = _known(parts, parents)
    ids: dict[int, UUID] = {0: before[0].pk} if before else {}
    for sign in Known.__slots__:
        taken = set(ids.values())
        here = _once({at: getattr(new[at], sign) for at in range(len(new)) if at not in ids})
        there = _once({n.pk: getattr(old[places[n.pk]], sign) for n in before if n.pk not in taken})
        ids |= {at: there[key] for key, at in here.items() if key in there}
    return [ids.get(at) or _fresh(source, at, places.keys()) for at in range(len(parts))]


def _known(parts: Sequence[Part], parents: Sequence[int]) -> list[Known]:
    paths: list[tuple[str, ...]] = []
    seen: Counter[tuple[str, ...]] = Counter()
    known = []
    for at, part in enumerate(parts):
        title = " ".join(part.title.casefold().split())
        above = paths[parents[at]] if at else ()
        paths.append((*above, title) if at else ())  # a book that is renamed is the same
        seen[paths[at]] += 1
        known.append(Known((paths[at], seen[paths[at]]), title))
    return known


def _once(signs: dict[Key, Hashable]) -> dict[Hashable, Key]:
    """sign -> whose it is, of those that have it alone."""
    counts = Counter(signs.values())
    return {sign: key for key, sign in signs.items() if counts[sign] == 1}


def _fresh(source: Source, position: int, used: Container[UUID]) -> UUID:
    """Reading the same twice gives the same; never the id of a part that was another."""
    candidates = (keys.node_id(source.pk, position, number) for number in count())
    return next(each for each in candidates if each not in used)


def note_gone(receipt: dict, before: Iterable[StructureNode], ids: Iterable[UUID]) -> None:
    """Beside those of a stage that ran before."""
    kept = set(ids)
    gone = {str(n.pk): [n.start_page, n.end_page] for n in before if n.pk not in kept}
    receipt[GONE] = {**receipt.get(GONE, {}), **gone}


def settle_gone(source: Source) -> None:
    """What points at a part that is no more stays, as of its pages that the book still has; of a
    title of the catalogue in every organization. Safe to run twice."""
    ingestion = latest_ingestion(source)
    gone = ingestion.receipt.get(GONE, {}) if ingestion else {}
    last = max(0, source.page_count - 1)
    with _sight(source):
        for node_id, (first, end) in gone.items():
            for holder in registries.part_holders:
                holder.leave(source, UUID(node_id), (min(first, last), min(end, last)))


def _sight(source: Source) -> AbstractContextManager[None]:
    if source.is_of_catalogue:
        return unscoped("lessons on a title are each organization's")
    return nullcontext()
