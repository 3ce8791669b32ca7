"""Invite a friend: one's link, and what has come of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from billing import referral
from project.sites import site_url


@login_required
@never_cache
@require_safe
def invite_friend(request: HttpRequest) -> HttpResponse:
    link = site_url("referral:follow", referral.code_of(request.user))
    context = {"link": link, "standing": referral.describe(request.user)}
    return render(request, "billing/invite_friend.html", context)


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """A friend's link: the code is kept until an account is made."""
    if not request.user.is_authenticated:
        referral.remember(request, code)
    return redirect("front")
