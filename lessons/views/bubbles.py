"""What a teacher says at a section: asked for, looked at while it is made, tried again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.effective import is_covered
from billing.usage import question_warnings
from lessons.answer_line import line
from lessons.answers import exchange_of
from lessons.bubbles.access import access_bubble, access_section
from lessons.bubbles.matter import pages_of
from lessons.bubbles.opening import open_bubble, retry_bubble
from lessons.bubbles.selectors import bubbles_at, notes_at
from lessons.bubbles.showing import MEDIA, ShownBubble
from lessons.forms import QuestionForm
from lessons.models import Bubble
from lessons.selectors import recent_messages
from lessons.services import chat
from lessons.views.chat import asked_response, refuse_question
from library.models import Section, Source
from organizations.asking import require_ask
from organizations.links import url_here
from organizations.scoping import changes_no_sight
from project import storage
from project.errors import (
    Conflict,
    Invalid,
    LecternError,
    LimitReached,
    NotFound,
    ProviderError,
)

EXCHANGES = 4


@require_safe
def section_teacher(request: HttpRequest, pk: UUID, section_pk: UUID) -> HttpResponse:
    """What is there already at a section. Fetched for the one in view and ahead for the next."""
    source, section = access_section(request.membership, pk, section_pk)
    ready = [
        bubble
        for bubble in bubbles_at(request.membership, source, section)
        if bubble.state == Bubble.State.DONE
    ]
    context = {
        "bubbles": [_shown(request, bubble) for bubble in ready],
        "notes": notes_at(request.membership, source, section),
    }
    response = render(request, "lessons/_section_teacher.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def section_bubble(request: HttpRequest, pk: UUID, section_pk: UUID, act: str) -> HttpResponse:
    """Have it read or explained; what cannot be is said in the bubble."""
    source, section = access_section(request.membership, pk, section_pk, "library.ask")
    if act not in Bubble.Act.values:
        raise NotFound(_("A teacher can read a section and explain it."))
    if not request.htmx:
        open_bubble(request.membership, source, section, act)
        return HttpResponseRedirect(_page_url(request, source, section))
    try:
        bubble = open_bubble(request.membership, source, section, act)
    except (Conflict, Invalid, LimitReached, ProviderError) as error:
        return _refusal(request, error, section.side)
    return _bubble(request, bubble)


def _refusal(request: HttpRequest, error: LecternError, side: str) -> HttpResponse:
    is_limit = isinstance(error, LimitReached)
    context = {"problem": error.message, "side": side, "is_limit": is_limit}
    return render(request, "lessons/_bubble_problem.html", context, status=422)


def _page_url(request: HttpRequest, source: Source, section: Section) -> str:
    page = url_here(request, "library:page_detail", source.pk, section.page_index)
    return f"{page}?section={section.pk}"


def _shown(request: HttpRequest, bubble: Bubble, have: frozenset[str] = frozenset()) -> ShownBubble:
    return ShownBubble(bubble, request.organization.slug, have)


def _bubble(request: HttpRequest, bubble: Bubble) -> HttpResponse:
    """With what it counted as, for whom that matters."""
    context: dict = {"bubble": _shown(request, bubble)}
    if bubble.asked_today and not is_covered(request.membership):
        context["asked_today"] = bubble.asked_today
        context["warnings"] = question_warnings(request.membership, bubble.asked_today)
    return render(request, "lessons/_bubble.html", context)


@require_safe
def bubble_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is, and what came since: what is shown (`have`) stays, so that nothing that plays
    is interrupted."""
    bubble = access_bubble(request.membership, pk)
    have = frozenset(request.GET.get("have", "").split("-")) & set(MEDIA)
    had_words = request.GET.get("words", "yes") == "yes"
    shown = _shown(request, bubble, have)
    context = {"bubble": shown, "brings_words": bubble.is_written and not had_words}
    return render(request, "lessons/_bubble_progress.html", context)


@require_POST
def bubble_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    bubble = access_bubble(request.membership, pk)
    try:
        retry_bubble(bubble, request.membership)
    except LimitReached as error:
        if not request.htmx:
            raise
        return _refusal(request, error, bubble.side)
    if request.htmx:
        return _bubble(request, bubble)
    url = url_here(request, "library:page_detail", bubble.source_id, bubble.page_index)
    return HttpResponseRedirect(f"{url}?section={bubble.section_id}")


@require_safe
def bubble_captions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From here and not by a link: a browser takes captions from the page's own site only."""
    bubble = access_bubble(request.membership, pk)
    if "captions" not in bubble.files:
        raise NotFound(_("This has no captions, or not yet."))
    text = storage.read_bytes(bubble.files["captions"])
    response = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@changes_no_sight
def section_ask(request: HttpRequest, pk: UUID, section_pk: UUID) -> HttpResponse:
    """The box to ask in, with what was asked here before; or a question about these pages."""
    if request.method == "POST":
        line.require_place()
    source, section = access_section(request.membership, pk, section_pk, "library.ask")
    require_ask(request.membership)
    ask_url = url_here(request, "lessons:section_ask", pk, section_pk)
    if request.method != "POST":
        return _ask_box(request, source, section, ask_url)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return refuse_question(request, form, {"source": source, "ask_url": ask_url})
    session = chat.session_about(request.user, source, pages=pages_of(section))
    return asked_response(request, session, form.cleaned_data["question"])


def _ask_box(request: HttpRequest, source: Source, section: Section, ask_url: str) -> HttpResponse:
    found = recent_messages(
        user_id=request.user.pk, source_id=source.pk, pages=pages_of(section), limit=EXCHANGES
    )
    slug = request.organization.slug
    context = {
        "nav": "library",
        "source": source,
        "side": section.side,
        "exchanges": [exchange_of(message, slug, {source.pk}) for message in found],
        "form": QuestionForm(),
        "ask_url": ask_url,
    }
    template = "lessons/_section_ask.html" if request.htmx else "lessons/ask.html"
    return render(request, template, context)
