"""How the organization stands: people, sources, what was used, work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.access import require
from organizations.dashboard import panels_for


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.dashboard")
    context = {
        "nav": "manage",
        "page_key": "dashboard",
        "panels": list(panels_for(request.membership)),
    }
    return render(request, "organizations/dashboard.html", context)
