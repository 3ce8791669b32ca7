"""The usual ways to check a reference that crosses the two databases."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Model, Q
from django.db.models.query import QuerySet

from organizations.registries import ReferenceCheck

BATCH = 1000


def column(
    model: type[Model],
    field: str,
    target: type[Model],
    repair: Callable[[QuerySet], None],
    *,
    only: Q | None = None,
) -> ReferenceCheck:
    """<field> holds ids of `target`. repair: called with the rows that hold an orphan.

    only: leave out the rows that this does not hold for.
    """

    def rows() -> QuerySet:
        return model._base_manager.filter(only or Q())

    def find() -> set[UUID]:
        used = rows().exclude(**{field: None}).values_list(field, flat=True).distinct()
        return missing(set(used.iterator(chunk_size=BATCH)), target)

    return ReferenceCheck(
        name=f"{model.__name__}.{field} -> {target.__name__}",
        find=find,
        repair=lambda orphans: repair(rows().filter(**{f"{field}__in": orphans})),
    )


def missing(ids: set[UUID], target: type[Model]) -> set[UUID]:
    """Those of the ids that are no row of `target`, asked in batches."""
    ordered = sorted(ids)
    found: set[UUID] = set()
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        found |= set(target._base_manager.filter(pk__in=batch).values_list("pk", flat=True))
    return ids - found
