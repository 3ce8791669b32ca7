"""Every source of an organization as those who run it see it: state, audience, adder, storage."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from library.access import level_on, source_sight
from library.models import Source
from library.registries import storage_meters
from library.sharing import Audience, audience_of
from organizations.models import Grant, Membership, Organization
from organizations.recipients import name_of

STATES = {
    "ready": (_("Ready"), Q(state=Source.State.READY)),
    "reading": (_("Being read"), Q(state__in=[Source.State.QUEUED, Source.State.PROCESSING])),
    "attention": (
        _("Needs a look"),
        Q(state__in=[Source.State.PARTIAL, Source.State.FAILED]),
    ),
    "uploading": (_("Uploading"), Q(state=Source.State.UPLOADING)),
}
AUDIENCES: dict[str, tuple[str | Promise, Q]] = {
    Audience.EVERYBODY: (_("Everybody here"), Q(owner_id=None, is_restricted=False)),
    Audience.CHOSEN: (_("Chosen people"), Q(is_restricted=True)),
    Audience.ALONE: (_("One person"), Q(owner_id__isnull=False)),
}
ORDERS = {
    "": (_("Newest first"), ["-created_at", "pk"]),
    "title": (_("By title"), ["title", "pk"]),
    "size": (_("Largest first"), [(F("size_bytes") + F("pictures_bytes")).desc(), "pk"]),
}
NAMED = 3  # of those it is shared with


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Keys of STATES, AUDIENCES and ORDERS; unknown ones and "" ask for nothing."""

    query: str = ""
    state: str = ""
    audience: str = ""
    order: str = ""


EVERYTHING = SourceFilter()


@dataclass(slots=True)
class OverviewRow:
    """is_hidden: another person's private source, of which its size alone is told.

    parts: (words, bytes). shared_with: names, the first of grant_count.
    """

    source: Source
    audience: Audience
    adder: User | None
    level: int
    is_hidden: bool
    parts: list[tuple[str | Promise, int]]
    shared_with: list[str] = field(default_factory=list)
    grant_count: int = 0

    @property
    def total(self) -> int:
        return sum(size for _words, size in self.parts)

    @property
    def administers(self) -> bool:
        return not self.is_hidden and self.level >= Grant.Level.ADMINISTER


def list_overview(actor: Membership, wanted: SourceFilter = EVERYTHING) -> QuerySet[Source]:
    """An admin of all sees other people's private sources as well, an admin of schools does not."""
    rows = Source.objects.filter(organization_id=actor.organization_id)
    rows = rows.exclude(state=Source.State.DELETING)
    if actor.school_ids:
        rows = rows.seen_by(source_sight(actor))
    if wanted.query:
        own = Q(owner_id=None) | Q(owner_id=actor.user_id)
        rows = rows.filter(own, title__icontains=wanted.query)
    for key, choices in ((wanted.state, STATES), (wanted.audience, AUDIENCES)):
        if key in choices:
            rows = rows.filter(choices[key][1])
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS[""])[1])


def largest_of(rows: QuerySet[Source], *, most: int) -> dict[UUID, int]:
    """Source id -> bytes, with all that is kept because of it, the largest first. One query, and
    each meter's."""
    own = F("size_bytes") + F("pictures_bytes")
    sizes = dict(rows.order_by().annotate(own=own).values_list("pk", "own"))
    totals = Counter(sizes)
    for meter in storage_meters:
        totals.update(meter.of_sources(sizes.keys()))
    return dict(totals.most_common(most))


def overview_rows(actor: Membership, sources: list[Source]) -> list[OverviewRow]:
    """A fixed number of queries: their adders, their grants, and each meter of storage."""
    sight = source_sight(actor)
    ids = [source.pk for source in sources]
    adders = User.objects.in_bulk({source.added_by_id for source in sources if source.added_by_id})
    meters = [(meter.label, meter.of_sources(ids)) for meter in storage_meters]
    grants = _live_grants(ids)
    return [
        OverviewRow(
            source=source,
            audience=audience_of(source),
            adder=adders.get(source.added_by_id),
            level=level_on(actor, source, sight),
            is_hidden=source.owner_id not in (None, actor.user_id),
            parts=[
                (_("File"), source.size_bytes),
                (_("Pictures"), source.pictures_bytes),
                *((label, sizes.get(source.pk, 0)) for label, sizes in meters),
            ],
            shared_with=_names(grants.get(source.pk, []), actor.organization),
            grant_count=len(grants.get(source.pk, [])),
        )
        for source in sources
    ]


def _live_grants(ids: list[UUID]) -> dict[UUID, list[Grant]]:
    rows = Grant.objects.live().filter(subject=Grant.Subject.SOURCE, subject_id__in=ids)
    found: dict[UUID, list[Grant]] = {}
    for grant in rows.select_related("membership__user", "school_class", "school"):
        found.setdefault(grant.subject_id, []).append(grant)
    return found


def _names(grants: list[Grant], organization: Organization) -> list[str]:
    return [name_of(grant, organization) for grant in grants[:NAMED]]
