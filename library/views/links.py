"""Links to one source: made and revoked by who administers it, opened by whoever has one."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library import selectors
from library.access import access_source
from library.forms import LinkForm
from library.media import media_url
from library.models import Page, Source
from library.pictures import PAGE_WIDTHS, page_image
from library.reading import ShownSection, table_of
from library.sharing import require_can_be_linked
from organizations import limits, scoping
from organizations.links import url_here
from organizations.models import SharingLink
from organizations.services import links
from project.errors import LecternError, NotFound

SESSION = "opened_links"  # link id -> the hash of the password that opened it


@never_cache
@require_http_methods(["GET", "POST"])
def link_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list, and a form for one more; a new link is shown in the answer, and never again."""
    source = access_source(request.membership, pk, "library.administer")
    links.require_links(request.membership)
    require_can_be_linked(source)
    form, made = LinkForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            _row, token = links.make_link(
                source_id=source.pk,
                by=request.membership,
                life=form.life,
                password=form.cleaned_data["password"],
            )
        except LecternError as error:
            form.add_error(None, error.message)
        else:
            made = request.build_absolute_uri(reverse("links:link_open", args=[token]))
            form = LinkForm()
    context = {
        "nav": "library",
        "source": source,
        "form": form,
        "made": made,
        "links": links.list_links(source.pk),
    }
    status = 422 if form.errors else 200
    return render(request, "library/link_list.html", context, status=status)


@require_POST
def link_revoke(request: HttpRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.administer")
    links.revoke_link(links.access_link(source.pk, link_pk))
    messages.success(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(url_here(request, "library:link_list", source.pk))


@never_cache
@require_http_methods(["GET", "POST"])
def link_open(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the password where there is one; then the first page."""
    link, source = _followed(token)
    first_page = HttpResponseRedirect(reverse("links:link_page", args=[token, 0]))
    if _is_open(request, link):
        links.mark_opened(link)
        return _unlisted(first_page)
    problem = ""
    if request.method == "POST":
        limits.require_tries(request, "link_failed", str(link.pk))
        if links.is_password_of(link, request.POST.get("password", "")[:1024]):
            request.session[SESSION] = _opened(request) | {str(link.pk): link.password}
            links.mark_opened(link)
            return _unlisted(first_page)
        limits.count_try(request, "link_failed", str(link.pk))
        problem = _("This is not the password.")
    context = {"source": source, "organization_name": link.organization.name, "problem": problem}
    status = 422 if problem else 200
    return _unlisted(render(request, "library/link_password.html", context, status=status))


def _followed(token: str) -> tuple[SharingLink, Source]:
    """Enters the scope of the link's organization. Raises NotFound."""
    link = links.read_link(token)
    scoping.enter(link.organization_id)
    rows = Source.objects.filter(organization_id=link.organization_id, owner_id=None)
    source = rows.readable().filter(pk=link.source_id).first()
    if source is None:
        raise NotFound(_("This link does not work: it has run out, or was taken back."))
    return link, source


def _is_open(request: HttpRequest, link: SharingLink) -> bool:
    return not link.password or _opened(request).get(str(link.pk)) == link.password


def _opened(request: HttpRequest) -> dict[str, str]:
    return request.session.get(SESSION, {})


def by_link(view: Callable) -> Callable:
    """The view gets the source; who has not said the password is asked for it."""

    @never_cache
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, token: str, index: int) -> HttpResponse:
        link, source = _followed(token)
        if not _is_open(request, link):
            return HttpResponseRedirect(reverse("links:link_open", args=[token]))
        return _unlisted(view(request, source, selectors.page_of(source, index), token))

    return opened


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # a form without an origin would be refused
    patch_cache_control(response, private=True)
    return response


@by_link
def link_page(request: HttpRequest, source: Source, page: Page, token: str) -> HttpResponse:
    context = {
        "source": source,
        "page": page,
        "sections": [_shown(source, row) for row in selectors.list_sections(page)],
        "token": token,
        "sheet": page.index + 1,
        "previous": page.index - 1 if page.index else None,
        "next": page.index + 1 if page.index + 1 < source.page_count else None,
    }
    return render(request, "library/link_page.html", context)


def _shown(source: Source, row) -> ShownSection:
    shown = ShownSection(row)
    shown.picture_url = media_url(source, row.media) if row.media else ""
    shown.table = table_of(row.text) if row.kind == "table" else None
    return shown


@by_link
def link_picture(request: HttpRequest, source: Source, page: Page, token: str) -> HttpResponse:
    if not page.width:
        raise NotFound(_("This page has no picture."))
    return HttpResponse(page_image(source, page, PAGE_WIDTHS[-1]), content_type="image/webp")
