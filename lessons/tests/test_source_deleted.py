"""A lesson whose source is deleted: it is kept for its readers, or goes with the source."""

import pytest

from lessons.models import (
    CachedSegment,
    Lesson,
    LessonRequest,
    LessonSegment,
)
from lessons.references import SOURCE_GONE
from lessons.tests.factories import add_lesson, add_message, statement_of
from library import deletion
from library.models import Source
from library.tests.factories import GRANULES, add_book
from organizations import jobs
from organizations.models import Job
from project import storage


@pytest.fixture
def book(in_school) -> Source:
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def lesson(in_school, book) -> Lesson:
    return add_lesson(book, in_school.bob, title="The Sun")


@pytest.fixture
def delete(in_school, book, sign_in):
    """Bob deletes the book, and the workers do the rest."""

    def delete(**choice):
        client = sign_in(in_school.bob)
        response = client.post(in_school.url(f"library/{book.pk}/delete/"), choice)
        assert response.status_code == 302
        return response

    return delete


def work_off() -> None:
    while jobs.work("default"):
        pass


def statuses(school, lesson, sign_in) -> list[int]:
    """What the student, the teacher who made it, and the admin get."""
    return [
        sign_in(user).get(school.url(f"lessons/{lesson.pk}/")).status_code
        for user in (school.dana, school.bob, school.alice)
    ]


def test_it_works(in_school, book, lesson, delete, sign_in):
    """Kept: readable, listed, downloadable, while the source goes and when it is gone."""
    delete(made="keep")
    for _ in range(2):
        assert statuses(in_school, lesson, sign_in) == [200, 200, 200]
        client = sign_in(in_school.dana)
        page = client.get(in_school.url(f"lessons/{lesson.pk}/")).content.decode()
        assert "The book it was made from is no longer in the library" in page
        assert f"library/{book.pk}" not in page
        assert "The Sun" in client.get(in_school.url("lessons/")).content.decode()
        assert client.get(in_school.url(f"lessons/{lesson.pk}/files/mp4/")).status_code == 302
        work_off()
    assert not Source.objects.filter(pk=book.pk).exists()
    assert all(map(storage.exists, lesson.files.values()))


def test_it_is_kept_where_nothing_is_chosen(in_school, lesson, delete, sign_in):
    delete()
    work_off()
    assert statuses(in_school, lesson, sign_in) == [200, 200, 200]


def test_it_goes_with_the_source_where_that_is_chosen(in_school, book, lesson, delete, sign_in):
    delete(made="delete")
    assert statuses(in_school, lesson, sign_in) == [404, 404, 404]
    assert "The Sun" not in sign_in(in_school.bob).get(in_school.url("lessons/")).content.decode()
    work_off()
    assert not Lesson.objects.exists()
    assert not LessonSegment.objects.exists()
    assert not any(map(storage.exists, lesson.files.values()))


def test_what_other_lessons_share_stays(in_school, book, delete):
    """Files of equal words, of equal sound, and rendered segments; those of this alone go."""
    words = stored("lessons/words/lesson.html", "lessons/words/lesson.pdf")
    sound = stored("lessons/sound/lesson.m4a")
    going = add_lesson(book, in_school.bob, files=words | sound, content_key="sound")
    copy = add_book(in_school.organization, in_school.alice, title="A copy")
    reads = add_lesson(copy, in_school.alice, files=words)
    add_lesson(copy, in_school.alice, files=stored("lessons/other.html") | sound,
               content_key="sound")  # fmt: skip
    alone = stored("segments/a/metadata.json", "segments/b/metadata.json")
    for key, segment in zip("ab", going.segments.order_by("position"), strict=True):
        CachedSegment.objects.create(key=key, has_video=True, size_bytes=1)
        LessonSegment.objects.filter(pk=segment.pk).update(cache_key=key)
    reads.segments.filter(position=1).update(cache_key="a")
    delete(made="delete")
    work_off()
    assert Lesson.objects.count() == 2
    assert all(map(storage.exists, [*words.values(), *sound.values()]))
    assert [row.pk for row in CachedSegment.objects.all()] == ["a"]
    assert [key for key in alone.values() if storage.exists(key)] == ["segments/a/metadata.json"]


def stored(*keys: str) -> dict[str, str]:
    """By their endings."""
    for key in keys:
        storage.save_bytes(key, b"x")
    return {key if "segments" in key else key.rpartition(".")[2]: key for key in keys}


def test_a_lesson_on_ones_own_source_stays_ones_own(in_school, delete, book, sign_in):
    Source.objects.filter(pk=book.pk).update(owner_id=in_school.bob.pk)
    mine = add_lesson(book, in_school.bob)
    delete(made="keep")
    work_off()
    assert statuses(in_school, mine, sign_in) == [404, 200, 404]


def test_the_page_names_the_lessons_and_lets_one_choose(in_school, book, lesson, sign_in):
    client, url = sign_in(in_school.bob), in_school.url(f"library/{book.pk}/delete/")
    page = client.get(url).content.decode()
    assert "The Sun" in page
    assert page.count('name="made"') == 2
    for number in range(11):
        add_lesson(book, in_school.alice, files={}, title=f"Lesson {number}")
    page = client.get(url).content.decode()
    assert page.count("/lessons/") >= 10
    assert "and 2 more" in page
    assert client.post(url, {"made": "nonsense"}).status_code == 422
    assert Source.objects.get(pk=book.pk).is_readable


def test_the_page_of_a_book_without_lessons_asks_nothing(in_school, book, sign_in):
    page = sign_in(in_school.bob).get(in_school.url(f"library/{book.pk}/delete/"))
    assert 'name="made"' not in page.content.decode()


def test_what_is_being_made_says_why_it_ends(in_school, book, delete, sign_in):
    making = add_lesson(book, in_school.bob, state=Lesson.State.MAKING, files={})
    request = LessonRequest.objects.get(lesson=making)
    jobs.enqueue(kind="make_lesson", organization_id=book.organization_id, subject_id=request.pk)
    delete(made="keep")
    request.refresh_from_db()
    assert (request.state, request.problem) == (LessonRequest.State.FAILED, SOURCE_GONE)
    assert not Job.objects.active().filter(subject_id=request.pk).exists()
    client = sign_in(in_school.bob)
    page = client.get(in_school.url(f"lessons/{making.pk}/")).content.decode()
    assert str(SOURCE_GONE) in page
    assert f"lessons/{making.pk}/retry/" not in page
    assert client.post(in_school.url(f"lessons/{making.pk}/retry/")).status_code == 409


def test_answers_from_it_stay_readable_with_its_pages_marked_as_removed(
    in_school, book, delete, sign_in
):
    said = statement_of(book, GRANULES) | {"text": "Granules are hot."}
    message = add_message(book, in_school.dana, state="done", statements=[said])
    url = in_school.url(f"messages/{message.pk}/")
    assert "quote=" in sign_in(in_school.dana).get(url).content.decode()
    delete()
    assert_removed(sign_in(in_school.dana).get(url).content.decode())
    work_off()
    assert_removed(sign_in(in_school.dana).get(url).content.decode())
    message.refresh_from_db()
    assert message.statements[0]["citations"][0]["quote"] == ""
    assert (message.session.source_ids, message.session.is_about_everything) == ([], False)
    ask = in_school.url(f"chats/{message.session_id}/ask/")
    assert sign_in(in_school.dana).post(ask, {"question": "Why?"}).status_code == 409


def assert_removed(page: str) -> None:
    assert "Granules are hot." in page
    assert "p. 527 · removed" in page
    assert "columns of hot gas" not in page
    assert "/pages/0/" not in page


def test_a_deletion_that_died_half_way_is_finished(in_school, book, lesson, delete, monkeypatch):
    add_lesson(book, in_school.alice, title="Another")
    delete(made="delete")
    with monkeypatch.context() as patch:
        patch.setattr(storage, "delete", dies_at_the_third())
        with pytest.raises(OSError, match="killed"):
            deletion.delete_now(Source.objects.get(pk=book.pk))
    assert Lesson.objects.exists()
    deletion.delete_now(Source.objects.get(pk=book.pk))
    assert not Lesson.objects.exists()
    assert not any(map(storage.exists, lesson.files.values()))


def dies_at_the_third(real=storage.delete):
    deleted = []

    def delete(key):
        deleted.append(key)
        if len(deleted) == 3:
            raise OSError("killed")
        real(key)

    return delete
