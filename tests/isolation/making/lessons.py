"""Lessons of a world, what is asked, noted and said beside pages."""

from django.utils import timezone

from lessons.models import (
    Annotation,
    AnnotationReply,
    Bubble,
    ChatMessage,
    Preparation,
    SafetyAlert,
)
from lessons.selectors import latest_request
from lessons.strategies.own.services import archive_strategy
from lessons.tests.factories import (
    add_lesson,
    add_message,
    make_strategy,
    statement_of,
    strategy_form,
)
from library import uploads
from library.ingestion import keys
from organizations.models import (
    Grant,
)
from organizations.tests.factories import membership
from project import storage
from tests.isolation.making.base import World
from tests.isolation.making.sources import grant_rows


def lesson_rows(world: World) -> dict:
    book, teacher, word = world.rows["book"], world.people["teacher"], world.word
    lesson = add_lesson(book, teacher, title=f"Lesson of {word}", state="partial")
    figure = {"key": f"{lesson.storage_prefix}figures/1.png", "caption": f"Of {word}"}
    storage.save_bytes(figure["key"], word.encode())
    lesson.segments.filter(position=1).update(figure=figure, heading=f"Point of {word}")
    clip = {"title": word, "credit": f"By {word}", "source_ids": [str(book.pk)], "length_ms": 9}
    lesson.segments.create(
        organization=world.organization, position=3, heading=f"Clip of {word}", clip=clip
    )
    message = add_message(
        book,
        teacher,
        question=f"What is {word}?",
        state=ChatMessage.State.FAILED,
        statements=[statement_of(book, f"It is {word}.")],
    )
    answered = add_message(
        book, teacher, state="done", statements=[statement_of(book, f"It is {word}.")]
    )
    file = storage.download_url(lesson.files["pdf"], filename="lesson.pdf", inline=True)
    target = uploads.create_upload(
        user=teacher, organization=world.organization, filename="a.pdf", size_bytes=9
    ).target
    plain = add_lesson(
        book, teacher, title=f"Plain of {word}", files={"html": lesson.files["html"]}
    )
    return {
        "lesson": lesson.pk,
        "lesson_text": plain.pk,
        "added": "video",
        "request": latest_request(lesson).pk,
        "kind": "pdf",
        "position": 1,
        "inserted": 3,
        "message": message.pk,
        "answered": answered.pk,
        "chat": message.session_id,
        **grant_rows(world, Grant.Subject.LESSON, lesson.pk, prefix="lesson_"),
        "file": file.rpartition("/")[2],
        "file_upload": target.url.rpartition("/")[2],
    }


def safety_rows(world: World) -> dict:
    """The teacher gets the alerts; the student's chat raised one."""
    here, book = world.organization, world.rows["book"]
    teacher, student = (membership(here, world.people[role]) for role in ("teacher", "student"))
    here.settings["safety"] = {"teachers": "always", "alerts": True, "adult": teacher.pk}
    here.save()
    here.__dict__.pop("options", None)
    asked = add_message(book, student.user, question=f"Dark of {world.word}", state="refused")
    alert = SafetyAlert.objects.create(
        organization=here, student=student, message=asked, risk="self_harm",
        question=asked.question, found_by="rules",
    )  # fmt: skip
    return {"alert": alert.pk, "chat_pk": asked.session_id}


def strategy_rows(world: World) -> dict:
    """The teacher's, which everybody may use; one is archived."""
    teacher = membership(world.organization, world.people["teacher"])
    words = {"description": f"As in {world.word}", "used_by": "everybody"}
    rows = [
        make_strategy(teacher, "inquiry", name=f"{name} {world.word}", **words)
        for name in ("Asking", "Archived")
    ]
    archive_strategy(rows[1])
    return {
        "strategy": rows[0].pk,
        "strategy_archived": rows[1].pk,
        "strategy_key": "inquiry",
        "strategy_form": strategy_form("inquiry", name="Asking more"),
    }


def annotation_rows(world: World) -> dict:
    """Of the teacher: one for everybody with a reply, and one that is deleted."""
    book, word = world.rows["book"], world.word
    facts = {
        "organization": world.organization,
        "source_id": book.pk,
        "page_index": 0,
        "author": world.people["teacher"],
        "kind": "note",
        "audience": "organization",
        "text": f"A note of {word}",
    }
    annotation = Annotation.objects.create(**facts)
    astray = Annotation.objects.create(
        **facts | {"audience": "private", "state": "unplaced", "exact": "The Sun"},
        suggestion={"page": 0, "start": 0, "stop": 4, "score": 0.5},
    )
    gone = {"deleted_at": timezone.now(), "deleted_by": world.people["teacher"]}
    deleted = Annotation.objects.create(**facts, **gone)
    answer = {
        "organization": world.organization,
        "annotation": annotation,
        "author": world.people["teacher"],
        "text": f"A reply of {word}",
    }
    reply = AnnotationReply.objects.create(**answer)
    deleted_reply = AnnotationReply.objects.create(**answer, **gone)
    sent = {"source": str(book.pk), "page": 0, "kind": "note", "body": {"text": "Look"}}
    return {
        "annotation": annotation.pk,
        "annotation_deleted": deleted.pk,
        "annotation_astray": astray.pk,
        "upload_pk": world.rows["sent"],
        "reply": reply.pk,
        "reply_deleted": deleted_reply.pk,
        "form": "md",
        "annotation_json": sent,
    }


def bubble_rows(world: World) -> dict:
    """At the second section of the book's first page, made and failed at its clip; and the
    chapter being prepared."""
    book, word = world.rows["book"], world.word
    bubble = Bubble.objects.create(
        organization=world.organization,
        source_id=book.pk,
        section_id=world.rows["section_pk"],
        version=book.version,
        act="read",
        side="left",
        heading=f"Part of {word}",
        language="en",
        sentences=[{"text": f"It is {word}."}],
        state="failed",
        files={"captions": f"segments/{word}/alone.vtt"},
    )
    storage.save_bytes(bubble.files["captions"], b"WEBVTT\n")
    chapter = keys.node_id(book.pk, 1)
    preparation = Preparation.objects.create(
        organization=world.organization,
        source_id=book.pk,
        node_id=chapter,
        version=book.version,
        strategy="inquiry",
        title=f"Chapter of {word}",
        total=6,
    )
    return {
        "bubble": bubble.pk,
        "node_pk": chapter,
        "section_words": keys.section_id(book.pk, 0, 2),
        "node_section": keys.node_id(book.pk, 2),
        "preparation": preparation.pk,
        "act": "explain",
    }
