"""Search: /api/v1/search."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from library import selectors
from library.access import access_source, source_sight
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.schemas import Passage, Question
from organizations.access import require
from organizations.callers import enter
from organizations.models import Membership, OrganizationKey

router = Router(tags=["search"])
SEARCH = OrganizationKey.Scope.SEARCH


@router.get("/search", response=list[Passage])
def search_passages(request: HttpRequest, asked: Query[Question]):
    """Passages that fit the question best, best first."""
    membership = enter(request, scope=SEARCH)
    require(membership, "library.ask")
    return search(asked.q, scope=Scope(_sources(membership, asked.source)), limit=asked.limit)


def _sources(membership: Membership, pk: UUID | None) -> tuple[UUID, ...]:
    readable = selectors.readable_source_ids(source_sight(membership))
    if pk is None:
        return tuple(readable)
    source = access_source(membership, pk, "library.ask")
    return (source.pk,) if source.is_readable else ()
