"""What storage keeps of an organization itself: exports, rosters that wait, its logo."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from library.registries import StorageMeter, storage_meters
from organizations.models import DataExport, Organization, RosterImport
from organizations.settings_schema import read_settings


def total(organization_id: UUID) -> int:
    """One query."""
    here = {"organization_id": OuterRef("pk")}
    sums = {
        name: Subquery(
            rows.filter(**here)
            .order_by()
            .values("organization_id")
            .annotate(total=Sum("size_bytes"))
            .values("total")
        )
        for name, rows in (("exports", _exports()), ("rosters", _rosters()))
    }
    row = Organization.objects.annotate(**sums).values("settings", *sums).get(pk=organization_id)
    return (row["exports"] or 0) + (row["rosters"] or 0) + _logo_bytes(row["settings"])


def of_people(organization_id: UUID) -> dict[UUID | None, int]:
    """The logo is nobody's."""
    settings = Organization.objects.values_list("settings", flat=True).get(pk=organization_id)
    found: dict[UUID | None, int] = {None: _logo_bytes(settings)}
    for who, rows in (("asked_by_id", _exports()), ("made_by_id", _rosters())):
        here = rows.filter(organization_id=organization_id).order_by().values_list(who)
        for user_id, size in here.annotate(total=Sum("size_bytes")):
            found[user_id] = found.get(user_id, 0) + size
    return found


def _exports() -> QuerySet[DataExport]:
    return DataExport.objects.filter(state=DataExport.State.READY)


def _rosters() -> QuerySet[RosterImport]:
    """A file is kept until it is read."""
    return RosterImport.objects.filter(state=RosterImport.State.READING)


def _logo_bytes(settings: dict) -> int:
    return read_settings(settings).branding.logo_bytes


def prefixes(organization_id: UUID) -> Iterable[str]:
    return [f"o/{organization_id}/{name}/" for name in ("exports", "rosters", "branding")]


def register() -> None:
    words = _("Exports, rosters and logo")
    storage_meters.append(StorageMeter(words, total, lambda ids: {}, of_people, prefixes))
