"""{{ invoice.amount_due|money:invoice.currency }}, {{ subscription.plan|plan_name }}"""

from django import template

from billing.money import money as written
from billing.offers import plan_name as name_of

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    return written(amount, currency)


@register.filter
def plan_name(plan: str) -> str:
    return name_of(plan)
