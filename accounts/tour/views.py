"""Forward, back, away and on again; each answer leads to the page of the step."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import PersonRequest
from accounts.tour.steps import all_steps, place_of

MOVES = {"next": 1, "back": -1}
PANEL = "#tour"  # where the focus goes


@login_required
@require_POST
def tour(request: PersonRequest) -> HttpResponse:
    """do: next, back, go (to the page of the step), again (from the start), leave or finish."""
    user, do = request.user, request.POST.get("do", "go")
    if do in ("leave", "finish"):
        _keep(user, User.Tour.LEFT if do == "leave" else User.Tour.DONE, user.tour_step)
        return HttpResponseRedirect(_page_before(request))
    steps = all_steps()
    at = 0 if do == "again" else place_of(user) + MOVES.get(do, 0)
    step = steps[min(max(at, 0), len(steps) - 1)]
    _keep(user, User.Tour.GOING, step.key)
    address = step.address_for(user)
    return HttpResponseRedirect(address + PANEL) if address else redirect("front")


def _keep(user: User, state: str, step: str) -> None:
    user.tour, user.tour_step = state, step
    user.save(update_fields=["tour", "tour_step"])


def _page_before(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    own = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(before, own, require_https=request.is_secure())
    return before if is_own else "/"
