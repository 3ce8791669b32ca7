"""The strategies that a person can choose from, in words: global ones, then own ones."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import format_html

from lessons.strategies.own.finding import list_usable
from lessons.strategies.registry import STRATEGIES
from organizations.models import Membership


def for_class(membership: Membership) -> list[tuple[str, str | Promise]]:
    """(key, name). Own ones only where all who teach the class can use them."""
    own = [row for row in list_usable(membership.user_id) if row.used_by == row.UsedBy.ORGANIZATION]
    return [
        *((key, each.label) for key, each in STRATEGIES.items()),
        *((row.key, row.name) for row in own),
    ]


def with_descriptions(user_id: UUID) -> list[tuple[str, str]]:
    """(key, name and description), for a lesson."""
    words = '<span>{}<span class="choice-help">{}</span></span>'
    offered = [(key, each.label, each.description) for key, each in STRATEGIES.items()]
    offered += [(row.key, row.name, row.description) for row in list_usable(user_id)]
    return [(key, format_html(words, name, about)) for key, name, about in offered]
