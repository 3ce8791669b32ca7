"""Where in a book something stands: by its exact words, and by what is meant."""

import re
from dataclasses import dataclass
from typing import Any

from library.citing import moment_reference, page_reference
from library.models import Page, Source
from library.moments import moments_on
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, search
from library.snippets import snippet
from project.text.storable import storable

LONGEST = 200  # characters of what is sought
EXACT = 50  # pages that are listed
MEANT = 8  # passages
AROUND = 90  # characters shown on either side of exact words


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that has it. pieces: (text, is it what was sought). query: its place in a link."""

    page: int
    reference: str
    pieces: list[tuple[str, bool]]
    query: dict[str, Any]


def phrase_place(phrase: str, text: str) -> tuple[int, int] | None:
    """(start, stop) of the words of `phrase` in `text`, whatever white stands between them."""
    pattern = phrase_pattern(phrase)
    found = re.search(pattern, text, re.IGNORECASE) if pattern else None
    return found.span() if found else None


def phrase_pattern(phrase: str) -> str:
    """As Python and PostgreSQL both read it; "" for no words."""
    words = storable(phrase)[:LONGEST].split()
    return r"\s+".join(re.sub(r"([^\w])", r"\\\1", word) for word in words)


def find_phrase(source: Source, phrase: str) -> list[Hit]:
    """In the order of the book, each page once."""
    pattern = phrase_pattern(phrase)
    if not pattern:
        return []
    pages = Page.objects.filter(source=source, text__iregex=pattern).order_by("index")
    rows = pages.values_list("index", "label", "text")[:EXACT]
    found = [(row, place) for row in rows if (place := phrase_place(phrase, row[2]))]
    moments = moments_on((source.pk, row[0]) for row, _ in found if source.has_time)
    hits = []
    for (index, label, text), place in found:
        time = moments.at((source.pk, index), place[0])
        reference = moment_reference(time) if time else page_reference(source, label)
        hits.append(Hit(index, reference, _around(text, *place), {"phrase": phrase}))
    return hits


def _around(text: str, start: int, stop: int) -> list[tuple[str, bool]]:
    first, last = max(start - AROUND, 0), stop + AROUND
    before = ("…" if first else "") + text[first:start]
    after = text[stop:last] + ("…" if last < len(text) else "")
    return [(before, False), (text[start:stop], True), (after, False)]


def find_meaning(source: Source, query: str) -> list[Hit]:
    """Best first. [] where the source is not searched yet."""
    query = storable(query)[:LONGEST].strip()
    if not query or not source.is_readable:
        return []
    found = search(query, scope=Scope((source.pk,)), limit=MEANT)
    return [_hit_of(atom, query) for atom in found]


def _hit_of(atom: RetrievedAtom, query: str) -> Hit:
    words = [(f"{word} ", is_hit) for word, is_hit in snippet(atom.text, query)]
    return Hit(atom.page, atom.reference, words, {"atom": atom.atom_id})
