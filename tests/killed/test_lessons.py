import hashlib
import shutil
import signal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from lessons.models import CachedSegment, LessonRequest, LessonSegment
from lessons.pipeline import STAGES as LESSON_STAGES
from lessons.services.lessons import Part, request_lesson
from library.models import Source, StructureNode
from organizations.scoping import scope
from project import storage
from tests.killed.acting import add_sample, end_leases, until_frozen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


def request_sample_lesson(school, source: Source) -> LessonRequest:
    with scope(school.organization.pk):
        node = StructureNode.objects.filter(source=source, kind="section").exclude(number="")
        return request_lesson(
            user=school.bob,
            source=source,
            part=Part(node=node.order_by("position").first()),
            modalities=["text", "audio", "video"],
            language="",
            takes_made=False,  # each is to be made anew, or there is nothing to kill
        )


def lesson_of(request: LessonRequest) -> dict:
    """Rows and file hashes, without ids."""
    request.refresh_from_db()
    lesson = request.lesson
    lesson.refresh_from_db()
    segments = LessonSegment.objects.filter(lesson=lesson).order_by("position")
    return {
        "state": (request.state, lesson.state),
        "segments": list(
            segments.values_list(
                "position", "heading", "sentences", "cache_key", "start_s", "state"
            )
        ),
        "files": {
            kind: hashlib.sha256(storage.read_bytes(key)).hexdigest()
            for kind, key in sorted(lesson.files.items())
        },
    }


def forget_rendered() -> None:
    CachedSegment.objects.all().delete()
    root = Path(default_storage.location)
    for folder in ("segments", "lessons"):
        shutil.rmtree(root / folder, ignore_errors=True)


@pytest.fixture
def book(school, worker, across) -> Source:
    source = add_sample(school)
    assert worker("ingestion").wait(120) == 0
    source.refresh_from_db()
    return source


@pytest.fixture
def undisturbed_lesson(school, worker, book) -> dict:
    request = request_sample_lesson(school, book)
    assert worker("rendering").wait(300) == 0
    lesson = lesson_of(request)
    assert lesson["state"] == ("done", "ready")
    kinds = {"html", "pdf", "wav", "m4a", "mp4", "captions", "chapters"}
    assert set(lesson["files"]) == kinds
    forget_rendered()
    return lesson


LESSON_PLACES = [
    f"{stage}:{'after' if stage in ('speech', 'video') else 'before'}" for stage in LESSON_STAGES
]


def test_killed_in_each_stage_of_a_lesson_the_files_are_the_same(
    school, worker, across, book, undisturbed_lesson
):
    for place in LESSON_PLACES:
        request = request_sample_lesson(school, book)
        assert worker("rendering", place, signal.SIGKILL).wait(300) == -signal.SIGKILL, place
        end_leases()
        assert worker("rendering").wait(300) == 0
        assert lesson_of(request) == undisturbed_lesson, place
        forget_rendered()


def test_a_renderer_frozen_and_woken_changes_nothing(
    school, worker, across, book, undisturbed_lesson
):
    request = request_sample_lesson(school, book)
    frozen = worker("rendering", "video:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases()
    assert worker("rendering").wait(300) == 0
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert lesson_of(request) == undisturbed_lesson
