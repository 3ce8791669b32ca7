"""A source goes: what was assigned of it and handed in stays, without the source's words."""

from collections.abc import Callable

from lessons.assigning.copying import without_quotes
from lessons.models import Assignment
from library import registries
from library.models import Source
from library.registries import Follower
from organizations import registries as of_organizations
from organizations.references import column

BATCH = 100


def register() -> None:
    registries.followers.append(
        Follower(panel=lambda source: None, settle=lambda source, keeps: None, finish=finish)
    )
    check = column(Assignment, "source_id", Source, forget)
    of_organizations.reference_checks.append(check)


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Of a title of the catalogue, those of every organization. False where more is to be done."""
    rows = Assignment._base_manager.filter(source_id=source.pk)
    while batch := list(rows[:BATCH]):
        for assignment in batch:
            _forget(assignment)
        if is_over():
            return False
    return True


def forget(rows) -> None:
    for assignment in rows.iterator(chunk_size=BATCH):
        _forget(assignment)


def _forget(assignment: Assignment) -> None:
    assignment.items = without_quotes(assignment.items)
    assignment.source_id = None
    assignment.save(update_fields=["items", "source_id"])
