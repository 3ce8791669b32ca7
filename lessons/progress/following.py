"""A source goes: what was read of it is of nothing."""

from collections.abc import Callable

from django.db.models import QuerySet

from lessons.models import Coverage
from library import registries
from library.models import Source
from library.registries import Follower
from organizations import registries as of_organizations
from organizations.references import column


def register() -> None:
    registries.followers.append(
        Follower(panel=lambda source: None, settle=lambda source, keeps: None, finish=finish)
    )
    check = column(Coverage, "source_id", Source, _forget)
    of_organizations.reference_checks.append(check)


def _forget(rows: QuerySet) -> None:
    rows.delete()


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """One statement, whatever the number of readers."""
    Coverage._base_manager.filter(source_id=source.pk).delete()
    return True
