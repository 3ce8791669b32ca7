"""What is being read, what waits and what failed; it asks for itself while something runs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from library import reading_list
from library.views.lists import STOP_POLLING, folder_asked
from organizations.access import require
from organizations.links import url_here
from project.wording import counted

BEGUN = ngettext_lazy(
    "%(count)s source is read again.", "%(count)s sources are read again.", "number"
)


@require_safe
def reading_status(request: HttpRequest) -> HttpResponse:
    require(request.membership, "library.add")
    folder = folder_asked(request.GET)
    found = reading_list.reading_list(request.membership, folder=folder)
    context = {"nav": "library", "found": found, "folder": folder}
    name = "library/reading_status.html"
    response = render(request, f"{name}#reading-status" if request.htmx else name, context)
    if request.htmx and not found.is_at_work:
        response.status_code = STOP_POLLING
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def reading_retry(request: HttpRequest) -> HttpResponseRedirect:
    """cause: of the page."""
    require(request.membership, "library.add")
    folder = folder_asked(request.POST)
    cause = request.POST.get("cause", "")
    count = reading_list.retry_failed(request.membership, cause, folder=folder)
    if count:
        messages.success(request, counted(BEGUN, count))
    else:
        messages.info(request, _("Nothing of it is left to read again."))
    query = f"?folder={folder}" if folder else ""
    return HttpResponseRedirect(url_here(request, "library:reading_status") + query)
