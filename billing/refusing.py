"""The sentence of a limit that is reached: what is used, why that is the limit, until when."""

from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.services import zone_of
from billing.effective import EffectivePlan, pool_limit, pool_month
from billing.models import WHOLE, Meter
from project.errors import LimitReached
from project.wording import grouped


class Binding(StrEnum):
    """What holds: the person's plan, or the organization's pool."""

    PLAN = "plan"
    POOL = "pool"


def limit_reached(
    plan: EffectivePlan, meter: Meter, *, binding: Binding, used: int
) -> LimitReached:
    """used: in thousandths."""
    organization = plan.membership.organization
    if binding == Binding.POOL:
        limit = pool_limit(organization, meter) or 0
        ends_at = pool_month(organization, timezone.now()).ends_at
        why = _("%(organization)s has used what it has for everybody.") % {
            "organization": organization.name
        }
    else:
        limit = plan.allowances(meter)[0].limit or 0
        ends_at = plan.window(meter).ends_at
        why = plan.why(meter)
    zone = zone_of(plan.membership.user)
    when = date_format(ends_at.astimezone(zone), "DATE_FORMAT")
    facts = {"used": grouped_amount(used), "limit": grouped(limit), "day": when}
    said = f"{_sentence(meter) % facts} {why}"
    return LimitReached(
        said,
        status=429 if meter == Meter.QUESTION else 402,
        reason=f"{meter}_{binding}",
        resets_at=ends_at,
    )


def _sentence(meter: Meter) -> str:
    if meter == Meter.TEXT:
        return _("%(used)s of %(limit)s text lessons of this month are used, until %(day)s.")
    if meter == Meter.VIDEO:
        return _("%(used)s of %(limit)s videos of this month are used, until %(day)s.")
    return _("%(used)s of %(limit)s questions of today are asked. Ask again tomorrow.")


def paused(sentence: str, meter: Meter | None) -> LimitReached:
    reason = f"{meter}_paused" if meter else "paused"
    return LimitReached(sentence, status=402, reason=reason, resets_at=None)


def grouped_amount(thousandths: int) -> str:
    """ "3", or "2.8" where something was made in part."""
    whole, part = divmod(thousandths, WHOLE)
    return number_format(thousandths / WHOLE, 1) if part else grouped(whole)
