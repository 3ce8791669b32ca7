"""What a person asked for when a limit was reached, asked for again."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Modality
from billing.continuing import Kind, kinds
from lessons.access import access_chat, access_lesson, access_message
from lessons.assigning.counting import counts_for
from lessons.defaults import first_seen_by
from lessons.models import ChatMessage, ChatSession, Lesson, LessonRequest
from lessons.requesting.adding import add_modality
from lessons.selectors import latest_request
from lessons.services import chat
from lessons.services.lessons import part_of, request_lesson, retry_lesson
from library.access import access_source
from library.models import Source
from organizations.asking import require_ask
from organizations.authority import access_class
from organizations.lesson_making import require_make_lessons, require_ways
from organizations.links import url_in
from organizations.models import Class, Membership
from project.errors import NotFound

LESSON, RETRY, QUESTION, AGAIN, MORE = "lesson", "retry", "question", "again", "more"


def payload_of_lesson(source: Source, data: dict, part: dict, school_class: Class | None) -> dict:
    """data: of a LessonForm. part: what `part_of` takes."""
    return {
        "source": str(source.pk),
        "part": part,
        "modalities": data["modalities"],
        "level": data["level"],
        "topic": data.get("topic", ""),
        "language": data["language"],
        "strategy": data["strategy"],
        "class": str(school_class.pk) if school_class else "",
    }


def label_of_lesson(source: Source) -> str:
    return _("A lesson on “%(title)s”") % {"title": source.title}


def _make(membership: Membership, payload: dict) -> str:
    require_make_lessons(membership)
    source = access_source(membership, UUID(payload["source"]), "library.view")
    require_ways(membership, payload["modalities"])
    class_id, part = payload["class"], part_of(source, **payload["part"])
    made = request_lesson(
        user=membership.user,
        source=source,
        part=part,
        counts=counts_for(membership, source, part),
        modalities=payload["modalities"],
        language=payload["language"],
        strategy=payload["strategy"],
        level=LessonRequest.Level(payload.get("level", "")),
        topic=payload.get("topic", ""),
        school_class=access_class(membership, UUID(class_id)) if class_id else None,
        seen_by=first_seen_by(membership),
    )
    return _url_of_lesson(membership, made.lesson_id)


def _make_in_text(payload: dict) -> dict | None:
    """What is asked for beside the video, or the text alone."""
    rest = [each for each in payload["modalities"] if each != Modality.VIDEO]
    return payload | {"modalities": rest or [Modality.TEXT.value]}


def _retry(membership: Membership, payload: dict) -> str:
    require_make_lessons(membership)
    lesson: Lesson = access_lesson(membership, UUID(payload["lesson"]), "lessons.edit")
    made = latest_request(lesson)
    if made is None:
        raise NotFound(_("There is no such lesson any more."))
    retry_lesson(made, by=membership.user)
    return _url_of_lesson(membership, lesson.pk)


def _add(membership: Membership, payload: dict) -> str:
    require_make_lessons(membership)
    lesson: Lesson = access_lesson(membership, UUID(payload["lesson"]), "lessons.edit")
    add_modality(lesson, payload["modality"], by=membership.user)
    return _url_of_lesson(membership, lesson.pk)


def _url_of_lesson(membership: Membership, pk) -> str:
    return url_in(membership.organization.slug, "lessons:lesson_detail", pk)


def payload_of_question(session: ChatSession, question: str) -> dict:
    return {"chat": str(session.pk), "question": question}


def _ask(membership: Membership, payload: dict) -> str:
    session = access_chat(membership, UUID(payload["chat"]))
    require_ask(membership)
    return _url_of(membership, chat.ask(session=session, text=payload["question"]))


def _ask_again(membership: Membership, payload: dict) -> str:
    message = access_message(membership, UUID(payload["message"]))
    require_ask(membership)
    chat.ask_again(message)
    return _url_of(membership, message)


def _url_of(membership: Membership, message: ChatMessage) -> str:
    return url_in(membership.organization.slug, "lessons:message_detail", message.pk)


def register() -> None:
    kinds[LESSON] = Kind(go_on=_make, in_text=_make_in_text)
    kinds[RETRY] = Kind(go_on=_retry)
    kinds[MORE] = Kind(go_on=_add)
    kinds[QUESTION] = Kind(go_on=_ask)
    kinds[AGAIN] = Kind(go_on=_ask_again)
