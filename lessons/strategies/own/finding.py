"""A strategy by its key: a global one, or one of the organization in whose scope it is asked."""

from collections.abc import Iterable
from uuid import UUID

from lessons.models import Strategy as Row
from lessons.models import StrategyVersion
from lessons.strategies.performing import Strategy
from lessons.strategies.reading import read_spec
from lessons.strategies.registry import STRATEGIES, unknown
from lessons.strategies.spec import ItemKind


def strategy_of(key: str, version: int | None = None) -> Strategy:
    """version: of an own one, None for its newest; of a global one there is the newest only.

    Raises Invalid for one that is not there.
    """
    if key in STRATEGIES:
        return STRATEGIES[key]
    rows = StrategyVersion.objects.filter(strategy__key=key)
    found = (rows.filter(number=version) if version else rows).order_by("-number").first()
    if found is None:
        raise unknown(key)
    return Strategy(read_spec(found.spec), is_own=True)


def usable_strategy(key: str, user_id: UUID) -> Strategy:
    """For a new lesson of this person. Raises Invalid."""
    if key not in STRATEGIES and not Row.objects.usable_by(user_id).filter(key=key).exists():
        raise unknown(key)
    return strategy_of(key)


def list_usable(user_id: UUID) -> list[Row]:
    """Own ones, by name."""
    return list(Row.objects.usable_by(user_id).order_by("name", "pk"))


def item_mix(key: str, version: int | None = None) -> dict[ItemKind, int]:
    """Per cent of each kind of question that the strategy asks for; together 100.

    Raises Invalid for a strategy that is not there.
    """
    return dict(strategy_of(key, version).spec.items)


def first_usable(keys: Iterable[str], user_id: UUID, *, otherwise: str) -> str:
    """The first of these that is there and theirs to use: a class may name one that is gone.

    Asks for rows only where a key is no global one's.
    """
    own: set[str] | None = None
    for key in keys:
        if key in STRATEGIES:
            return key
        if key and own is None:
            own = {row.key for row in list_usable(user_id)}
        if own and key in own:
            return key
    return otherwise
