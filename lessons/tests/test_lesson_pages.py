"""The list of lessons, one lesson, its files."""

import pytest

from lessons.models import Lesson, LessonRequest
from lessons.tests.factories import CAPTIONS, add_lesson
from library.models import Source
from library.tests.factories import add_book, add_source


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


def url_of(school, lesson, rest: str = "") -> str:
    return school.url(f"lessons/{lesson.pk}/{rest}")


def test_it_works(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob)
    page = sign_in(in_school.dana).get(url_of(in_school, lesson)).content.decode()
    assert "Granules rise, 2." in page
    assert "This text is taken from the source." in page
    assert "Access for free at openstax.org." in page
    assert 'data-start="5.500" data-end="8.000"' in page  # 4 s of the first turn, and 1.5
    assert f"pages/0/?section={lesson.segments.last().sentences[1]['section_id']}" in page


@pytest.mark.parametrize("preferred", ["text", "audio", "video"])
def test_the_preferred_way_opens(preferred, in_school, book, sign_in):
    in_school.dana.preferred_modality = preferred
    in_school.dana.save()
    lesson = add_lesson(book, in_school.bob)
    shown = sign_in(in_school.dana).get(url_of(in_school, lesson)).context["shown"]
    assert [tab.key for tab in shown.tabs if tab.is_open] == [preferred]


def test_what_is_not_made_yet_does_not_open(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob, files={"html": "x", "pdf": "y"}, state="making")
    shown = sign_in(in_school.dana).get(url_of(in_school, lesson)).context["shown"]
    assert [(tab.key, tab.is_ready) for tab in shown.tabs] == [
        ("text", True),
        ("audio", False),
        ("video", False),
    ]
    assert shown.tabs[0].is_open


def test_captions_and_transcript_are_as_set(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob)
    client = sign_in(in_school.dana)
    before = client.get(url_of(in_school, lesson)).content.decode()
    in_school.dana.captions_on, in_school.dana.transcript_first = False, True
    in_school.dana.save()
    after = client.get(url_of(in_school, lesson)).content.decode()
    assert ('data-captions="on"' in before, 'data-first="transcript"' in before) == (True, False)
    assert ('data-captions="off"' in after, 'data-first="transcript"' in after) == (True, True)


def test_progress_offers_what_is_new_and_ends(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob, state="making")
    client, url = sign_in(in_school.dana), url_of(in_school, lesson, "progress/")
    told = client.get(url, {"have": "text"})
    assert told.status_code == 200
    assert "Listen to it" in told.content.decode()
    assert "HX-Refresh" not in told
    assert client.get(url, {"have": ""})["HX-Refresh"] == "true"
    Lesson.objects.update(state=Lesson.State.READY)
    assert client.get(url, {"have": "text-audio-video"}).status_code == 286


def test_a_partial_lesson_says_what_is_missing(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob, state="partial")
    lesson.requests.update(state="partial", problem="One part could not be made: no voice.")
    assert "no voice." in sign_in(in_school.dana).get(url_of(in_school, lesson)).content.decode()
    page = sign_in(in_school.bob).get(url_of(in_school, lesson)).content.decode()
    assert "Make what is missing" in page


def test_a_failed_lesson_is_made_again(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob, state="failed", files={})
    sign_in(in_school.bob).post(url_of(in_school, lesson, "retry/"))
    assert lesson.requests.get().state == LessonRequest.State.QUEUED


def test_a_lesson_outlives_its_book(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob)
    book.state = Source.State.DELETING
    book.save()
    assert sign_in(in_school.dana).get(url_of(in_school, lesson)).status_code == 404
    Source.objects.filter(pk=book.pk).delete()
    page = sign_in(in_school.bob).get(url_of(in_school, lesson)).content.decode()
    assert "no longer in the library" in page
    assert "Granules rise, 1." in page
    assert "/pages/0/" not in page


def test_a_lesson_on_a_private_book_is_hidden(in_school, sign_in):
    bob = in_school.bob
    own = add_source(in_school.organization, bob, title="Bob’s own", owner_id=bob.pk)
    lesson = add_lesson(own, bob, title="Only Bob’s", files={})
    client = sign_in(in_school.alice)
    assert client.get(url_of(in_school, lesson)).status_code == 404
    assert "Only Bob’s" not in client.get(in_school.url("lessons/")).content.decode()
    assert "Only Bob’s" in sign_in(bob).get(in_school.url("lessons/")).content.decode()


def test_captions_come_from_our_own_site(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob)
    response = sign_in(in_school.dana).get(url_of(in_school, lesson, "captions.vtt"))
    assert response.content == CAPTIONS
    assert response["Content-Type"].startswith("text/vtt")


@pytest.mark.parametrize("kind", ["mp4", "m4a", "wav", "pdf", "html", "captions"])
def test_a_file_can_be_kept(kind, in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob)
    response = sign_in(in_school.dana).get(url_of(in_school, lesson, f"files/{kind}/"))
    assert response.status_code == 302
    file = sign_in(in_school.dana).get(response["Location"])
    assert "15.1" not in file["Content-Disposition"].split("filename")[0]
    assert file["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_not_made_is_not_there(in_school, book, sign_in):
    lesson = add_lesson(book, in_school.bob, files={})
    assert sign_in(in_school.dana).get(url_of(in_school, lesson, "files/mp4/")).status_code == 404


def test_an_empty_list_shows_the_first_step(in_school, sign_in):
    client = sign_in(in_school.bob)
    assert "Make the first lesson" in client.get(in_school.url("lessons/")).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_rows_cost_no_queries(rows, in_school, book, sign_in, django_assert_num_queries):
    for _ in range(rows):
        add_lesson(book, in_school.bob, files={})
    client = sign_in(in_school.bob)
    with (
        django_assert_num_queries(8, using="default"),
        django_assert_num_queries(1, using="content"),
    ):
        client.get(in_school.url("lessons/"))
