"""A class of 500 and a library of 5,000 sources: queries as of few, and bounded HTML."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lessons.artifacts.tests.factories import add_artifact
from lessons.assigning.assigning import Terms, assign, subject_of
from lessons.models import Artifact, Assignment, Attempt, Coverage, Mastery
from library.models import Source
from library.tests.factories import add_book
from organizations.models import ClassMember
from organizations.tests.factories import add_class, add_people, membership

CLASS, LIBRARY = 500, 5_000
MOST_BYTES = 250_000  # of a page's HTML


def opened(client, url: str) -> tuple[list[int], int]:
    """Queries of both databases, and bytes; of a page that was opened before."""
    client.get(url)
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["content"]) as content,
    ):
        response = client.get(url)
        size = len(response.content)
    assert response.status_code == 200, url
    return [len(default), len(content)], size


def join(school_class, pupils) -> None:
    ClassMember.objects.bulk_create(
        ClassMember(
            organization_id=school_class.organization_id,
            school_class=school_class,
            membership=pupil,
            part="student",
        )
        for pupil in pupils
    )


def work(quiz: Assignment, pupils, objective_id, source_id) -> None:
    """Each has handed the quiz in, and read and practised."""
    now, facts = timezone.now(), {"organization_id": quiz.organization_id}
    [item] = quiz.items
    Attempt.objects.bulk_create(
        Attempt(
            assignment=quiz,
            student=pupil,
            state="marked",
            began_at=now,
            submitted_at=now,
            answers={item["id"]: place % 2},
            marks={item["id"]: {"points": place % 2}},
            points=place % 2,
            **facts,
        )
        for place, pupil in enumerate(pupils)
    )
    Coverage.objects.bulk_create(
        Coverage(
            student=pupil,
            source_id=source_id,
            covered=[[0, 1]],
            credited_until=now,
            reported_at=now,
            **facts,
        )
        for pupil in pupils
    )
    Mastery.objects.bulk_create(
        Mastery(
            student=pupil, objective_id=objective_id, probability=0.9, answers=3, at=now, **facts
        )
        for pupil in pupils
    )


@pytest.fixture
def quiz(in_school) -> Assignment:
    here, bob = in_school.organization, membership(in_school.organization, in_school.bob)
    book = add_book(here, in_school.bob, title="Astronomy")
    approved = {"state": Artifact.State.APPROVED, "approved_at": timezone.now()}
    made = add_artifact(book, in_school.bob, **approved)
    school_class = add_class(bob, membership(here, in_school.dana))
    terms = Terms(opens_at=timezone.now() - timedelta(days=1))
    [quiz] = assign(
        by=bob,
        subject=subject_of(bob, Assignment.Kind.QUIZ, made.pk),
        classes=[school_class],
        people=[],
        terms=terms,
    )
    return quiz


@pytest.mark.slow
def test_a_class_of_500_opens_as_one_of_one(in_school, quiz, sign_in):
    here, school_class = in_school.organization, quiz.school_class
    objective = quiz.items[0]["objective"]["id"]
    work(quiz, [membership(here, in_school.dana)], objective, quiz.source_id)
    teacher, class_url = sign_in(in_school.bob), f"classes/{school_class.pk}/"
    urls = [
        in_school.url(f"{class_url}progress/"),
        in_school.url(f"{class_url}gradebook/"),
        in_school.url(f"{class_url}assignments/"),
        in_school.url(f"assignments/{quiz.pk}/"),
        in_school.url("assignments/"),
        in_school.url(f"artifacts/{quiz.subject_id}/"),
        in_school.url(class_url),
        f"/api/v1/{class_url}progress",
        f"/api/v1/{class_url}progress/objectives",
    ]
    small = {url: opened(teacher, url)[0] for url in urls}
    admin = sign_in(in_school.alice)
    people = in_school.url("people/")
    small[people] = opened(admin, people)[0]
    add_people(here, CLASS - 1)
    pupils = list(here.memberships.filter(user__name__startswith="Pupil"))
    join(school_class, pupils)
    work(quiz, pupils, objective, quiz.source_id)
    large = {people: opened(admin, people)}
    teacher = sign_in(in_school.bob)
    large |= {url: opened(teacher, url) for url in urls}
    assert {url: queries for url, (queries, _size) in large.items()} == small
    assert {url: size for url, (_queries, size) in large.items() if size > MOST_BYTES} == {}


@pytest.mark.slow
def test_a_library_of_5000_sources_opens_as_one_of_fifty(in_school, sign_in):
    here, bob = in_school.organization, in_school.bob

    def add(count: int, name: str) -> None:
        Source.objects.bulk_create(
            (
                Source(
                    organization_id=here.pk,
                    added_by_id=bob.pk,
                    title=f"{name} {number:05}",
                    kind="pdf",
                    state=Source.State.READY,
                    page_count=2,
                    language="en",
                )
                for number in range(count)
            ),
            batch_size=1000,
        )

    add(50, "Few")
    client = sign_in(in_school.dana)
    urls = [
        in_school.url(path)
        for path in (
            "library/",
            "library/?page=2",
            "library/?q=Few",
            "",
            "lessons/",
            "lessons/new/",
        )
    ]
    small = {url: opened(client, url)[0] for url in urls}
    add(LIBRARY - 50, "Many")
    large = {url: opened(client, url) for url in urls}
    assert {url: queries for url, (queries, _size) in large.items()} == small
    assert {url: size for url, (_queries, size) in large.items() if size > MOST_BYTES} == {}
