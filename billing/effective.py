"""What somebody may have, and why: `effective_plan` is the one place that says it.

Each meter by itself, the larger of what the organization gives its members and what the person
has subscribed to, where the organization lets a subscription count; the organization's own pool
binds on top. Teachers and admins of an organization are covered by it: only its pool binds them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.services import zone_of
from billing.models import Family, Meter, Plan, Subscription
from billing.months import Window, day_of, month_of
from billing.plans import FIRST_PLAN, LARGEST_PLAN, is_for_people, plan
from organizations.models import Membership, Organization
from organizations.roles import STAFF

UNBOUND = float("inf")


class Reason(StrEnum):
    FREE = "free"
    ORGANIZATION = "organization"
    COVERED = "covered"
    OWN = "own"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Allowance:
    """limit: lessons a month, questions a day; None is no limit.

    holder: of the balance that is compared with the limit. is_shared: by a family.
    """

    meter: Meter
    limit: int | None
    plan: Plan
    reason: Reason
    holder: str
    is_shared: bool = False

    @property
    def size(self) -> float:
        return UNBOUND if self.limit is None else self.limit


@dataclass(frozen=True)
class EffectivePlan:
    """month, day: those that run now. subscription: the person's, or that of their family's owner;
    None where none gives access."""

    membership: Membership
    month: Window
    day: Window
    subscription: Subscription | None

    def window(self, meter: Meter) -> Window:
        return self.day if meter == Meter.QUESTION else self.month

    def allowances(self, meter: Meter) -> list[Allowance]:
        """The largest first; the next one matters where what a family shares is used up."""
        found = [base_allowance(self.membership, meter)]
        if self.subscription is not None and self._own_counts:
            found.append(self._own(meter))
        return sorted(found, key=lambda allowance: -allowance.size)

    @cached_property
    def _own_counts(self) -> bool:
        return self.membership.organization.allows_individual_upgrades and not is_covered(
            self.membership
        )

    def _own(self, meter: Meter) -> Allowance:
        assert self.subscription is not None
        own = plan(self.subscription.plan)
        is_shared = meter == Meter.VIDEO and own.shares_videos
        family = f"family:{self.subscription.person_id}"
        return Allowance(
            meter=meter,
            limit=own.limit_of(meter),
            plan=own,
            reason=Reason.FAMILY if own.shares_videos else Reason.OWN,
            holder=family if is_shared else person_holder(self.membership),
            is_shared=is_shared,
        )

    def why(self, meter: Meter) -> str:
        """A sentence for the person."""
        chosen = self.allowances(meter)[0]
        organization = self.membership.organization
        facts = {"organization": organization.name, "plan": chosen.plan.name}
        if chosen.reason == Reason.COVERED:
            return _("%(organization)s covers its teachers and admins.") % facts
        if chosen.reason == Reason.ORGANIZATION:
            said = _("%(organization)s gives its members the plan %(plan)s.")
        elif chosen.reason == Reason.FAMILY:
            said = _("You have the plan %(plan)s, which the people of a family share.")
        elif chosen.reason == Reason.OWN:
            said = _("You have the plan %(plan)s.")
        else:
            said = _("Everybody has the plan %(plan)s who has no other.")
        return said % facts + self._own_is_off()

    def _own_is_off(self) -> str:
        if self.subscription is None or self._own_counts:
            return ""
        return " " + _(
            "Your own subscription does not count here: %(organization)s decides so."
        ) % {"organization": self.membership.organization.name}


def effective_plan(membership: Membership, now: datetime) -> EffectivePlan:
    """The answer and the reason. At most three short statements."""
    person = membership.user
    day = day_of(now, zone=zone_of(person))
    if is_covered(membership):
        return EffectivePlan(membership, pool_month(membership.organization, now), day, None)
    family = joined_family(person.pk)
    own = list(Subscription.objects.filter(person=person).order_by(*NEWEST))
    giving = [row for row in own if row.gives_access(now) and is_for_people(row.plan)]
    chosen = max(giving, key=_order, default=None)
    if family is not None and (shared := _family_subscription(family, now)):
        chosen = max(filter(None, (shared, chosen)), key=_order)
    payer = chosen or (own[0] if own else None)
    zone = zone_of(family.owner if family and chosen and chosen.person_id != person.pk else person)
    month = month_of(now, anchor_day=_anchor_day(payer, zone), zone=zone)
    return EffectivePlan(membership, month, day, chosen)


def _family_subscription(family: Family, now: datetime) -> Subscription | None:
    """Of its owner, as long as that is one for a family."""
    rows = Subscription.objects.filter(person_id=family.owner_id).giving_access(now)
    return next((row for row in rows if shares_videos(row)), None)


def shares_videos(subscription: Subscription) -> bool:
    """It is one for a family."""
    return is_for_people(subscription.plan) and plan(subscription.plan).shares_videos


NEWEST = ("-current_period_start", "-created_at")


def _order(subscription: Subscription) -> int:
    """By the order of the plans: the later is the larger."""
    return plan(subscription.plan).order


def _anchor_day(payer: Subscription | None, zone: ZoneInfo) -> int:
    """The calendar's month for whoever has never subscribed."""
    began = payer.current_period_start if payer else None
    return began.astimezone(zone).day if began else 1


def base_allowance(membership: Membership, meter: Meter) -> Allowance:
    """What the membership itself gives: no statement, plans are known."""
    organization = membership.organization
    if is_covered(membership):
        largest = plan(LARGEST_PLAN)
        limit = largest.limit_of(meter) if meter == Meter.QUESTION else None
        holder = f"covered:{membership.user_id}:{organization.pk}"
        return Allowance(meter, limit, largest, Reason.COVERED, holder)
    given = plan(organization.options.pricing.base_user_plan)
    gives = organization.type != Organization.Type.PERSONAL or given.pk != FIRST_PLAN
    reason = Reason.ORGANIZATION if gives else Reason.FREE
    return Allowance(meter, given.limit_of(meter), given, reason, person_holder(membership))


def is_covered(membership: Membership) -> bool:
    """Whoever teaches in or runs an organization of more than one person."""
    is_personal = membership.organization.type == Organization.Type.PERSONAL
    return membership.role in STAFF and not is_personal


def person_holder(membership: Membership) -> str:
    return f"person:{membership.user_id}"


def pool_limit(organization: Organization, meter: Meter) -> int | None:
    """Lessons a month of all its people together; None is no limit."""
    limits = {
        Meter.TEXT: organization.monthly_text_limit,
        Meter.VIDEO: organization.monthly_video_limit,
    }
    return limits.get(meter)


def pool_month(organization: Organization, now: datetime) -> Window:
    """The month of its pool: by its subscription, or the calendar's."""
    rows = list(Subscription.objects.filter(organization=organization).order_by(*NEWEST))
    newest = rows[0] if rows else None
    payer = next((row for row in rows if row.gives_access(now)), newest)
    zone = ZoneInfo(settings.TIME_ZONE)
    return month_of(now, anchor_day=_anchor_day(payer, zone), zone=zone)


def joined_family(person_id: UUID) -> Family | None:
    """That of somebody else whose place the person has taken."""
    rows = Family.objects.filter(members__person_id=person_id)
    return rows.select_related("owner").first()
