"""An organization's files of the library, for its purge."""

from uuid import UUID

from library.ingestion.workspace import close_workspace
from library.models import Source
from organizations import registries
from organizations.registries import FilePurger
from project import storage


def prefixes(organization_id: UUID) -> tuple[str, str]:
    """All that storage keeps of one organization alone."""
    return f"o/{organization_id}/", f"incoming/{organization_id}/"


def count(organization_id: UUID) -> dict[str, int]:
    return {"files": sum(1 for p in prefixes(organization_id) for _ in storage.list_prefix(p))}


def purge(organization_id: UUID) -> None:
    for source in Source._base_manager.filter(organization_id=organization_id).iterator():
        close_workspace(source)
    for prefix in prefixes(organization_id):
        storage.delete_prefix(prefix)


def register() -> None:
    registries.file_purgers.append(FilePurger(count=count, purge=purge))
