"""Ways of teaching: the global ones, and an organization's own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.models import Strategy as Row
from lessons.strategies.describing import CLASS_MINUTES, items_of, phases_of
from lessons.strategies.own import services
from lessons.strategies.own.access import access_strategy, list_seen, may_change
from lessons.strategies.own.finding import strategy_of
from lessons.strategies.own.forms import StrategyForm
from lessons.strategies.own.previewing import chapter_choices, first_turns
from lessons.strategies.performing import Strategy
from lessons.strategies.registry import DEFAULT, STRATEGIES
from organizations.access import require
from organizations.links import url_here
from project.errors import Conflict, Invalid, NotFound

CONTEXT = {"nav": "manage", "page_key": "strategies", "class_minutes": CLASS_MINUTES}


@require_safe
def strategy_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "strategies.view")
    archived = request.GET.get("show") == "archived"
    rows = list_seen(request.membership).select_related("made_by")
    rows = rows.filter(archived_at__isnull=not archived).order_by("name", "pk")
    context = {"own": rows[: services.MOST], "archived": archived, "known": STRATEGIES.values()}
    return render(request, "lessons/strategy_list.html", CONTEXT | context)


@require_safe
def strategy_global(request: HttpRequest, key: str) -> HttpResponse:
    require(request.membership, "strategies.view")
    return _page(request, _global(key))


@require_safe
def strategy_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_strategy(request.membership, pk)
    versions = list(row.versions.select_related("made_by").order_by("-number"))
    base = STRATEGIES.get(versions[0].base_key)
    context = {
        "row": row,
        "versions": versions,
        "base": base,
        "base_is_newer": base is not None and base.version > versions[0].base_version,
        "changes": may_change(request.membership, row),
    }
    return _page(request, strategy_of(row.key, row.version), context)


def _page(request: HttpRequest, strategy: Strategy, more: dict | None = None) -> HttpResponse:
    chapters = chapter_choices(request.membership)
    chapter = request.GET.get("chapter", "")
    context = CONTEXT | _laid_out(strategy) | {"chapters": chapters, "chapter": chapter}
    if any(chapter == pk for _title, nodes in chapters for pk, _words in nodes):
        context["turns"] = first_turns(strategy, UUID(chapter))
    return render(request, "lessons/strategy_detail.html", context | (more or {}))


def _laid_out(strategy: Strategy) -> dict:
    return {
        "strategy": strategy,
        "phases": phases_of(strategy),
        "items": items_of(strategy),
    }


@require_http_methods(["GET", "POST"])
def strategy_create(request: HttpRequest) -> HttpResponse:
    """On the global one in `base`."""
    require(request.membership, "strategies.make")
    base = _global(request.GET.get("base", DEFAULT))
    return _form_page(request, base, base)


@require_http_methods(["GET", "POST"])
def strategy_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_strategy(request.membership, pk, to_change=True)
    kept = row.versions.get(number=row.version)
    return _form_page(request, _global(kept.base_key), strategy_of(row.key, row.version), row)


def _form_page(
    request: HttpRequest, base: Strategy, now: Strategy, row: Row | None = None
) -> HttpResponse:
    form = StrategyForm(
        request.POST or None,
        base=base.spec,
        spec=now.spec,
        row=row,
        chapters=chapter_choices(request.membership),
    )
    context = CONTEXT | {"form": form, "base": base, "row": row}
    is_valid = form.is_bound and form.is_valid()
    if is_valid and request.POST.get("do") != "preview":
        try:
            return _save(request, form, row)
        except (Conflict, Invalid) as error:
            form.add_error(None, error.message.splitlines())
    elif is_valid:
        context |= _previewed(form)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "lessons/strategy_edit.html", context, status=status)


def _previewed(form: StrategyForm) -> dict:
    strategy = Strategy(form.spec, is_own=True)
    chapter = form.cleaned_data["chapter"]
    turns = first_turns(strategy, UUID(chapter)) if chapter else None
    return _laid_out(strategy) | {"turns": turns, "chapter": chapter, "is_preview": True}


def _save(request: HttpRequest, form: StrategyForm, row: Row | None) -> HttpResponse:
    said = {"base": form.base, "overrides": form.overrides(), **form.facts()}
    if row is None:
        row = services.create_strategy(by=request.membership, **said)
    else:
        services.change_strategy(row, by=request.membership, **said)
    return _back(request, row, _("The way of teaching is saved."))


@require_POST
def strategy_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_strategy(request.membership, pk, to_change=True)
    services.archive_strategy(row)
    return _back(request, row, _("It is archived: no new lesson is made with it."))


@require_POST
def strategy_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_strategy(request.membership, pk, to_change=True)
    services.restore_strategy(row)
    return _back(request, row, _("Lessons can be made with it again."))


def _back(request: HttpRequest, row: Row, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "lessons:strategy_detail", row.pk))


def _global(key: str) -> Strategy:
    if key not in STRATEGIES:
        raise NotFound(_("There is no such way of teaching, or it is not yours to see."))
    return STRATEGIES[key]
