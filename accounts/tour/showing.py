"""The panel that stands on a page while the tour goes on."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject

from accounts.models import User
from accounts.tour.steps import Step, all_steps, place_of


@dataclass(frozen=True, slots=True)
class Panel:
    """number, count: which step of how many. is_here: this is the page it is about.

    text: what is said on this page; elsewhere the panel only leads back.
    """

    step: Step
    number: int
    count: int
    is_here: bool
    text: str | Promise
    anchor: str

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.count


def tour(request: HttpRequest) -> dict:
    """For every page's frame; nothing is asked of the database."""
    return {"tour": SimpleLazyObject(lambda: panel_for(request))}


def panel_for(request: HttpRequest) -> Panel | None:
    user = getattr(request, "user", None)
    steps = all_steps()
    if not (steps and user and user.is_authenticated and user.tour == User.Tour.GOING):
        return None
    if getattr(request, "impersonation", None):
        return None
    at = place_of(user)
    step, name = steps[at], request.resolver_match.view_name if request.resolver_match else ""
    is_itself = name in step.places
    is_here = is_itself or name in step.otherwise_places
    return Panel(
        step=step,
        number=at + 1,
        count=len(steps),
        is_here=is_here,
        text=step.text if is_itself else step.until_then,
        anchor=step.anchor if is_itself else "",
    )
