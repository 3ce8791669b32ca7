"""What the store holds, beside what is counted: of each organization, of the catalogue, of nobody.

The store is walked once, by the keys of its files; what is counted is asked of the rows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Sum

from library.models import Source
from library.overview import largest_of
from library.quota import storage_by_person, storage_use
from library.registries import storage_meters
from library.upload_parts import INCOMING
from library.waste import find_waste
from organizations.models import Organization
from organizations.scoping import catalogue_scope, scope
from project import storage

BIGGEST = 10
PEOPLE = 20
CATALOGUE = "o/catalogue/"


@dataclass(frozen=True, slots=True)
class Kept:
    """counted: of the rows. stored: below `prefixes`. Both in bytes."""

    words: str
    counted: int
    stored: int


@dataclass(frozen=True, slots=True)
class OrganizationReport:
    """limit_bytes: None for none. people, biggest, to_free: (words, bytes)."""

    slug: str
    name: str
    limit_bytes: int | None
    kinds: list[Kept]
    people: list[tuple[str, int]]
    biggest: list[tuple[str, int]]
    to_free: list[tuple[str, int]]

    @property
    def counted(self) -> int:
        return sum(kind.counted for kind in self.kinds)

    @property
    def stored(self) -> int:
        return sum(kind.stored for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class StoreReport:
    """total: of the whole store. uncounted: of it, below no prefix that anybody counts."""

    organizations: list[OrganizationReport]
    catalogue: Kept
    total: int
    uncounted: int


def report_store(*, slug: str = "") -> StoreReport:
    """slug: of the one organization that is described; all are walked."""
    below = _walk()
    described, claimed = [], {CATALOGUE}
    for organization in Organization.objects.order_by("slug"):
        with scope(organization.pk):
            kinds = _kinds(organization)
            claimed |= {prefix for _words, _counted, prefixes in kinds for prefix in prefixes}
            if slug in ("", organization.slug):
                described.append(_describe(organization, kinds, below))
    return StoreReport(
        organizations=described,
        catalogue=Kept("Catalogue", _catalogue_bytes(), below[CATALOGUE]),
        total=below[""],
        uncounted=below[""] - sum(below[prefix] for prefix in claimed),
    )


def _walk() -> Counter[str]:
    """Each folder of the store, with "/" at its end, and "" for all -> bytes below it."""
    below: Counter[str] = Counter()
    for file in storage.list_files(""):
        below[""] += file.size_bytes
        steps = file.key.split("/")[:-1]
        for depth in range(1, len(steps) + 1):
            below["/".join(steps[:depth]) + "/"] += file.size_bytes
    return below


def _kinds(organization: Organization) -> list[tuple[str, int, set[str]]]:
    """(words, bytes counted, prefixes); of the sources, and of each meter."""
    files, pictures, *others = storage_use(organization).parts
    own = {f"o/{organization.pk}/sources/", f"{INCOMING}{organization.pk}/"}
    kinds = [(f"{files[0]}, {pictures[0]}", files[1] + pictures[1], own)]
    for (words, size), meter in zip(others, storage_meters, strict=True):
        kinds.append((str(words), size, set(meter.prefixes(organization.pk))))
    return kinds


def _describe(
    organization: Organization, kinds: Iterable[tuple[str, int, set[str]]], below: Counter[str]
) -> OrganizationReport:
    people = storage_by_person(organization, most=PEOPLE)
    return OrganizationReport(
        slug=organization.slug,
        name=organization.name,
        limit_bytes=organization.storage_limit_bytes,
        kinds=[Kept(w, size, sum(below[p] for p in prefixes)) for w, size, prefixes in kinds],
        people=[(person.name, person.used) for person in people],
        biggest=_biggest(organization.pk),
        to_free=[(str(words), each.size_bytes) for words, each in find_waste(organization).lines],
    )


def _biggest(organization_id: UUID) -> list[tuple[str, int]]:
    """For who runs the site: titles of all, private ones too."""
    rows = Source.objects.filter(organization_id=organization_id)
    found = largest_of(rows.exclude(state=Source.State.DELETING), most=BIGGEST)
    titles = dict(Source.objects.filter(pk__in=found).values_list("pk", "title"))
    return [(titles.get(pk, ""), size) for pk, size in found.items()]


def _catalogue_bytes() -> int:
    with catalogue_scope():
        rows = Source.objects.filter(organization_id=None)
        total = Sum(F("size_bytes") + F("pictures_bytes"), default=0)
        return rows.exclude(state=Source.State.DELETING).aggregate(total=total)["total"]
