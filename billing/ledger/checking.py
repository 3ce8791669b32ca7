"""Whether the counters are what the movements say, and each reservation what its movements say.

The movements are the truth: they are only ever added to.
"""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from billing import registries
from billing.ledger.balances import lock_ids
from billing.ledger.settling import expire_forgotten
from billing.models import Balance, Movement, Reservation


@dataclass(frozen=True)
class Found:
    """What does not add up, by id.

    balances: the counters differ from the sum of the movements.
    reservations: the movements differ from the state.
    forgotten: held, though its time is over and nobody is at work on it.
    """

    balances: list[int]
    reservations: list[UUID]
    forgotten: list[UUID]

    @property
    def is_clean(self) -> bool:
        return not any(asdict(self).values())


def check_ledger(*, repair: bool) -> Found:
    """repair: counters are set to what the movements say, and what is forgotten is freed. Of a
    reservation that differs it is told only: somebody has to look at it. Needs `unscoped`."""
    found = Found(_wrong_balances(), _wrong_reservations(), _forgotten())
    if repair:
        for pk in found.balances:
            _repair(pk)
        while found.forgotten and expire_forgotten():
            pass
    return found


def _with_sums() -> QuerySet[Balance]:
    """held_said, used_said: the sums of the movements, read with the counters in one statement."""
    of_it = Movement._base_manager.filter(balance=OuterRef("pk")).order_by().values("balance")
    return Balance._base_manager.annotate(
        held_said=_sum(of_it, "held"), used_said=_sum(of_it, "used")
    )


def _sum(rows: QuerySet, name: str) -> Coalesce:
    summed = rows.annotate(total=Sum(name)).values("total")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def _wrong_balances() -> list[int]:
    differ = ~Q(held=F("held_said")) | ~Q(used=F("used_said"))
    return list(_with_sums().filter(differ).order_by("pk").values_list("pk", flat=True))


def _wrong_reservations() -> list[UUID]:
    """Each balance of one that is held holds its amount; of one that is over, nothing is held and
    what was delivered is used."""
    of_it = Movement._base_manager.filter(reservation_id=OuterRef("pk")).order_by()
    each = of_it.values("balance").annotate(h=Sum("held"), u=Sum("used"))
    rows = Reservation._base_manager.annotate(
        **{
            f"{name}_{end}": Subquery(
                each.order_by(f"{sign}{name}").values(name)[:1], output_field=IntegerField()
            )
            for name in ("h", "u")
            for end, sign in (("least", ""), ("most", "-"))
        }
    )
    is_held = Q(state=Reservation.State.HELD)
    right = (is_held & _all("h", F("amount")) & _all("u", 0)) | (
        ~is_held & _all("h", 0) & _all("u", F("delivered"))
    )
    return list(rows.exclude(right).order_by("created_at").values_list("pk", flat=True))


def _all(name: str, value) -> Q:
    """The least and the most of its balances are the value; without a movement there is none."""
    return Q(**{f"{name}_least": value, f"{name}_most": value})


def _forgotten() -> list[UUID]:
    held = Reservation._base_manager.filter(state=Reservation.State.HELD)
    late = dict(held.filter(expires_at__lt=timezone.now()).values_list("pk", "subject_id"))
    busy = {pk for ask in registries.still_at_work for pk in ask(set(late.values()))}
    return [pk for pk, subject_id in late.items() if subject_id not in busy]


@transaction.atomic
def _repair(pk: int) -> None:
    lock_ids([pk])
    row = _with_sums().get(pk=pk)
    Balance._base_manager.filter(pk=pk).update(held=row.held_said, used=row.used_said)
