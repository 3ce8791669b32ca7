"""A person's chats: the list, and one of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons import selectors
from lessons.access import access_chat
from lessons.answers import exchange_of
from lessons.forms import ChatSourcesForm, ChatTitleForm, QuestionForm
from lessons.services import chat_sessions
from library.access import source_sight
from library.listing import page_number
from library.selectors import visible_source_ids
from organizations.access import require
from organizations.asking import may_ask
from organizations.links import url_here

CHATS, EXCHANGES, BESIDE = 30, 20, 12  # of a page; beside a chat
QUERY_CHARACTERS = 100


@require_safe
def chat_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "library.ask")
    query = request.GET.get("q", "").strip()[:QUERY_CHARACTERS]
    page = page_number(request)
    start = (page - 1) * CHATS
    found = list(selectors.list_chats(request.user.pk, query=query)[start : start + CHATS + 1])
    context = {
        "nav": "chats",
        "chats": selectors.with_sources(found[:CHATS], source_sight(request.membership)),
        "query": query,
        "page": page,
        "next_page": page + 1 if len(found) > CHATS else None,
    }
    return render(request, "lessons/chat_list.html", context)


@require_POST
def chat_create(request: HttpRequest) -> HttpResponse:
    """About the sources that are sent along, or about everything."""
    require(request.membership, "library.ask")
    form = _sources_form(request, request.POST)
    chosen = form.chosen() if form.is_valid() else []
    session = chat_sessions.create_session(user=request.user, source_ids=chosen)
    return _open(request, session.pk)


@require_safe
def chat_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last questions of it; `page` goes back to earlier ones."""
    session = access_chat(request.membership, pk)
    return render(request, "lessons/chat_detail.html", _page(request, session))


def _page(request: HttpRequest, session, **forms) -> dict:
    page = page_number(request)
    start = (page - 1) * EXCHANGES
    newest = list(selectors.messages_of(session)[start : start + EXCHANGES + 1])
    sight = source_sight(request.membership)
    visible = set(visible_source_ids(sight))
    beside = list(selectors.list_chats(request.user.pk)[:BESIDE])
    [session] = selectors.with_sources([session], sight)
    own = {
        "nav": "chats",
        "chat": session,
        "exchanges": [
            exchange_of(message, request.organization.slug, visible)
            for message in reversed(newest[:EXCHANGES])
        ],
        "page": page,
        "older_page": page + 1 if len(newest) > EXCHANGES else None,
        "beside": beside,
        "form": QuestionForm(),
        "may_ask": may_ask(request.membership),
        "title_form": ChatTitleForm(initial={"title": session.title}),
        "sources_form": _sources_form(request, initial={"sources": session.source_ids}),
        "ask_url": url_here(request, "lessons:chat_ask", session.pk),
    }
    return own | forms


def _sources_form(request: HttpRequest, data=None, **options) -> ChatSourcesForm:
    sources = selectors.list_askable(source_sight(request.membership))
    return ChatSourcesForm(data, sources=sources, **options)


@require_POST
def chat_sources(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = access_chat(request.membership, pk)
    form = _sources_form(request, request.POST)
    if not form.is_valid():
        context = _page(request, session, sources_form=form)
        return render(request, "lessons/chat_detail.html", context, status=422)
    chat_sessions.choose_sources(session, form.chosen())
    return _open(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def chat_rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = access_chat(request.membership, pk)
    form = ChatTitleForm(request.POST or None, initial={"title": session.title})
    if form.is_valid():
        chat_sessions.rename_session(session, form.cleaned_data["title"])
        return _open(request, pk)
    status = 422 if request.method == "POST" else 200
    context = {"nav": "chats", "chat": session, "form": form}
    return render(request, "lessons/chat_rename.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def chat_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = access_chat(request.membership, pk)
    if request.method == "POST":
        chat_sessions.delete_session(session)
        return HttpResponseRedirect(url_here(request, "lessons:chat_list"))
    questions = session.messages.count()
    context = {"nav": "chats", "chat": session, "questions": questions}
    return render(request, "lessons/chat_delete.html", context)


def _open(request: HttpRequest, pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(url_here(request, "lessons:chat_detail", pk))
