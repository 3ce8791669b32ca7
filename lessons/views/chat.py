"""Questions about a source, and their answers."""

from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lessons.access import access_message
from lessons.answers import exchange_of
from lessons.forms import QuestionForm
from lessons.models import ChatMessage
from lessons.selectors import source_of
from lessons.services import chat
from lessons.streaming import answer_now, stream_answer
from library.access import access_source
from organizations.class_settings import require_class_allows
from organizations.links import url_here
from project.databases import release_connections


@require_POST
def message_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.ask")
    require_class_allows(request.membership, "students_ask")
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _refuse(request, source, form)
    message = chat.ask(user=request.user, source=source, text=form.cleaned_data["question"])
    return _exchange(request, message)


def _refuse(request: HttpRequest, source, form: QuestionForm) -> HttpResponse:
    context = {"nav": "library", "source": source, "form": form}
    if not request.htmx:
        return render(request, "lessons/ask.html", context, status=422)
    response = render(request, "lessons/_ask_form.html", context, status=422)
    response["HX-Retarget"] = "#ask-form"
    response["HX-Reswap"] = "outerHTML"
    return response


def _exchange(request: HttpRequest, message: ChatMessage) -> HttpResponse:
    """The question with a place where its answer streams in; without htmx, a page of its own."""
    if not request.htmx:
        url = url_here(request, "lessons:message_detail", message.pk)
        return HttpResponseRedirect(url)
    context = {"exchange": exchange_of(message, request.organization.slug)}
    response = render(request, "lessons/_exchange.html", context)
    response["HX-Trigger"] = "asked"
    return response


@require_safe
def message_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question by itself, answered while the page is made where that is still to do."""
    message = access_message(request.membership, pk)
    if chat.claim(message.pk):
        answer_now(message)
    message = access_message(request.membership, pk)
    context = {
        "nav": "library",
        "exchange": exchange_of(message, request.organization.slug),
        "source": source_of(message.session.source_id),
    }
    return render(request, "lessons/message_detail.html", context)


@require_POST
def message_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = access_message(request.membership, pk)
    chat.ask_again(message)
    return _exchange(request, message)


@require_safe
async def message_stream(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    organization = request.organization

    def check() -> None:
        access_message(request.membership, pk)
        release_connections()  # none is held while the browser listens

    await sync_to_async(check)()
    events = stream_answer(pk, organization.pk, organization.slug, language=request.LANGUAGE_CODE)
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
