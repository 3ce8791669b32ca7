"""What answers, exercises and marks quote of sources: words that an earlier text is kept for."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from lessons.models import Annotation, ArtifactItem, ChatMessage
from library.registries import quoting


def quotes_of(source_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """In whichever organization. Three queries."""
    quoted: dict[UUID, set[str]] = defaultdict(set)
    if source_ids:
        names = {str(pk): pk for pk in source_ids}
        for citation in (*_in_answers(names), *_in_exercises(names)):
            if citation["source_id"] in names:
                quoted[names[citation["source_id"]]].add(citation["quote"])
        marks = Annotation._base_manager.filter(source_id__in=source_ids).exclude(exact="")
        for source_id, exact in marks.values_list("source_id", "exact"):
            quoted[source_id].add(exact)
    return quoted


def _in_answers(names: Collection[str]) -> Iterator[dict]:
    conditions = [
        Q(statements__contains=[{"citations": [{"source_id": name}]}])
        | Q(nearest__contains=[{"source_id": name}])
        for name in names
    ]
    rows = ChatMessage._base_manager.filter(reduce(or_, conditions))
    for statements, nearest in rows.values_list("statements", "nearest").iterator():
        for said in statements:
            yield from said["citations"]
        yield from nearest


def _in_exercises(names: Collection[str]) -> Iterator[dict]:
    rows = ArtifactItem._base_manager.filter(citation__source_id__in=list(names))
    return rows.values_list("citation", flat=True).iterator()


def register() -> None:
    quoting.append(quotes_of)
