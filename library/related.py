"""What other places say about a section: of its own book and of the others that one may read."""

from collections.abc import Collection
from uuid import UUID

from library.models import Section
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, search

RELATED = 4  # passages that are shown
LOOKED_AT = 12  # those of the same page fall out
QUERY_CHARACTERS = 600
LEAST_WORDS = 5  # a heading of two words is close to anything


def related_passages(section: Section, source_ids: Collection[UUID]) -> list[RetrievedAtom]:
    """Best first, each page once. source_ids: what the person may search."""
    query = section.text[:QUERY_CHARACTERS]
    if len(query.split()) < LEAST_WORDS:
        return []
    own = (section.source_id, section.page_index)
    found: dict[tuple[UUID, int], RetrievedAtom] = {}
    for atom in search(query, scope=Scope(tuple(source_ids)), limit=LOOKED_AT):
        pages = {(atom.source_id, span["page"]) for span in atom.spans}
        if own not in pages | {(atom.source_id, atom.page)}:
            found.setdefault((atom.source_id, atom.page), atom)
    return list(found.values())[:RELATED]
