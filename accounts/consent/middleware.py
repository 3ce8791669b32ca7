"""Who waits for a guardian's consent sees the page that waits, and nothing else."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect

from accounts.consent.closed import AwaitingConsent, refuse_who_waits
from accounts.middleware import WITHOUT_PEOPLE
from project.problems import problem_json

# The sign-up's own pages, signing out, confirming an address, and pages that are for everybody.
OPEN = ("/sign-up/", "/accounts/logout/", "/accounts/confirm-email/", "/watch/", WITHOUT_PEOPLE)
API = "/api/"


class ConsentMiddleware:
    """After authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        if request.path_info.startswith(OPEN) or not getattr(request.user, "awaits_consent", False):
            return self.get_response(request)
        try:
            refuse_who_waits(request.user)
        except AwaitingConsent as error:
            if request.path_info.startswith(API):
                return JsonResponse(problem_json(error), status=error.status)
        return redirect("sign_up:waiting")
