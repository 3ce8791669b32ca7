"""How sources stand: what many ask of them within one question, read once in a brief scope."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from library.models import Source
from organizations.scoping import once_in_brief


class SourceRow(NamedTuple):
    version: int
    state: str
    updated_at: datetime


def rows_of(sources: QuerySet[Source]) -> dict[UUID, SourceRow]:
    """By id; also for `standing` in the same brief scope."""
    fields = sources.values_list("pk", *SourceRow._fields)
    rows = {pk: SourceRow(*values) for pk, *values in fields}
    _known().update(rows)
    return rows


def standing(source_ids: Collection[UUID]) -> dict[UUID, SourceRow]:
    """Of those that there are in scope, in the order of their ids."""
    known = _known()
    if not known.keys() >= set(source_ids):
        known = rows_of(Source.objects.filter(pk__in=source_ids))
    return {pk: known[pk] for pk in sorted(source_ids) if pk in known}


def _known() -> dict[UUID, SourceRow]:
    """Nothing outside a brief scope."""
    return once_in_brief("source rows", dict)
