"""The rows that are counted on: found, made, locked, moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from billing.models import Balance, Meter, Movement


@dataclass(frozen=True, slots=True)
class Place:
    """Which balance: see `billing.models.Balance`."""

    holder: str
    meter: Meter
    starts_on: date


def place_rows(places: Iterable[Place]) -> None:
    """Make those that are missing; who comes second finds them."""
    Balance._base_manager.bulk_create(
        [
            Balance(
                holder=place.holder,
                meter=place.meter,
                starts_on=place.starts_on,
                **owners_of(place.holder),
            )
            for place in places
        ],
        ignore_conflicts=True,
    )


def owners_of(holder: str) -> dict[str, UUID | None]:
    """{"person_id", "organization_id"} of whom the words of a holder name."""
    kind, _colon, ids = holder.partition(":")
    first, _colon, second = ids.partition(":")
    person = None if kind == "organization" else UUID(first)
    organization = {"organization": first, "covered": second}.get(kind)
    return {
        "person_id": person,
        "organization_id": UUID(organization) if organization else None,
    }


def find(places: Iterable[Place]) -> dict[Place, Balance]:
    """Those that are there, in one statement; not locked."""
    places = list(places)
    rows = Balance._base_manager.filter(holder__in={place.holder for place in places})
    rows = rows.filter(starts_on__in={place.starts_on for place in places})
    by_place = {Place(row.holder, Meter(row.meter), row.starts_on): row for row in rows}
    return {place: by_place[place] for place in places if place in by_place}


def lock(places: Iterable[Place]) -> dict[Place, Balance]:
    """All of them, each locked until the end of the transaction."""
    places = list(places)
    found = find(places)
    if missing := [place for place in places if place not in found]:
        place_rows(missing)
        found |= find(missing)
    locked = lock_ids(row.pk for row in found.values())
    return {place: locked[row.pk] for place, row in found.items()}


def lock_ids(ids: Iterable[int]) -> dict[int, Balance]:
    rows = Balance._base_manager.filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)}


def move(
    balance: Balance,
    kind: Movement.Kind,
    *,
    at: datetime,
    reservation_id: UUID | None = None,
    key: str | None = None,
    held: int = 0,
    used: int = 0,
) -> None:
    """Change a locked balance, and write that down."""
    Balance._base_manager.filter(pk=balance.pk).update(held=F("held") + held, used=F("used") + used)
    balance.held, balance.used = balance.held + held, balance.used + used
    Movement._base_manager.create(
        organization_id=balance.organization_id,
        balance=balance,
        reservation_id=reservation_id,
        key=key,
        kind=kind,
        held=held,
        used=used,
        at=at,
    )
