"""Room for a lesson, before the work: never more than the limit, however many ask at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from billing.effective import (
    Allowance,
    EffectivePlan,
    effective_plan,
    is_covered,
    person_holder,
    pool_limit,
    pool_month,
)
from billing.ledger.balances import Place, lock, move
from billing.models import WHOLE, Balance, Meter, Movement, Reservation
from billing.months import Window
from billing.pausing import require_running
from billing.refusing import Binding, limit_reached
from organizations.models import Membership, Organization

KEPT_FOR = timedelta(hours=24)  # then the sweep asks whether somebody is still at it


@dataclass(frozen=True, slots=True)
class _Places:
    """own: of the person, or of what an organization covers; pool: of the organization.

    shared: of a family, by the allowance that draws on it.
    """

    own: Place
    pool: Place
    shared: dict[str, Place]

    def all(self) -> list[Place]:
        return [self.own, self.pool, *self.shared.values()]


@transaction.atomic
def reserve(
    *,
    membership: Membership,
    meter: Meter,
    key: str,
    subject_id: UUID,
    amount: int = WHOLE,
    is_assigned: bool = False,
) -> Reservation:
    """Keep room; asked again with the same key, it is the one reservation.

    amount: in thousandths of a lesson. is_assigned: a teacher has assigned it: it counts for the
    organization's pool and not for the person. Raises LimitReached, with what is used, why that
    is the limit and when it begins anew.
    """
    now = timezone.now()
    require_running(membership.organization, now, meter=meter)
    plan = effective_plan(membership, now)
    places = _places(plan, meter, now)
    balances = lock(places.all())
    if made := Reservation.objects.filter(key=key).first():
        return made
    pool = balances[places.pool]
    most = pool_limit(membership.organization, meter)
    if not _has_room(pool, most, amount):
        raise limit_reached(plan, meter, binding=Binding.POOL, used=pool.used + pool.held)
    chosen = None
    if not is_assigned:
        chosen = _with_room(plan, places, balances, meter, amount)
    made = Reservation.objects.create(
        organization=membership.organization,
        person_id=membership.user_id,
        key=key,
        subject_id=subject_id,
        meter=meter,
        is_assigned=is_assigned,
        plan=chosen.plan.pk if chosen else "",
        reason=chosen.reason if chosen else "",
        amount=amount,
        expires_at=now + KEPT_FOR,
    )
    for balance in _drawn(places, balances, chosen):
        kind = Movement.Kind.RESERVE
        move(balance, kind, at=now, reservation_id=made.pk, held=amount)
    return made


def _places(plan: EffectivePlan, meter: Meter, now: datetime) -> _Places:
    membership = plan.membership
    starts_on = plan.window(meter).starts_on
    own = person_holder(membership)
    if is_covered(membership):
        [covered] = plan.allowances(meter)
        own = covered.holder
    shared = {one.holder for one in plan.allowances(meter) if one.is_shared}
    return _Places(
        own=Place(own, meter, starts_on),
        pool=pool_place(membership.organization, meter, pool_month(membership.organization, now)),
        shared={holder: Place(holder, meter, starts_on) for holder in shared},
    )


def pool_place(organization: Organization, meter: Meter, month: Window) -> Place:
    return Place(f"organization:{organization.pk}", meter, month.starts_on)


def _with_room(
    plan: EffectivePlan,
    places: _Places,
    balances: dict[Place, Balance],
    meter: Meter,
    amount: int,
) -> Allowance:
    """The first that has room. What a person uses of a family's counts for them as well: so what
    their organization gives them is not added to it. Raises LimitReached."""
    found = plan.allowances(meter)
    own = balances[places.own]
    for allowance in found:
        counted = [own]
        if allowance.is_shared:
            counted.append(balances[places.shared[allowance.holder]])
        if all(_has_room(balance, allowance.limit, amount) for balance in counted):
            return allowance
    tightest = balances[places.shared[found[0].holder]] if found[0].is_shared else own
    raise limit_reached(plan, meter, binding=Binding.PLAN, used=tightest.used + tightest.held)


def _drawn(
    places: _Places, balances: dict[Place, Balance], chosen: Allowance | None
) -> list[Balance]:
    drawn = [balances[places.pool]]
    if chosen is not None:
        drawn.append(balances[places.own])
        if chosen.is_shared:
            drawn.append(balances[places.shared[chosen.holder]])
    return drawn


def _has_room(balance: Balance, limit: int | None, amount: int) -> bool:
    return limit is None or balance.used + balance.held + amount <= limit * WHOLE
