"""What work has cost, out of the calls: of a request, a person, an organization, a month.

Whether a call was of a model elsewhere or of a machine of ours, its row has the price of its day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from accounts.models import User
from billing.models import Meter, ProviderCall, Reservation
from billing.prices import seed_of
from organizations.models import Organization
from organizations.scoping import unscoped

Kind = ProviderCall.Kind
MODELS = (Kind.CHAT, Kind.EMBEDDING, Kind.RERANK)
MEASURED = 20  # of the newest lessons, for an estimate
LEAST_MEASURED = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """In micro-dollars. found: how many parts were found ready made, for nothing."""

    models: int = 0
    speech: int = 0
    rendering: int = 0
    storage: int = 0
    calls: int = 0
    found: int = 0

    @property
    def total(self) -> int:
        return self.models + self.speech + self.rendering + self.storage


@dataclass(frozen=True, slots=True)
class Estimate:
    """each: micro-dollars a lesson. measured: of so many lessons here; 0 is the price table's."""

    each: int
    measured: int


def sums() -> dict:
    """For `annotate` and `aggregate`: the fields of a Cost."""
    return {
        "models": _cost_of(*MODELS),
        "speech": _cost_of(Kind.SPEECH),
        "rendering": _cost_of(Kind.RENDERING),
        "storage": _cost_of(Kind.STORAGE),
        "calls": Count("pk"),
        "found": Count("pk", filter=Q(is_cached=True)),
    }


def _cost_of(*kinds: str) -> Sum:
    return Sum("cost_microusd", filter=Q(kind__in=kinds), default=0)


def cost_of_requests(request_ids: Iterable[UUID]) -> Cost:
    """Of all tries of them; one query."""
    calls = ProviderCall.objects.filter(request_id__in=list(request_ids))
    return Cost(**calls.aggregate(**sums()))


def dearest_people(organization: Organization, *, most: int = 5) -> list[tuple[str, Cost]]:
    """[(name, Cost), ...] of this month, the dearest first; two queries."""
    since = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    calls = ProviderCall.objects.filter(organization=organization, at__gte=since)
    each = calls.exclude(person=None).values("person_id").annotate(**sums())
    dearest = each.order_by(-(F("models") + F("speech") + F("rendering") + F("storage")))[:most]
    costs = {row.pop("person_id"): Cost(**row) for row in dearest}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=costs)}
    return [(names[pk], cost) for pk, cost in costs.items() if pk in names]


def estimate_of(meter: str) -> Estimate:
    """What the next lesson of this kind will cost, by the newest of the whole installation that
    nothing was found ready made for; by the price table before there are some. Two queries."""
    with unscoped("an estimate is of all lessons that were made here"):
        settled = Reservation.objects.filter(
            meter=meter,
            state=Reservation.State.SETTLED,
            delivered__gt=0,
            parts__gt=0,
            parts_found=0,
        )
        newest = settled.order_by("-finished_at").values_list("subject_id", flat=True)[:MEASURED]
        return mean_of(list(newest), seed=seed_of(meter))


def mean_of(request_ids: list[UUID], *, seed: int) -> Estimate:
    """Of those that called anybody, in the scope; seed, in micro-dollars, where they are too few.
    One query."""
    calls = ProviderCall.objects.filter(request_id__in=request_ids)
    found = calls.aggregate(
        total=Sum("cost_microusd", default=0), requests=Count("request_id", distinct=True)
    )
    if found["requests"] < LEAST_MEASURED:
        return Estimate(seed, 0)
    return Estimate(found["total"] // found["requests"], found["requests"])


def estimates() -> dict[str, Estimate]:
    return {meter.value: estimate_of(meter) for meter in (Meter.TEXT, Meter.VIDEO)}
