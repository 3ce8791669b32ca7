"""A student's home, what a guardian sees of it, and a lesson to keep, by the pages."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import add_to
from lessons.line import most_on_line, within
from lessons.models import Assignment, Attempt, Place
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book, add_source
from organizations.age_bands import Band, band_of_level
from organizations.models import Class, Membership, Relationship, Role
from organizations.services.relationships import relate
from organizations.tests.factories import add_class, membership
from project import storage

DAY = timedelta(days=1)
PICTURE = b"\x89PNG" + b"p" * 5000


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob, title="Astronomy")


@pytest.fixture
def school_class(in_school):
    here = in_school.organization
    return add_class(membership(here, in_school.bob), membership(here, in_school.dana))


def assign(school_class, title: str, **fields) -> Assignment:
    values = {"kind": "reading", "opens_at": timezone.now() - DAY} | fields
    return Assignment.objects.create(
        organization_id=school_class.organization_id,
        school_class=school_class,
        title=title,
        **values,
    )


def test_home_says_what_is_due_where_one_left_and_what_is_left(
    in_school, book, school_class, sign_in
):
    facts = {"subject_id": book.pk, "source_id": book.pk}
    assign(school_class, "Read on", due_at=timezone.now() - timedelta(hours=1), **facts)
    begun = assign(school_class, "Half a quiz", kind="quiz", due_at=timezone.now() + DAY, **facts)
    dana = membership(in_school.organization, in_school.dana)
    Attempt.objects.create(
        organization_id=begun.organization_id,
        assignment=begun,
        student=dana,
        began_at=timezone.now(),
    )
    lesson = add_lesson(book, in_school.bob, title="The Sun", duration_s=90)
    client = sign_in(in_school.dana)
    keep = in_school.url("places/")
    assert client.post(keep, {"source": book.pk, "page": 1}).status_code == 204
    assert client.post(keep, {"lesson": lesson.pk, "second": 61.5}).status_code == 204
    assert client.post(keep, {"lesson": lesson.pk}).status_code == 422
    response = client.get(in_school.url(""))
    assert [(due.assignment.title, due.standing.state) for due in response.context["due"]] == [
        ("Read on", "missing"),
        ("Half a quiz", "begun"),
    ]
    assert {(one.title, one.where) for one in response.context["going_on"]} == {
        ("Half a quiz", "begun, and not handed in"),
        ("Astronomy", "p. 528"),
        ("The Sun", "at 1:02"),
    }
    page = response.content.decode()
    assert "0 of 15 used" in page
    assert "Look in the library" in page
    shown = client.get(in_school.url(f"lessons/{lesson.pk}/")).content.decode()
    assert 'data-second="61.5"' in shown
    client.post(keep, {"lesson": lesson.pk, "second": 89})  # heard to the end: from the beginning
    assert Place.objects.get(lesson=lesson).second == 0


def test_home_takes_as_many_queries_for_much_as_for_little(in_school, book, school_class, sign_in):
    client, home = sign_in(in_school.dana), in_school.url("")

    def fill(count: int) -> None:
        for number in range(count):
            source = add_source(in_school.organization, in_school.bob, title=f"B{number}")
            lesson = add_lesson(source, in_school.bob, files={})
            assign(school_class, f"A{number}", subject_id=source.pk, source_id=source.pk)
            client.post(in_school.url("places/"), {"lesson": lesson.pk, "second": 2})
        client.post(in_school.url("places/"), {"source": book.pk, "page": 0})

    def counted() -> list[int]:
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["content"]) as content,
        ):
            assert client.get(home).status_code == 200
        return [len(default), len(content)]

    fill(1)
    client.get(home)  # what is kept for a while is there from now on
    little = counted()
    fill(4)
    assert counted() == little


@pytest.mark.parametrize(
    ("level", "band"),
    [("K", "younger"), ("3", "younger"), ("Grade 5", "younger"), ("9", "older"), ("Choir", "")],
)
def test_a_level_says_the_band(level, band):
    assert band_of_level(level) == Band(band)


def test_words_are_for_the_age_that_the_class_says(in_school, book, school_class, sign_in):
    client, home = sign_in(in_school.dana), in_school.url("")
    assert "What is due" in client.get(home).content.decode()  # nothing is known
    Class.objects.filter(pk=school_class.pk).update(grade_level="3")
    page = client.get(home).content.decode()
    assert "To do" in page
    assert "What is due" not in page
    Class.objects.filter(pk=school_class.pk).update(settings={"age_band": "older"})
    assert "What is due" in client.get(home).content.decode()


def test_a_guardian_sees_their_own_child_and_only_while_they_answer_for_it(
    in_school, book, school_class, sign_in
):
    here = in_school.organization
    nora = add_to(here, "nora", Role.GUARDIAN)
    other = add_to(here, "eli", Role.STUDENT)
    child, stranger = membership(here, in_school.dana), membership(here, other)
    guardian = membership(here, nora)
    link = relate(kind="guardian", adult=guardian, child=child, made=Relationship.Made.BY_HAND)
    due = assign(school_class, "Read on", subject_id=book.pk, source_id=book.pk)
    lesson = add_lesson(book, in_school.bob, title="The Sun")
    client = sign_in(nora)
    url = in_school.url(f"children/{child.pk}/")
    assert url in client.get(in_school.url("")).content.decode()
    page = client.get(url).content.decode()
    assert "Read on" in page
    assert 'id="progress"' in page
    assert f"assignments/{due.pk}" not in page  # read only
    lesson_url = f"{url}lessons/{lesson.pk}/"
    assert lesson_url in page
    assert "Granules rise, 2." in client.get(lesson_url).content.decode()
    assert client.get(f"{lesson_url}captions.vtt").status_code == 200
    assert client.get(in_school.url(f"children/{stranger.pk}/")).status_code == 404
    Relationship.objects.filter(pk=link.pk).update(ended_at=timezone.now())
    for path in (url, lesson_url, f"{lesson_url}captions.vtt"):
        assert client.get(path).status_code == 404
    assert Membership.objects.filter(pk=child.pk, ended_at=None).exists()


def test_a_lesson_is_one_file_and_its_size_is_said_before(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob)
    key = f"{lesson.storage_prefix}figures/1.png"
    storage.save_bytes(key, PICTURE)
    storage.save_bytes(lesson.files["m4a"], b"s" * 40_000)
    figure = {"key": key, "alt": "A granule", "caption": "Granules"}
    lesson.segments.filter(position=1).update(figure=figure)
    client, url = sign_in(in_school.dana), in_school.url(f"lessons/{lesson.pk}/offline/")
    sizes = client.get(url).context["sizes"]
    text = b"".join(client.get(f"{url}file/"))
    sound = b"".join(client.get(f"{url}file/?sound=yes"))
    assert len(text) == pytest.approx(sizes.text, rel=0.02)
    assert len(sound) == pytest.approx(sizes.with_sound, rel=0.02)
    page = sound.decode()
    assert page.count('<span class="page">p. 527</span>') == 2
    assert 'src="data:image/png;base64,' in page
    assert 'src="data:audio/mp4;base64,c3Nz' in page
    assert "http://" not in page
    assert "https://" not in page.replace("https://openstax.org", "")
    assert b"data:audio" not in text


@pytest.mark.parametrize(
    ("headers", "ready", "opened"),
    [
        ({}, ["text", "audio", "video"], "video"),
        ({"Save-Data": "on"}, ["text", "audio", "video"], "audio"),
        ({"Save-Data": "on"}, ["text", "video"], "text"),
        ({"ECT": "3g"}, ["text", "audio", "video"], "audio"),
        ({"ECT": "2g", "Save-Data": "on"}, ["text", "audio", "video"], "text"),
    ],
)
def test_a_slow_line_gets_the_sound_or_the_text(headers, ready, opened):
    assert within("video", most_on_line(headers), ready) == opened


def test_the_page_obeys_the_line_and_the_person(in_school, book, sign_in):
    dana = in_school.dana
    dana.preferred_modality, dana.reading_speed = "video", "slow"
    dana.transcript_first = True
    dana.save()
    lesson = add_lesson(book, in_school.bob)
    client, url = sign_in(dana), in_school.url(f"lessons/{lesson.pk}/")
    response = client.get(url, headers={"Save-Data": "on"})
    page = response.content.decode()
    assert [tab.key for tab in response.context["shown"].tabs if tab.is_open] == ["audio"]
    assert 'preload="none"' in page
    assert 'data-rate="0.8"' in page
    assert page.index('class="transcript"') < page.index('class="player-stage"')
    assert 'preload="metadata"' in client.get(url).content.decode()
