"""A person's chats, and questions with cited answers: /api/v1/chat."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language
from ninja import Query as FromQuery
from ninja import Router, Status

from lessons.access import access_chat, access_message
from lessons.answer_line import line
from lessons.json_stream import answer_events, message_json
from lessons.models import ChatSession
from lessons.schemas import ChatDetail, ChatNew, ChatOut, ChatPage, MessageNew, MessageOut, Query
from lessons.selectors import list_chats, messages_of
from lessons.services import chat
from lessons.services.chat_sessions import create_session, delete_session, rename_session
from lessons.streaming import answer_now
from library.access import source_sight
from library.selectors import visible_source_ids
from organizations.access import require
from organizations.asking import require_ask
from organizations.callers import enter_as_person
from organizations.models import Membership
from organizations.scoping import current_place
from organizations.throttling import ASKING
from project.databases import release_connections
from project.paging import Window

router = Router(tags=["chat"])
MESSAGES = 50


@router.get("/chat/sessions", response=ChatPage)
def chat_list(request: HttpRequest, window: FromQuery[Window]):
    """The person's own, the last asked first."""
    membership = _asker(request)
    return window.cut(list_chats(membership.user_id), by="asked_at")


@router.post("/chat/sessions", response={201: ChatOut})
def chat_create(request: HttpRequest, sent: ChatNew):
    _asker(request)
    return Status(201, _begin(request, sent.source_ids, title=sent.title))


@router.get("/chat/sessions/{uuid:pk}", response=ChatDetail)
def chat_detail(request: HttpRequest, pk: UUID):
    membership = enter_as_person(request)
    session = access_chat(membership, pk)
    visible = _visible(membership)
    newest = messages_of(session)[:MESSAGES]
    messages = [message_json(each, visible) for each in reversed(newest)]
    return ChatOut.from_orm(session).dict() | {"messages": messages}


@router.delete("/chat/sessions/{uuid:pk}", response={204: None})
def chat_delete(request: HttpRequest, pk: UUID):
    """With its questions and answers."""
    delete_session(access_chat(enter_as_person(request), pk))
    return Status(204, None)


@router.post("/chat/sessions/{uuid:pk}/messages", response={201: MessageOut}, throttle=ASKING)
def chat_message(request: HttpRequest, pk: UUID, sent: MessageNew):
    """Ask, and wait for the whole answer."""
    membership = enter_as_person(request)
    session = access_chat(membership, pk)
    require_ask(membership)
    line.require_place()
    message = chat.ask(session=session, text=sent.question)
    if chat.claim(message):
        answer_now(message)
    return Status(201, message_json(access_message(membership, message.pk), _visible(membership)))


STREAM = {
    "responses": {
        200: {
            "description": "Server-sent events: `statement` (StatementOut) as each is checked, "
            "`answer` (MessageOut) with the whole, then `close`.",
            "content": {"text/event-stream": {}},
        }
    }
}


@router.post("/chat/query", throttle=ASKING, openapi_extra=STREAM)
def chat_query(request: HttpRequest, sent: Query):
    """Ask, and have the answer streamed by server-sent events."""
    membership = _asker(request)
    require_ask(membership)
    line.require_place()
    message = chat.ask(session=_session(request, membership, sent), text=sent.question)
    events = answer_events(message, current_place(), language=get_language() or "en")
    release_connections()  # none is held while the program listens
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@router.get("/chat/messages/{uuid:pk}", response=MessageOut)
def chat_message_detail(request: HttpRequest, pk: UUID):
    """A question with what is answered so far."""
    membership = enter_as_person(request)
    return message_json(access_message(membership, pk), _visible(membership))


def _asker(request: HttpRequest) -> Membership:
    membership = enter_as_person(request)
    require(membership, "library.ask")
    return membership


def _session(request: HttpRequest, membership: Membership, sent: Query) -> ChatSession:
    if sent.session_id:
        return access_chat(membership, sent.session_id)
    return _begin(request, sent.source_ids)


def _begin(request: HttpRequest, source_ids: list[UUID], *, title: str = "") -> ChatSession:
    session = create_session(user=request.auth.user, source_ids=source_ids)
    if title.strip():
        rename_session(session, title)
    return session


def _visible(membership: Membership) -> Collection[UUID]:
    return set(visible_source_ids(source_sight(membership)))
