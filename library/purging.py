"""An organization's files of the library, for its purge."""

from uuid import UUID

from library.ingestion.workspace import close_workspace
from library.models import Source
from organizations import registries
from organizations.registries import FilePurger
from project import storage


def prefix(organization_id: UUID) -> str:
    """All that storage keeps of one organization alone."""
    return f"o/{organization_id}/"


def count(organization_id: UUID) -> dict[str, int]:
    return {"files": storage.count_prefix(prefix(organization_id))}


def purge(organization_id: UUID) -> None:
    for source in Source._base_manager.filter(organization_id=organization_id).iterator():
        close_workspace(source)
    storage.delete_prefix(prefix(organization_id))


def register() -> None:
    registries.file_purgers.append(FilePurger(count=count, purge=purge))
