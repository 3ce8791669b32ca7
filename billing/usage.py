"""What somebody has used, of how much, why so much, and when it begins anew: for pages."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.services import zone_of
from billing.effective import (
    EffectivePlan,
    base_allowance,
    effective_plan,
    pool_limit,
    pool_month,
)
from billing.ledger.balances import Place, find
from billing.ledger.reserving import pool_place
from billing.models import WHOLE, Balance, Meter
from billing.refusing import grouped_amount
from organizations.models import Membership, Organization
from project.wording import grouped

WARN_AT = 0.8  # of a limit


@dataclass(frozen=True, slots=True)
class Use:
    """used: in thousandths, with what is being made. limit: None is no limit."""

    used: int
    limit: int | None

    @property
    def share(self) -> float:
        """From 0; above 1 where the plan was larger before."""
        if self.limit is None:
            return 0.0
        return self.used / (self.limit * WHOLE) if self.limit else 1.0

    @property
    def tone(self) -> str:
        return "bad" if self.share >= 1 else "warn" if self.share >= WARN_AT else ""

    @property
    def percent(self) -> int:
        return min(round(100 * self.share), 100)

    @property
    def left(self) -> str:
        """ "3"; "" where there is no limit."""
        if self.limit is None:
            return ""
        return grouped_amount(max(self.limit * WHOLE - self.used, 0))

    @property
    def words(self) -> str:
        """ "12 of 15", or "12" where there is no limit."""
        used = grouped_amount(self.used)
        if self.limit is None:
            return used
        return _("%(used)s of %(limit)s") % {"used": used, "limit": grouped(self.limit)}


@dataclass(frozen=True, slots=True)
class MeterUse:
    """own: of the person's plan. pool: of the organization, where that has a limit. why: in words.
    is_shared: a family's."""

    meter: Meter
    plan: str
    own: Use
    pool: Use | None
    why: str
    resets_at: datetime
    pool_resets_at: datetime
    is_shared: bool

    @property
    def tone(self) -> str:
        tones = [use.tone for use in (self.own, self.pool) if use]
        return "bad" if "bad" in tones else "warn" if "warn" in tones else ""

    @property
    def warning(self) -> str:
        """What the pages say when four fifths are used; "" before."""
        if not self.tone:
            return ""
        of_pool = self.pool is not None and self.pool.share > self.own.share
        use = self.pool if of_pool and self.pool else self.own
        facts = {
            "meter": self.meter.label,
            "use": use.words,
            "day": date_format(self.pool_resets_at if of_pool else self.resets_at, "DATE_FORMAT"),
        }
        if of_pool:
            return _("%(meter)s of everybody here: %(use)s used, until %(day)s.") % facts
        if self.meter == Meter.QUESTION:
            return _("%(meter)s of today: %(use)s used.") % facts
        return _("%(meter)s of this month: %(use)s used, until %(day)s.") % facts


def uses_of(membership: Membership) -> list[MeterUse]:
    """One for each meter, in seven statements at most."""
    now = timezone.now()
    plan = effective_plan(membership, now)
    places = {meter: _place(plan, meter) for meter in Meter}
    organization = membership.organization
    month = pool_month(organization, now)
    pools = {
        meter: pool_place(organization, meter, month)
        for meter in Meter
        if pool_limit(organization, meter) is not None
    }
    found = find([*places.values(), *pools.values()])
    return [
        _meter_use(
            plan,
            meter,
            found.get(places[meter]),
            _found(found, pools.get(meter)),
            month.ends_at,
        )
        for meter in Meter
    ]


def warnings_of(membership: Membership) -> list[MeterUse]:
    return [use for use in uses_of(membership) if use.tone]


def question_warnings(membership: Membership, asked_today: int) -> list[MeterUse]:
    """As above of questions alone, for who has just asked so many: no statement before four fifths
    of what the membership itself gives."""
    limit = base_allowance(membership, Meter.QUESTION).limit
    if limit is None or asked_today < WARN_AT * limit:
        return []
    return [use for use in warnings_of(membership) if use.meter == Meter.QUESTION]


def pool_uses(organization: Organization) -> dict[Meter, Use]:
    """Of text lessons and videos: what all its people have used of its pool this month."""
    month = pool_month(organization, timezone.now())
    places = {meter: pool_place(organization, meter, month) for meter in (Meter.TEXT, Meter.VIDEO)}
    found = find(places.values())
    return {
        meter: Use(_taken(found.get(place)), pool_limit(organization, meter))
        for meter, place in places.items()
    }


def _place(plan: EffectivePlan, meter: Meter) -> Place:
    holder = plan.allowances(meter)[0].holder
    return Place(holder, meter, plan.window(meter).starts_on)


def _found(found: dict[Place, Balance], place: Place | None) -> Balance | None:
    return found.get(place) if place else None


def _meter_use(
    plan: EffectivePlan,
    meter: Meter,
    own: Balance | None,
    pool: Balance | None,
    pool_ends_at: datetime,
) -> MeterUse:
    zone = zone_of(plan.membership.user)
    allowance = plan.allowances(meter)[0]
    most = pool_limit(plan.membership.organization, meter)
    return MeterUse(
        meter=meter,
        plan=allowance.plan.name,
        own=Use(_taken(own), allowance.limit),
        pool=None if most is None else Use(_taken(pool), most),
        why=plan.why(meter),
        resets_at=plan.window(meter).ends_at.astimezone(zone),
        pool_resets_at=pool_ends_at.astimezone(zone),
        is_shared=allowance.is_shared,
    )


def _taken(balance: Balance | None) -> int:
    return balance.used + balance.held if balance else 0
