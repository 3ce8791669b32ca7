"""The steps, which apps add from their AppConfig."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """places: names of the routes where it is shown. anchor: a selector of what it is about.

    find: the address of such a page for this person, or empty where they have none yet: then it
        is shown at `otherwise`, in the words of `until_then`.
    """

    key: str
    order: int
    title: str | Promise
    text: str | Promise
    places: frozenset[str]
    find: Callable[[User], str]
    anchor: str = ""
    until_then: str | Promise = ""
    otherwise: Callable[[User], str] | None = None
    otherwise_places: frozenset[str] = frozenset()

    def address_for(self, user: User) -> str:
        found = self.find(user)
        return found or (self.otherwise(user) if self.otherwise else "")


_steps: dict[str, Step] = {}


def register(*steps: Step) -> None:
    for step in steps:
        _steps[step.key] = step


def all_steps() -> list[Step]:
    return sorted(_steps.values(), key=lambda step: step.order)


def place_of(user: User) -> int:
    """Which step they are at, from 0; the first where it is no step any more."""
    keys = [step.key for step in all_steps()]
    return keys.index(user.tour_step) if user.tour_step in keys else 0
