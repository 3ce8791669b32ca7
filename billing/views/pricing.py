"""What it costs, for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing import gateway
from billing.offers import of_organizations, of_people, priced_offers
from billing.subjects import Subject
from billing.trials import may_try


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    priced = priced_offers()
    person = request.user if request.user.is_authenticated else None
    context = {
        "of_people": of_people(priced),
        "of_organizations": of_organizations(priced),
        "is_set_up": gateway.is_set_up(),
        "trial_days": settings.TRIAL_DAYS,
        "may_try": person is None or may_try(Subject(person=person)),
    }
    return render(request, "billing/pricing.html", context)
