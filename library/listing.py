"""Rows of sources and passages as lists show them."""

from django.http import HttpRequest

from accounts.models import User
from library import selectors
from library.describing import facts_of
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.snippets import snippet
from organizations.links import url_here
from organizations.sight import Sight

PAGE_ROWS = 40
PASSAGES = 6
MEANS_IT = 0.4  # cosine of query and passage, from which an answer is trusted somewhat
LEAST_CHARACTERS = 3  # of a query before passages are looked for


def page_number(request: HttpRequest) -> int:
    """From 1; nonsense is the first page."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdigit() and len(text) < 6 else 1


def with_facts(sources: list[Source], user: User) -> list[Source]:
    """Each with `facts`, the words under its title; one query for all."""
    nodes = selectors.count_nodes(sources)
    for source in sources:
        source.facts = facts_of(source, nodes.get(source.pk, {}), user_id=user.pk)
    return sources


def find_passages(request: HttpRequest, query: str, sight: Sight) -> list[dict]:
    """Places in the sources that the person may read, best first."""
    if len(query) < LEAST_CHARACTERS:
        return []
    scope = Scope(tuple(selectors.readable_source_ids(sight)))
    found = [
        {
            "atom": atom,
            "snippet": snippet(atom.text, query),
            "url": url_here(request, "library:page_detail", atom.source_id, atom.page)
            + f"?atom={atom.atom_id}",
        }
        for atom in search(query, scope=scope, limit=PASSAGES)
    ]
    return [passage for passage in found if _shows_why(passage)]


def _shows_why(passage: dict) -> bool:
    """It has a word of the query, or means nearly the same."""
    has_word = any(is_hit for _, is_hit in passage["snippet"])
    return has_word or (passage["atom"].similarity or 0.0) >= MEANS_IT
