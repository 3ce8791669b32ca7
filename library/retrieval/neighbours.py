"""What stands around a passage joined to it: a model reads on where a search hit ends.

Atoms overlap: what one repeats of the one before is given once. Spans stay right, so a quote from
what was joined finds its page and boxes as one from the atom itself does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from library.ingestion.chunking import SEPARATOR, around, merge_boxes
from library.ingestion.textflow import HYPHENS
from library.models import ContentAtom
from library.retrieval.search import RetrievedAtom

TOKENS = 4_000  # of all passages together, where nobody says otherwise
LEAST_OVERLAP = 8  # characters: fewer are the same by chance

Place = tuple[UUID, int]  # source id, position


@dataclass(frozen=True, slots=True)
class Piece:
    """An atom in its place. spans: as `ContentAtom.spans`."""

    node_id: UUID | None
    text: str
    spans: list[dict]
    tokens: int


def with_neighbours(atoms: Sequence[RetrievedAtom], *, tokens: int = TOKENS) -> list[RetrievedAtom]:
    """The passages with what follows and what precedes each, best first.

    tokens: what all may hold together. What was found is in any case; the rest goes to the best
      first, what follows before what precedes.
    Passages that touch become one, in the place of the better. Each keeps the id, page, heading and
    score of the atom that was found; its text and spans are those of the whole. One query.
    """
    if not atoms:
        return []
    pieces = _pieces(atoms)
    chosen = choose([_place(atom) for atom in atoms], pieces, tokens=tokens)
    joined: list[RetrievedAtom] = []
    done: set[Place] = set()
    for atom in atoms:
        if _place(atom) in done:
            continue
        run = _run(_place(atom), chosen, pieces)
        done |= set(run)
        text, spans = join([pieces[place] for place in run]) if run else (atom.text, atom.spans)
        joined.append(replace(atom, text=text, spans=spans))
    return joined


def choose(found: Sequence[Place], pieces: dict[Place, Piece], *, tokens: int) -> set[Place]:
    """The places to give: those found, and neighbours while they fit."""
    chosen = {place for place in found if place in pieces}
    left = tokens - sum(pieces[place].tokens for place in chosen)
    for source, position in found:
        for step in (1, -1):
            here, there = (source, position), (source, position + step)
            if there in chosen or not _touch(here, there, pieces):
                continue
            if pieces[there].tokens <= left:
                chosen.add(there)
                left -= pieces[there].tokens
    return chosen


def join(pieces: Iterable[Piece]) -> tuple[str, list[dict]]:
    """Text and spans of atoms that follow each other, without what one repeats of the other."""
    first, *others = pieces
    text, spans = first.text, [dict(span) for span in first.spans]
    for piece in others:
        text = join_texts(text, piece.text)
        for span in piece.spans:
            _add_span(spans, span)
    return text, spans


def join_texts(before: str, after: str) -> str:
    repeated, kept = overlap(before, after)
    if repeated:
        return kept + after[repeated:]
    return before + SEPARATOR + after


def overlap(before: str, after: str) -> tuple[int, str]:
    """How many characters of `after` repeat the end of `before`, and `before` as it is kept.

    A word divided by the end of a page is mended only where it goes on: there the hyphen goes.
    """
    for kept in (before, before[:-1] if before.endswith(HYPHENS) else ""):
        at = kept.find(after[:LEAST_OVERLAP], max(0, len(kept) - len(after)))
        while at >= 0 and len(kept) - at >= LEAST_OVERLAP:
            if after.startswith(kept[at:]):
                return len(kept) - at, kept
            at = kept.find(after[:LEAST_OVERLAP], at + 1)
    return 0, before


def _add_span(spans: list[dict], span: dict) -> None:
    """Characters that are there already are not counted twice: a page's text stands once."""
    for known in spans:
        if known["page"] == span["page"] and known["start"] <= span["start"] <= known["end"] + len(
            SEPARATOR
        ):
            known["end"] = max(known["end"], span["end"])
            boxes = merge_boxes([*known["boxes"], *span["boxes"]])
            known["boxes"] = [list(box) for box in boxes]
            if time := around(known.get("time"), span.get("time")):
                known["time"] = list(time)
            return
    spans.append(dict(span))


def _run(place: Place, chosen: set[Place], pieces: dict[Place, Piece]) -> list[Place]:
    """The chosen places around this one that touch, in reading order."""
    if place not in chosen:
        return []
    run = [place]
    for step in (1, -1):
        here, there = place, (place[0], place[1] + step)
        while there in chosen and _touch(here, there, pieces):
            run.append(there)
            here, there = there, (there[0], there[1] + step)
    return sorted(run)


def _touch(here: Place, there: Place, pieces: dict[Place, Piece]) -> bool:
    """Neighbours of one node, or that share words: never across a chapter."""
    if here not in pieces or there not in pieces:
        return False
    first, second = (pieces[place] for place in sorted((here, there)))
    return first.node_id == second.node_id or overlap(first.text, second.text)[0] > 0


def _pieces(atoms: Sequence[RetrievedAtom]) -> dict[Place, Piece]:
    """What was found and what is beside it, by place; an atom deleted meanwhile is missing."""
    places = (
        Q(source_id=atom.source_id, position__range=(atom.position - 1, atom.position + 1))
        for atom in atoms
    )
    rows = ContentAtom.objects.filter(reduce(or_, places))
    fields = ("source_id", "position", "node_id", "text", "spans", "token_count")
    return {
        (source, position): Piece(*values)
        for source, position, *values in rows.values_list(*fields)
    }


def _place(atom: RetrievedAtom) -> Place:
    return atom.source_id, atom.position
