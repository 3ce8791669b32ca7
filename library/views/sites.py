"""Adding many pages of the web at once: which ones are there, and which of them are wanted."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from library import uploads
from library.access import access_source
from library.forms import SiteForm
from library.models import Source
from library.views.lists import STOP_POLLING
from library.web import sites
from organizations.access import require
from organizations.links import url_here
from organizations.views.sharing import is_for_many
from project.errors import Invalid, NotFound, UnreadableSource


@require_http_methods(["GET", "POST"])
def site_create(request: HttpRequest) -> HttpResponse:
    require(request.membership, "library.add")
    form = SiteForm(request.POST or None, is_for_many=is_for_many(request.membership))
    if request.method == "POST" and form.is_valid():
        try:
            source = sites.begin(
                written=form.cleaned_data["address"],
                user=request.user,
                organization=request.organization,
                audience=form.for_whom(),
            )
        except (UnreadableSource, Invalid) as error:
            form.add_error("address", error.message)
        else:
            return HttpResponseRedirect(url_here(request, "library:site_detail", source.pk))
    status = 422 if form.is_bound else 200
    context = {"nav": "library", "form": form, "most": settings.WEB_SITE_PAGES}
    return render(request, "library/site_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
def site_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found, to choose from; while it is looked for, the page asks for itself."""
    require(request.membership, "library.add")
    source = _waiting(request, pk)
    if source.state != Source.State.UPLOADING:
        return HttpResponseRedirect(url_here(request, "library:source_detail", source.pk))
    problem = ""
    if request.method == "POST":
        try:
            sites.choose(source, request.POST.getlist("page"))
        except Invalid as error:
            problem = error.message
        else:
            messages.success(request, _("Its pages are being added."))
            return HttpResponseRedirect(url_here(request, "library:source_detail", source.pk))
    survey = sites.survey_of(source)
    context = {
        "nav": "library",
        "source": source,
        "survey": survey,
        "chosen": set(request.POST.getlist("page")) or set(survey.pages[: settings.WEB_SITE_PAGES]),
        "most": settings.WEB_SITE_PAGES,
        "problem": problem,
    }
    name = "library/site_detail.html"
    if request.htmx:
        response = render(request, f"{name}#survey", context)
        if survey.state != "looking":
            response.status_code = STOP_POLLING
        return response
    return render(request, name, context, status=422 if problem else 200)


@require_POST
def site_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "library.add")
    uploads.cancel_upload(source=_waiting(request, pk))
    return HttpResponseRedirect(url_here(request, "library:source_list"))


def _waiting(request: HttpRequest, pk: UUID) -> Source:
    source = access_source(request.membership, pk, "library.administer")
    if source.kind != sites.SITE:
        raise NotFound(_("There is no such site."))
    return source
