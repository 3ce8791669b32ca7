"""The front page: what the product is, for who is not signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing import referral
from billing.offers import of_people, priced_offers
from billing.plans import FIRST_PLAN, plan
from lessons.describing import clock
from lessons.public import newest_public
from organizations.views.entering import enter


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Home for who is signed in. ?ref= keeps who has recommended us, until the account is made."""
    if request.user.is_authenticated:
        return enter(request)
    referral.remember(request, request.GET.get("ref", ""))
    lesson, is_referred = newest_public(), referral.is_remembered(request)
    context = {
        "lesson": lesson,
        "duration": clock(lesson.duration_s) if lesson else "",
        "plans": plans_of_people(),
        "trial_days": settings.REFERRED_TRIAL_DAYS if is_referred else settings.TRIAL_DAYS,
        "is_referred": is_referred,
    }
    return render(request, "front.html", context)


def plans_of_people() -> list[dict]:
    """{"plan", "price"} of the free one and of those that people buy; price: None is nothing."""
    sold = [{"plan": plan(one.offer.plan), "price": one} for one in of_people(priced_offers())]
    return [{"plan": plan(FIRST_PLAN), "price": None}, *sold]
