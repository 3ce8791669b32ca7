"""What it costs, for everybody. ?back= is where a buyer goes when all is done."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing import gateway
from billing.describing import facts_of
from billing.offers import Priced, of_organizations, of_people, priced_offers
from billing.plans import FIRST_PLAN, plan
from billing.subjects import Subject
from billing.trials import may_try
from billing.views.back import safe_back


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    priced = priced_offers()
    person = request.user if request.user.is_authenticated else None
    context = {
        "free": plan(FIRST_PLAN),
        "free_holds": facts_of(plan(FIRST_PLAN)),
        "of_people": [_with_plan(one) for one in of_people(priced)],
        "of_organizations": [_with_plan(one) for one in of_organizations(priced)],
        "back": safe_back(request.GET.get("back", "")),
        "is_set_up": gateway.is_set_up(),
        "trial_days": settings.TRIAL_DAYS,
        "may_try": person is None or may_try(Subject(person=person)),
    }
    return render(request, "billing/pricing.html", context)


def _with_plan(priced: Priced) -> dict:
    """An offer beside the plan that it is of, as the table of plans has it now."""
    offered = plan(priced.offer.plan)
    return {"priced": priced, "name": offered.name, "holds": facts_of(offered)}
