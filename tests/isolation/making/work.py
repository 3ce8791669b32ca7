"""What students of a world are given to do: quizzes, compilations, assignments."""

from datetime import timedelta

from django.utils import timezone

from lessons.models import (
    Answered,
    Artifact,
    ArtifactItem,
    Assignment,
    Attempt,
    Compilation,
    CompilationItem,
    Recall,
)
from lessons.progress import practising
from lessons.progress.reporting import stamp
from library.models import (
    Source,
)
from organizations.tests.factories import membership
from project import storage
from tests.isolation.making.base import World


def artifact_rows(world: World) -> dict:
    """A quiz of one item that is approved, and one that could not be made."""
    book, word = world.rows["book"], world.word
    said = f"Here {word} stands."
    facts = {
        "organization": world.organization,
        "source_id": book.pk,
        "kind": "quiz",
        "language": "en",
        "source_title": book.title,
        "made_by": world.people["teacher"],
    }
    artifact = Artifact.objects.create(
        **facts, title=f"Quiz of {word}", state="approved", approved_at=timezone.now()
    )
    failed = Artifact.objects.create(**facts, title=f"Failed of {word}", state="failed")
    item = ArtifactItem.objects.create(
        organization=world.organization,
        artifact=artifact,
        position=1,
        kind="short",
        stem=f"What is {word}?",
        key={"accepted": [word]},
        citation={
            "source_id": str(book.pk),
            "page_index": 0,
            "page_label": "527",
            "reference": "p. 527",
            "quote": said,
            "atom_id": None,
            "start": 0,
            "end": len(said),
        },
    )
    return {
        "artifact": artifact.pk,
        "artifact_failed": failed.pk,
        "item_pk": item.pk,
        "export_form": "gift",
        "item_quote": said,
    }


def compilation_rows(world: World) -> dict:
    """Of the book, as if it were a recording: two clips, and its film with captions."""
    book = world.rows["book"]
    Source.objects.filter(pk=book.pk).update(duration_s=60.0)
    film = Compilation(
        organization=world.organization,
        title=f"Film of {world.word}",
        state="ready",
        is_shared=True,
        made_by=world.people["teacher"],
    )
    film.files = {"vtt": f"{film.storage_prefix}1/captions.vtt"}
    film.save()
    storage.save_bytes(film.files["vtt"], b"WEBVTT\n")
    items = [
        CompilationItem.objects.create(
            organization=world.organization,
            compilation=film,
            position=position,
            source_id=book.pk,
            source_title=book.title,
            start_ms=1000,
            end_ms=2000 * position,
        )
        for position in (1, 2)
    ]
    return {"compilation": film.pk, "clip_pk": items[0].pk, "filmed": book.pk}


def assignment_rows(world: World) -> dict:
    """A quiz with the student's attempt at it, another they may begin and a third handed in; and a
    reading. A question to be reviewed, and what a page that is open reports with."""
    book, word, here = world.rows["book"], world.word, world.organization
    student, now = membership(here, world.people["student"]), timezone.now()
    item = {
        "id": "1", "kind": "short", "stem": f"What is {word}?", "options": [], "points": 2,
        "key": {"accepted": [word]}, "explanation": "", "citation": {},
    }  # fmt: skip
    facts = {
        "organization": here,
        "title": f"Assigned {word}",
        "subject_id": book.pk,
        "source_id": book.pk,
        "school_class_id": world.rows["class"],
        "opens_at": now - timedelta(days=1),
    }
    quiz, fresh, sent = (
        Assignment.objects.create(kind="quiz", items=[item], **facts) for _number in range(3)
    )
    reading = Assignment.objects.create(kind="reading", **facts)
    made = {"organization": here, "student": student, "began_at": now, "answers": {"1": word}}
    attempt = Attempt.objects.create(assignment=quiz, **made)
    handed_in = Attempt.objects.create(
        assignment=sent, **made, submitted_at=now, state="waiting",
        marks={"1": {"points": None, "suggested": 2.0, "by": "rule"}},
    )  # fmt: skip
    choice = item | {"id": "2", "kind": "true_false", "options": [
        {"text": word, "is_key": True}, {"text": "Nix", "is_key": False}], "key": {}}  # fmt: skip
    done = Assignment.objects.create(kind="quiz", items=[choice], **facts)
    answered = Answered.objects.create(
        organization=here, student=student, assignment=done, item_id="2", objective_id=book.pk,
        objective=f"On {word}", share=1, at=now - timedelta(days=30),
    )  # fmt: skip
    practising.tell({(student.pk, answered.objective_id)})
    return {
        "recall": Recall.objects.get(student=student).pk,
        "stamp_of_lesson": stamp(student, world.rows["lesson"]),
        "stamp_of_book": stamp(student, book.pk, opened=now - timedelta(hours=1)),
        "answer_json": {"answers": {"1": "photosphere"}},
        "assignment_json": {
            "kind": "reading",
            "subject_id": str(book.pk),
            "class_ids": [str(world.rows["class"])],
        },
        "assignment": quiz.pk,
        "assignment_quiz": fresh.pk,
        "assignment_reading": reading.pk,
        "attempt": attempt.pk,
        "attempt_sent": handed_in.pk,
        "answer": {"a-1": "photosphere"},
        "marks": {"p-1": "1"},
    }
