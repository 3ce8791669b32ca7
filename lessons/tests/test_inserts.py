"""A clip and a film as parts of a lesson, from the page to what is read, heard and seen."""

import re
from html import unescape
from pathlib import Path

import pytest

from lessons.clips.tests.recordings import beeps_at, heard, make_recording, pictures
from lessons.models import Compilation, CompilationItem, Lesson, LessonSegment
from lessons.rendering.base import SAMPLE_RATE
from lessons.services.lessons import Part, request_lesson
from lessons.tests.recorded import add_recording
from lessons.tests.test_pipeline import add_sun_book, real_embedder  # noqa: F401
from library import deletion, registries
from library.models import Source
from organizations import jobs
from organizations.scoping import scope, unscoped
from project import storage


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    return make_recording(tmp_path_factory.mktemp("recording") / "video.mp4")


@pytest.fixture
def sun(school, film) -> Source:
    with scope(school.organization.pk):
        return add_recording(school.organization, school.bob, film, title="Sun")


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    def work() -> None:
        with django_capture_on_commit_callbacks(execute=True), unscoped("the worker serves all"):
            while jobs.work("rendering"):
                pass

    return work


def made(work, school, modalities: list[str]) -> Lesson:
    """Of one page."""
    with scope(school.organization.pk):
        book = add_sun_book(school.organization, school.bob)
        page = Part(pages=(1, 1))
        request_lesson(user=school.bob, source=book, part=page, modalities=modalities, language="")
        work()
        return Lesson.objects.get()


@pytest.fixture
def bob(school, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(school.bob)

    def send(path: str, body: dict | None = None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(school.url(path), body or {})

    client.send = send
    client.read = lambda path: unescape(client.get(school.url(path)).content.decode())
    return client


def parts_of(lesson: Lesson) -> list[str]:
    with scope(lesson.organization_id):
        return [each.heading for each in lesson.segments.order_by("position")]


@pytest.mark.slow
def test_a_clip_is_found_put_between_two_turns_and_taken_out(work, school, bob, sun, tmp_path):
    lesson = made(work, school, ["text", "video"])
    before, files = parts_of(lesson), lesson.files
    with scope(school.organization.pk):
        sides = [each.teacher for each in lesson.segments.order_by("position")]
        second = lesson.segments.order_by("position")[1]
    page = bob.read(f"lessons/{lesson.pk}/clips/?q=granulation")
    taken = re.search(r'href="[^"]*(\?q=granulation[^"]+)#insert"', page)[1]
    form = bob.read(f"lessons/{lesson.pk}/clips/{taken}")
    assert all(f'value="{time}"' in form for time in ("0:01.00", "0:06.00"))
    clip = {"recording": str(sun.pk), "start": "0:01", "end": "0:02.9"}
    refused = bob.send(f"lessons/{lesson.pk}/clips/", clip | {"end": ""})
    assert "Write from when to when" in refused.content.decode()
    bob.send(f"lessons/{lesson.pk}/clips/", clip | {"before": second.position})
    work()
    lesson.refresh_from_db()
    assert lesson.state == Lesson.State.READY
    assert parts_of(lesson) == [before[0], "Sun, at 0:01", *before[1:]]
    with scope(school.organization.pk):
        shown = lesson.segments.get(clip__isnull=False)
        turns = lesson.segments.filter(clip__isnull=True).order_by("position")
        assert [each.teacher for each in turns] == sides
        assert turns.filter(was_cached=False).count() == len(before)  # no part was made again
        storage.copy_to(lesson.files["mp4"], tmp_path / "lesson.mp4")
        captions = storage.read_bytes(lesson.files["captions"]).decode()
        chapters = storage.read_bytes(lesson.files["chapters"]).decode()
        handout = storage.read_bytes(lesson.files["html"]).decode()
        assert not any(storage.exists(key) for key in set(files.values()))
    begins = shown.start_s + 3528 / SAMPLE_RATE
    at_two = next(luma for time, luma in pictures(tmp_path / "lesson.mp4") if time > begins + 1.001)
    assert at_two[:, 700:1200].mean() == pytest.approx(20 + 50, abs=2)  # picture 50 is at second 2
    sound = heard(tmp_path / "lesson.mp4")[int(begins * 48_000) - 960 :]
    assert beeps_at(sound)[:2] == pytest.approx([0.02, 1.02], abs=0.03)
    assert "Granulation is a pattern of cells," in captions and "Sun, at 0:01" in chapters
    assert "and each granule rises. <span" in handout and "at 0:01" in handout
    page = bob.read(f"lessons/{lesson.pk}/")
    assert f"/library/{sun.pk}/pages/0/?at=1.0" in page and "<blockquote" in page
    bob.send(f"lessons/{lesson.pk}/clips/{shown.position}/remove/")
    work()
    assert parts_of(lesson) == before
    with scope(school.organization.pk):
        assert not storage.exists(shown.clip["key"])
        lesson.refresh_from_db()
        assert lesson.content_key == Lesson.objects.get().content_key


def test_a_film_is_a_part_and_what_is_written_anew_keeps_it(work, school, bob, sun, film):
    lesson = made(work, school, ["text"])
    with scope(school.organization.pk):
        row = Compilation.objects.create(
            organization=school.organization, title="Granulation", language="en",
            made_by=school.bob, state="ready", duration_s=6.0, has_cards=False,
        )  # fmt: skip
        row.files = {"mp4": f"{row.storage_prefix}1/film.mp4"}
        row.save()
        storage.save_file(row.files["mp4"], film)
        for position, (start, end) in enumerate([(3000, 4000), (1000, 3000)], 1):
            CompilationItem.objects.create(
                organization=school.organization, compilation=row, position=position,
                source_id=sun.pk, source_title="Sun", start_ms=start, end_ms=end,
            )  # fmt: skip
    before = parts_of(lesson)
    bob.send(f"lessons/{lesson.pk}/clips/", {"compilation": str(row.pk)})
    work()
    bob.send(f"lessons/{lesson.pk}/add/audio/")  # its text is written once more
    work()
    lesson.refresh_from_db()
    assert (lesson.state, parts_of(lesson)) == (Lesson.State.READY, [*before, "Granulation"])
    with scope(school.organization.pk):
        shown = lesson.segments.get(clip__isnull=False)
        said = [each["start_s"] for each in shown.sentences if "Granulation" in each["text"]]
        assert said == pytest.approx([1.0 + 0.16], abs=0.001)  # behind the Moon
        captions = storage.read_bytes(lesson.files["captions"]).decode()
    assert "Sun, at 0:03" in bob.read(f"lessons/{lesson.pk}/")
    assert "Granulation is a pattern of cells," in captions


@pytest.mark.parametrize("keeps", [True, False])
def test_a_deleted_recording_leaves_the_lesson_with_or_without_its_clip(
    work, school, bob, sun, keeps, django_capture_on_commit_callbacks
):
    lesson = made(work, school, ["text"])
    before = parts_of(lesson)
    clip = {"recording": str(sun.pk), "start": "0:01", "end": "0:02", "before": "1"}
    bob.send(f"lessons/{lesson.pk}/clips/", clip)
    work()
    with scope(school.organization.pk):
        shown = LessonSegment.objects.get(clip__isnull=False)
        html = Lesson.objects.get().files["html"]
        with django_capture_on_commit_callbacks(execute=True):
            for follower in registries.followers:
                follower.settle(sun, keeps)
        assert storage.exists(html) == keeps
        deletion.delete_now(sun)
    work()
    assert parts_of(lesson) == (["Sun, at 0:01", *before] if keeps else before)
    with scope(school.organization.pk):
        assert storage.exists(shown.clip["key"]) == keeps
        assert Lesson.objects.get().state == Lesson.State.READY
    page = bob.read(f"lessons/{lesson.pk}/")
    assert ("<blockquote" in page) == keeps
    assert f"/library/{sun.pk}/" not in page
