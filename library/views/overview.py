"""The sources of the organization, as those who run it see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from library.forms import OverviewForm
from library.overview import SourceFilter, list_overview, overview_rows
from library.quota import storage_use
from organizations.access import require
from organizations.views.paging import page_of

PAGE_ROWS = 50


@require_safe
def source_overview(request: HttpRequest) -> HttpResponse:
    require(request.membership, "library.manage_all")
    form = OverviewForm(request.GET)
    wanted = form.wanted()
    page = page_of(request, list_overview(request.membership, wanted), size=PAGE_ROWS)
    context = {
        "nav": "manage",
        "page_key": "sources",
        "form": form,
        "wanted": wanted,
        "is_filtered": wanted != SourceFilter(order=wanted.order),
        "page": page,
        "rows": overview_rows(request.membership, page.rows),
        "use": None if request.membership.school_ids else storage_use(request.organization),
    }
    name = "library/source_overview.html"
    response = render(request, f"{name}#sources" if request.htmx else name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
