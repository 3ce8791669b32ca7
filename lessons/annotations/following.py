"""What becomes of annotations when their source is deleted: they go with it."""

from collections.abc import Callable

from lessons.models import Annotation
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import registries as of_organizations
from organizations.references import BATCH, column


def register() -> None:
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))
    of_organizations.reference_checks.append(column(Annotation, "source_id", Source, _delete))


def _delete(rows) -> None:
    rows.delete()


def panel(source: Source) -> Panel | None:
    """The page that asks says itself that notes go."""
    return None


def settle(source: Source, keeps: bool) -> None:
    """A source that is being deleted is out of sight, and so are its annotations."""


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Of a title of the catalogue, those of every organization."""
    rows = Annotation._base_manager.filter(source_id=source.pk)
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        Annotation._base_manager.filter(pk__in=ids).delete()
        if is_over():
            return False
    return True
