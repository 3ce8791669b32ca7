"""A source's own page, and what one can do with it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library import bundles, registries, selectors, services
from library.access import access_source, source_sight
from library.addresses.kinds import is_watched
from library.describing import (
    deletion_lines,
    facts_of,
    receipt_lines,
    recognised_lines,
    stage_rows,
    unread_lines,
)
from library.files import file_link, may_have_file
from library.forms import AboutForm, DeleteForm, RecogniseForm, UnlockForm
from library.listing import with_facts
from library.models import Source
from library.receipts import receipt_of
from library.trees import Sought, nest
from library.views.lists import STOP_POLLING
from library.views.sharing import shared_source
from library.views.web import web_panel
from organizations.lesson_making import may_make_lessons
from organizations.links import url_here
from organizations.models import Grant
from organizations.roles import may
from organizations.services import links
from organizations.views.sharing import is_for_many, panel_of
from project.errors import Invalid, UnreadableSource


@require_safe
def source_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.view")
    return render(request, "library/source_detail.html", _page(request, source))


def _page(request: HttpRequest, source: Source, unlock_form: UnlockForm | None = None) -> dict:
    ingestion = selectors.latest_ingestion(source)
    receipt = ingestion.receipt if ingestion else {}
    kinds = selectors.count_nodes([source]).get(source.pk, {})
    panels = (make(request, source) for make in registries.source_panels)
    manages = source.level >= Grant.Level.EDIT
    sought = Sought(_page_index(request), request.GET.get("q", "").strip()[:200])
    return {
        "nav": "library",
        "source": source,
        "facts": facts_of(source, kinds, user_id=request.user.pk),
        "is_final": source.state in Source.FINAL,
        "is_copy": ingestion is not None and ingestion.is_copy,
        "sees_catalogue": may(request.membership, "library.catalogue"),
        "may_subscribe": may(request.membership, "library.subscribe"),
        "stages": stage_rows(ingestion.stages) if ingestion else [],
        "receipt": receipt_lines(source, receipt),
        "unread": unread_lines(source, receipt),
        "warnings": receipt.get("warnings", []),
        "folder": _folder(request, source, receipt),
        "is_in": _is_in(request, source),
        "web": web_panel(source) if is_watched(source) else None,
        "recognised": recognised_lines(receipt),
        "recognise_form": _recognise_form(source, receipt) if manages else None,
        "counts": selectors.count_parts(source),
        "branches": nest(selectors.list_nodes(source), sought) if source.is_readable else [],
        "panels": [panel for panel in panels if panel],
        "is_active": selectors.is_active(request.user, source),
        "manages": manages,
        "administers": source.level >= Grant.Level.ADMINISTER,
        "sharing": _sharing(request, source),
        "shares_links": source.level >= Grant.Level.ADMINISTER
        and source.owner_id is None
        and source.is_readable
        and links.may_make_links(request.membership),
        "makes_lessons": source.is_readable and may_make_lessons(request.membership),
        "about_form": _about_form(source) if manages else None,
        "has_file": may_have_file(request.membership, source),
        "unlock_form": unlock_form or (UnlockForm() if manages else None),
    }


def _sharing(request: HttpRequest, source: Source) -> dict | None:
    if source.level < Grant.Level.ADMINISTER or not is_for_many(request.membership):
        return None
    return panel_of(request, shared_source(request, source))


def _page_index(request: HttpRequest) -> int | None:
    """The page that one comes from; nonsense is none."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@require_safe
def source_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The stages while it is read; at the end the browser loads the whole page anew."""
    source = access_source(request.membership, pk, "library.view")
    ingestion = selectors.latest_ingestion(source)
    is_final = source.state in Source.FINAL
    context = {
        "source": source,
        "stages": stage_rows(ingestion.stages) if ingestion else [],
        "is_copy": ingestion is not None and ingestion.is_copy,
        "is_final": is_final,
    }
    response = render(request, "library/source_detail.html#source-progress", context)
    if is_final:
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
def source_rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    form = _about_form(source, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_source(source, services.Change(**form.cleaned_data))
        except Invalid as error:
            form.add_error("title", error.message)
        else:
            return back_to(request, source, _("It is saved."))
    context = {"nav": "library", "source": source, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "library/source_rename.html", context, status=status)


@require_POST
def source_recognise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its pictures of text are read again, in a language that the person chooses."""
    source = access_source(request.membership, pk, "library.edit")
    form = RecogniseForm(request.POST, source=source)
    if not form.is_valid():
        raise Invalid(_("Choose a language of the list."))
    services.recognise_again(source, language=form.cleaned_data["language"])
    return back_to(request, source, _("Its text is being recognised again."))


def _folder(request: HttpRequest, source: Source, receipt: dict) -> dict | None:
    """Of a ZIP of many files or a site: what came in it, and what did not and why."""
    if source.kind not in bundles.FOLDERS:
        return None
    files = list(bundles.files_of(source, source_sight(request.membership)))
    return {
        "files": with_facts(files, request.user),
        "left_out": bundles.told_of(receipt),
        "paired": bundles.paired_of(receipt),
    }


def _is_in(request: HttpRequest, source: Source) -> Source | None:
    """The folder that it came in, where the person sees that."""
    if source.folder_id is None:
        return None
    seen = selectors.list_sources(source_sight(request.membership))
    return seen.filter(pk=source.folder_id).first()


def _recognise_form(source: Source, receipt: dict) -> RecogniseForm | None:
    has_pictures = receipt.get("scanned") or receipt.get("ocr")
    can = settings.OCR_ENGINES and source.kind in services.RECOGNISED
    is_settled = source.state in Source.FINAL
    return RecogniseForm(source=source) if has_pictures and can and is_settled else None


def _about_form(source: Source, data=None) -> AboutForm:
    return AboutForm(data, source=source, administers=source.level >= Grant.Level.ADMINISTER)


@require_safe
def source_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To a signed link that is good for an hour."""
    source = access_source(request.membership, pk, "library.view")
    response = HttpResponseRedirect(file_link(request.membership, source))
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_http_methods(["GET", "POST"])
def source_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.administer")
    panels = [panel for follower in registries.followers if (panel := follower.panel(source))]
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        lines = deletion_lines(receipt_of(source))
        context = {
            "nav": "library",
            "source": source,
            "panels": panels,
            "form": form,
            "goes": lines,
        }
        status = 422 if form.is_bound else 200
        return render(request, "library/source_delete.html", context, status=status)
    keeps = form.cleaned_data["made"] != DeleteForm.DELETE
    receipt = services.delete_source(source, keeps_made=keeps)
    said = _("“%(title)s” is deleted, with %(what)s.")
    gone = get_text_list(deletion_lines(receipt), _("and"))
    messages.success(request, said % {"title": source.title, "what": gone})
    return HttpResponseRedirect(url_here(request, "library:source_list"))


@require_POST
def source_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    services.retry_ingestion(source)
    return back_to(request, source, _("It is read again from the beginning."))


@require_POST
def source_unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    form = UnlockForm(request.POST)
    if form.is_valid():
        try:
            services.unlock_source(source, password=form.cleaned_data["password"])
        except UnreadableSource as error:
            form.add_error("password", error.message)
        else:
            return back_to(request, source, _("The file is unlocked, and reading has begun."))
    context = _page(request, source, unlock_form=form)
    return render(request, "library/source_detail.html", context, status=422)


@require_POST
def source_activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """active=1 keeps the source at hand on the person's home page, active=0 takes it away."""
    source = access_source(request.membership, pk, "library.view")
    is_wanted = request.POST.get("active") == "1"
    services.keep_at_hand(request.user, source, is_wanted=is_wanted)
    said = _("It stands on your home page now.") if is_wanted else _("It is off your home page.")
    return back_to(request, source, said)


def back_to(request: HttpRequest, source: Source, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "library:source_detail", source.pk))
