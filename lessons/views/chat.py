"""Questions and their answers, wherever they are asked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from billing.continuing import keep_request
from billing.usage import question_warnings
from lessons import continuing
from lessons.access import access_chat, access_message, sees_source
from lessons.answer_line import line
from lessons.answers import exchange_of
from lessons.forms import QuestionForm, RatingForm
from lessons.models import ChatMessage, ChatSession
from lessons.portal.wording import band_of_reader
from lessons.selectors import source_of
from lessons.services import chat
from lessons.streaming import answer_now, stream_answer
from library.access import access_source, source_sight
from library.models import Source
from library.selectors import visible_source_ids
from organizations.asking import require_ask
from organizations.links import url_here
from organizations.scoping import changes_no_sight, current_place
from project.databases import release_connections
from project.errors import LimitReached


@require_POST
@changes_no_sight
def message_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question on a source's page: it goes on with the last chat about that source."""
    line.require_place()
    source = access_source(request.membership, pk, "library.ask")
    require_ask(request.membership)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        ask_url = url_here(request, "lessons:message_create", pk)
        return refuse_question(request, form, {"source": source, "ask_url": ask_url})
    session = chat.session_about(request.user, source)
    return asked_response(request, session, form.cleaned_data["question"])


@require_POST
@changes_no_sight
def chat_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    line.require_place()
    session = access_chat(request.membership, pk)
    require_ask(request.membership)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        ask_url = url_here(request, "lessons:chat_ask", pk)
        return refuse_question(request, form, {"chat": session, "ask_url": ask_url})
    return asked_response(request, session, form.cleaned_data["question"])


def asked_response(request: HttpRequest, session: ChatSession, question: str) -> HttpResponse:
    """The question with its place; where the day's are asked, it is kept for tomorrow."""
    try:
        message = chat.ask(session=session, text=question)
    except LimitReached as error:
        payload = continuing.payload_of_question(session, question)
        return keep_request(
            request, error, kind=continuing.QUESTION, label=question, payload=payload
        )
    return exchange_response(request, message)


def refuse_question(request: HttpRequest, form: QuestionForm, about: dict) -> HttpResponse:
    context = {"nav": "chats", "form": form} | about
    if not request.htmx:
        return render(request, "lessons/ask.html", context, status=422)
    response = render(request, "lessons/_ask_form.html", context, status=422)
    response["HX-Retarget"] = "#ask-form"
    response["HX-Reswap"] = "outerHTML"
    return response


def exchange_response(request: HttpRequest, message: ChatMessage) -> HttpResponse:
    """The question with a place where its answer streams in; without htmx, a page of its own."""
    if not request.htmx:
        url = url_here(request, "lessons:message_detail", message.pk)
        return HttpResponseRedirect(url)
    warnings = question_warnings(request.membership, message.asked_today)
    context = {"exchange": _shown(request, message), "warnings": warnings}
    response = render(request, "lessons/_exchange.html", context)
    response["HX-Trigger"] = "asked"
    return response


def _shown(request: HttpRequest, message: ChatMessage):
    visible: set[UUID] = set()
    if message.statements or message.nearest:
        visible.update(visible_source_ids(source_sight(request.membership)))
    return exchange_of(message, request.organization.slug, visible)


@require_safe
def message_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question by itself, answered while the page is made where that is still to do."""
    message = access_message(request.membership, pk)
    if chat.claim(message):
        answer_now(message)
        message = access_message(request.membership, pk)
    context = {
        "nav": "chats",
        "exchange": _shown(request, message),
        "chat": message.session,
        "source": _only_source(request, message),
    }
    return render(request, "lessons/message_detail.html", context)


def _only_source(request: HttpRequest, message: ChatMessage) -> Source | None:
    """What its chat is about, where that is one source which the person may see."""
    about = message.session.source_ids
    if len(about) != 1 or not sees_source(request.membership, about[0]):
        return None
    return source_of(about[0])


@require_POST
def message_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = access_message(request.membership, pk)
    require_ask(request.membership)
    try:
        chat.ask_again(message)
    except LimitReached as error:
        payload = {"message": str(message.pk)}
        return keep_request(
            request, error, kind=continuing.AGAIN, label=message.question, payload=payload
        )
    return exchange_response(request, message)


@require_POST
def message_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = access_message(request.membership, pk)
    chat.stop(message)
    if request.htmx:  # and not "asked": what is being typed stays
        return render(request, "lessons/_exchange.html", {"exchange": _shown(request, message)})
    return HttpResponseRedirect(url_here(request, "lessons:message_detail", message.pk))


@require_POST
def message_rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = access_message(request.membership, pk)
    form = RatingForm(request.POST)
    if form.is_valid():
        chat.rate(
            message,
            is_helpful=form.cleaned_data["helpful"] == "yes",
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
    if not request.htmx:
        url = url_here(request, "lessons:message_detail", message.pk)
        return HttpResponseRedirect(url)
    context = {"exchange": _shown(request, message), "form": form}
    status = 200 if form.is_valid() else 422
    return render(request, "lessons/_rating.html", context, status=status)


@require_safe
def message_stream(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """A 503 while many are answered: the browser asks again by itself, more and more seldom."""
    message = access_message(request.membership, pk)
    if chat.waits(message):
        line.require_place()
    seen = request.GET.get("seen", "0")
    events = stream_answer(
        message,
        current_place(),
        request.organization.slug,
        language=request.LANGUAGE_CODE,
        seen=int(seen) if seen.isdecimal() and len(seen) < 5 else 0,
        band=band_of_reader(request.membership),
    )
    release_connections()  # none is held while the browser listens
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
