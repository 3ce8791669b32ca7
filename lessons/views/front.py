"""The front page: what the product is, for who is not signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing import referral
from lessons.describing import clock
from lessons.public import newest_public
from organizations.views.entering import enter


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Home for who is signed in. ?ref= keeps who has recommended us, until the account is made."""
    if request.user.is_authenticated:
        return enter(request)
    referral.remember(request, request.GET.get("ref", ""))
    lesson = newest_public()
    context = {
        "lesson": lesson,
        "duration": clock(lesson.duration_s) if lesson else "",
        "is_referred": referral.is_remembered(request),
    }
    return render(request, "front.html", context)
