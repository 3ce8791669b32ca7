"""Passages of a source that has some: only those that differ are written.

Cutting is quick and always the same, so all of the book is cut; a passage that says what it said
keeps its row, its id and its vectors, and gets another place in the book where that has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from uuid import UUID, uuid4

from django.db.models import F

from library.models import ContentAtom, Source

ASIDE = 10_000_000  # where positions wait while others take their places
BATCH = 500
PLACE = ("node_id", "position", "page_start", "page_end", "spans")
TEXT = ("text", "language", "token_count", "content_hash")
KNOWN = ("pk", "content_hash", "node_id", "position", "page_start", "page_end", "spans")


@dataclass
class Recut:
    """changed: same row, other text; moved: same text, other place; added; gone: ids."""

    changed: list[ContentAtom] = field(default_factory=list)
    moved: list[ContentAtom] = field(default_factory=list)
    added: list[ContentAtom] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)


def compare(old: Sequence[ContentAtom], new: Sequence[ContentAtom]) -> Recut:
    """Both in reading order. The ids of `new` are set: what says the same, and what stands where
    another stood, has that one's."""
    found = Recut()
    hashes = [[atom.content_hash for atom in atoms] for atoms in (old, new)]
    for tag, a, b, c, d in _differences(*hashes):
        pairs = min(b - a, d - c)
        for was, now in zip(old[a : a + pairs], new[c : c + pairs], strict=True):
            now.pk = was.pk
            if tag != "equal":
                found.changed.append(now)
            elif any(getattr(was, name) != getattr(now, name) for name in PLACE):
                found.moved.append(now)
        found.gone += [atom.pk for atom in old[a + pairs : b]]
        for now in new[c + pairs : d]:
            now.pk = uuid4()
            found.added.append(now)
    return found


def _differences(old: list[str], new: list[str]):
    """As `SequenceMatcher.get_opcodes`, which is given the middle alone: a book's two ends are
    mostly the same, and it is slow on long lists."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    stops = len(old) - tail, len(new) - tail
    yield "equal", 0, head, 0, head
    matcher = SequenceMatcher(None, old[head : stops[0]], new[head : stops[1]], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag, a + head, b + head, c + head, d + head
    yield "equal", stops[0], len(old), stops[1], len(new)


def write(source: Source, new: Sequence[ContentAtom]) -> Recut:
    """Inside a transaction. Words and vectors of what is changed or added are still to come."""
    rows = ContentAtom.objects.filter(source=source)
    old = list(rows.order_by("position").only(*KNOWN))
    found = compare(old, new)
    rows.filter(pk__in=found.gone).delete()
    places = {atom.pk: atom.position for atom in old}
    shifted = [a.pk for a in found.changed + found.moved if places[a.pk] != a.position]
    rows.filter(pk__in=shifted).update(position=F("position") + ASIDE)
    for atom in found.changed:
        atom.terms = atom.weights = None
    names = ["node", *PLACE[1:]]
    ContentAtom.objects.bulk_update(found.moved, names, batch_size=BATCH)
    ContentAtom.objects.bulk_update(
        found.changed, [*names, *TEXT, "terms", "weights"], batch_size=BATCH
    )
    ContentAtom.objects.bulk_create(found.added, batch_size=BATCH)
    return found
