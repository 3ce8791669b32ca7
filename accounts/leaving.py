"""Where a sign-in goes on to another site, a page of ours sends the browser there.

Our Content-Security-Policy lets forms send to this site only, and browsers hold each redirect
of a form to it, also those that a provider makes by itself later. A page that moves on is no
form any more.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.shortcuts import render


class LeavingMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        response = self.get_response(request)
        site = urlsplit(response.get("Location", "")).netloc
        goes = request.method == "POST" and response.status_code in (302, 303)
        if not goes or site in ("", request.get_host()):
            return response
        context = {"address": response["Location"], "site": site}
        return render(request, "socialaccount/leaving.html", context)
