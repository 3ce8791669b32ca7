"""Each kind of reference across the two databases: lost, found, repaired, and found no more."""

import json
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts.models import Profile
from lessons.models import ChatSession, Lesson, LessonRequest
from lessons.services.lessons import Part, request_lesson
from library.catalogue import subscribe
from library.models import ContentAtom, Ingestion, Source
from library.services import requeue_source
from library.tests.factories import add_book, add_source, add_title
from organizations.models import CatalogueSubscription, Grant, Job
from organizations.scoping import scope, unscoped
from project import storage


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture
def book(school) -> Source:
    source = add_book(school.organization, school.bob)
    storage.save_bytes(source.file_key, b"%PDF-")
    return source


def check(capsys, *options: str) -> dict:
    call_command("check_references", "--json", *options)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


def found(answer: dict) -> dict:
    return {name: ids for name, ids in answer["orphans"].items() if ids}


def repaired(capsys, name: str, orphan) -> None:
    """The orphan is found under its name, by looking again too; repaired, nothing is left."""
    assert found(check(capsys)) == {name: [str(orphan)]}
    answer = check(capsys, "--repair")
    assert answer["repaired"] is True
    assert found(answer) == {name: [str(orphan)]}
    assert found(check(capsys)) == {}


def request_of(school, source) -> LessonRequest:
    with scope(school.organization.pk):
        return request_lesson(
            user=school.bob, source=source, part=Part(), modalities=["text"], language="en"
        )


def test_nothing_is_lost(school, book, capsys):
    request_of(school, book)
    answer = check(capsys)
    assert answer["repaired"] is False
    assert found(answer) == {}
    assert len(answer["orphans"]) >= 8


@pytest.mark.parametrize("field", ["organization_id", "owner_id"])
def test_a_source_whose_people_are_gone_goes_with_all_it_has(school, book, capsys, field):
    gone = uuid4()
    kept = add_book(school.organization, school.alice)
    Source.objects.filter(pk=book.pk).update(**{field: gone})
    book.refresh_from_db()
    storage.save_bytes(book.file_key, b"%PDF-")
    storage.save_bytes(f"{book.storage_prefix}original.pdf", b"%PDF-")
    target = "Organization" if field == "organization_id" else "User"
    repaired(capsys, f"Source.{field} -> {target}", gone)
    assert list(Source.objects.all()) == [kept]
    assert {atom.source_id for atom in ContentAtom.objects.all()} == {kept.pk}
    assert not storage.exists(f"{book.storage_prefix}original.pdf")


def test_who_added_a_source_is_forgotten(school, book, capsys):
    gone = uuid4()
    Source.objects.update(added_by_id=gone)
    repaired(capsys, "Source.added_by_id -> User", gone)
    assert Source.objects.get().added_by_id is None


def test_a_book_at_hand_that_is_gone(school, book, capsys):
    gone = uuid4()
    Profile.objects.update_or_create(
        user=school.bob, defaults={"active_source_ids": [gone, book.pk]}
    )
    repaired(capsys, "Profile.active_source_ids -> Source", gone)
    assert Profile.objects.get(user=school.bob).active_source_ids == [book.pk]


def test_a_subscription_whose_title_is_gone(school, capsys):
    gone, title = uuid4(), add_title("astronomy-2e")
    kept = subscribe(school.organization, title.slug, school.alice)
    lost = CatalogueSubscription.objects.create(
        organization=school.organization, source_id=gone, slug="a-title"
    )
    repaired(capsys, "CatalogueSubscription.source_id -> Source", gone)
    lost.refresh_from_db()
    assert lost.ended_at
    assert list(CatalogueSubscription.objects.filter(ended_at=None)) == [kept]


def test_a_job_whose_source_is_gone(school, capsys):
    gone = uuid4()
    Job.objects.create(
        kind="ingest_source",
        cluster="ingestion",
        organization=school.organization,
        subject_id=gone,
    )
    repaired(capsys, "Job.subject_id -> Source", gone)
    assert Job.objects.get().state == Job.State.CANCELLED


def test_a_source_without_a_job(school, capsys):
    waiting = add_source(school.organization, school.bob, state=Source.State.QUEUED)
    repaired(capsys, "Source without a Job", waiting.pk)
    assert Job.objects.active().get().subject_id == waiting.pk
    assert Ingestion.objects.count() == 1
    requeue_source(waiting)
    assert Job.objects.count() == 1


def test_a_chat_whose_source_is_gone(school, capsys):
    gone = uuid4()
    chat = ChatSession.objects.create(
        organization=school.organization, user=school.bob, source_ids=[gone]
    )
    repaired(capsys, "ChatSession.source_ids -> Source", gone)
    chat.refresh_from_db()
    assert (chat.source_ids, chat.is_about_everything) == ([], False)


def test_a_lesson_whose_source_is_gone_before_it_was_made(school, book, capsys):
    request = request_of(school, book)
    book.delete()
    repaired(capsys, "LessonRequest.source_id -> Source", request.source_id)
    request.refresh_from_db()
    assert request.state == LessonRequest.State.FAILED
    assert "was deleted. Make a new one from another source." in request.problem
    assert Lesson.objects.get().state == Lesson.State.FAILED


def test_a_lesson_that_is_made_outlives_its_source(school, book, capsys):
    request = request_of(school, book)
    LessonRequest.objects.filter(pk=request.pk).update(state=LessonRequest.State.DONE)
    Lesson.objects.update(state=Lesson.State.READY)
    book.delete()
    assert found(check(capsys, "--repair")) == {}
    assert Lesson.objects.get().state == Lesson.State.READY


def test_it_says_the_same_in_words(school, book, capsys):
    Source.objects.update(added_by_id=uuid4())
    call_command("check_references")
    assert "Source.added_by_id -> User: 1 orphans\n" in capsys.readouterr().out
    call_command("check_references", "--repair")
    assert "Source.added_by_id -> User: 1 repaired\n" in capsys.readouterr().out


@pytest.mark.parametrize(("subject", "target"), [("source", "Source"), ("lesson", "Lesson")])
def test_a_grant_on_what_is_gone(subject, target, school, capsys):
    orphan = uuid4()
    Grant.objects.create(
        organization=school.organization,
        subject=subject,
        subject_id=orphan,
        level=Grant.Level.VIEW,
        role="student",
    )
    repaired(capsys, f"Grant.subject_id -> {target}", orphan)
