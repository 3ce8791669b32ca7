"""Questions: counted when they are asked, by the day, and given back where no answer came."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.services import zone_of
from billing.effective import Allowance, base_allowance, effective_plan
from billing.ledger.balances import Place, find, lock_ids, move, owners_of
from billing.ledger.queries import count_question
from billing.models import WHOLE, Meter, Movement
from billing.months import day_of
from billing.pausing import require_ran_lately
from billing.refusing import Binding, limit_reached
from organizations.models import Membership

QUESTION = Meter.QUESTION


def charge_question(membership: Membership, *, key: str) -> int:
    """Count one more of today. Returns how many that makes. In the caller's transaction.

    One statement, as long as the plan that the membership gives has room; only then a subscription
    is looked for. Raises LimitReached.
    """
    require_ran_lately(membership.organization, meter=QUESTION)
    now = timezone.now()
    today = day_of(now, zone=zone_of(membership.user)).starts_on
    base = base_allowance(membership, QUESTION)
    if count := _count(base, today, key):
        return count
    plan = effective_plan(membership, now)
    largest = plan.allowances(QUESTION)[0]
    if largest.size > base.size and (count := _count(largest, today, key)):
        return count
    place = Place(largest.holder, QUESTION, today)
    had = find([place]).get(place)
    used = had.used if had else 0
    raise limit_reached(plan, QUESTION, binding=Binding.PLAN, used=used)


def charge_question_again(membership: Membership, *, key: str) -> None:
    """As above, for one that may be counted already: it was stopped before anybody answered."""
    if not Movement._base_manager.filter(key=key).exists():
        charge_question(membership, key=key)


def _count(allowance: Allowance, today: date, key: str) -> int | None:
    if allowance.limit == 0:
        return None
    owners = owners_of(allowance.holder)
    return count_question(
        holder=allowance.holder,
        person_id=owners["person_id"],
        organization_id=owners["organization_id"],
        day=today,
        limit=allowance.limit,
        key=key,
    )


@transaction.atomic
def refund_question(message_id: UUID, attempt: int) -> None:
    """No answer came: what was counted for it last is given back. Safe to call again."""
    keys = [question_key(message_id, number) for number in range(attempt + 1)]
    rows = Movement._base_manager.filter(key__in=keys, kind=Movement.Kind.SPEND)
    spent = rows.order_by("-at", "-pk").first()
    if spent is None:
        return
    [balance] = lock_ids([spent.balance_id]).values()
    back = f"{spent.key}:back"
    if not Movement._base_manager.filter(key=back).exists():
        move(balance, Movement.Kind.REFUND, at=timezone.now(), key=back, used=-WHOLE)


def question_key(message_id: UUID, attempt: int) -> str:
    """attempt: how many there were before it was asked, or asked again."""
    return f"question:{message_id}:{attempt}"
