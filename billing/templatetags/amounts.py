"""{{ invoice.amount_due|money:invoice.currency }}, {{ subscription.plan|plan_name }},
{{ cost.total|dollars }}, which is of micro-dollars."""

from django import template

from billing.money import dollars as in_dollars
from billing.money import money as written
from billing.offers import plan_name as name_of

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    return written(amount, currency)


@register.filter
def dollars(microusd: int) -> str:
    return in_dollars(microusd)


@register.filter
def plan_name(plan: str) -> str:
    return name_of(plan)
