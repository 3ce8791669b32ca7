"""Figures of progress."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> int:
    """0 to 1 -> 0 to 100. Only all is 100."""
    return 100 if share >= 1 else min(99, round(share * 100))
