"""A lesson on the second chapter of the sample: each of its headings can be seen in it."""

from collections import Counter
from html import unescape

import pymupdf
import pytest

from lessons import selectors
from lessons.models import Lesson, LessonRequest
from lessons.quickstart import ARCHIVE, BOOK
from lessons.services.lessons import Part, request_lesson
from library import uploads
from library.models import Section, Source, StructureNode
from organizations import jobs
from project import storage


def work_off(cluster: str) -> None:
    while jobs.work(cluster):
        pass


@pytest.fixture(params=[BOOK, ARCHIVE], ids=["pdf", "openstax"])
def chapter(request, in_school) -> StructureNode:
    source = uploads.add_file(
        path=request.param, user=in_school.bob, organization=in_school.organization
    ).source
    work_off("ingestion")
    return StructureNode.objects.get(source=source, kind="chapter", number="2")


@pytest.fixture
def lesson(chapter, in_school) -> Lesson:
    request = request_lesson(
        user=in_school.bob,
        source=Source.objects.get(pk=chapter.source_id),
        part=Part(node=chapter),
        modalities=["text"],
        language="",
    )
    work_off("rendering")
    request.refresh_from_db()
    assert request.state == LessonRequest.State.DONE, request.problem
    return Lesson.objects.get(pk=request.lesson_id)


def headings_of(chapter: StructureNode) -> list[str]:
    """As printed; one with a colon leads in what follows, and is none."""
    nodes = [chapter.pk, *chapter.children.values_list("pk", flat=True)]
    rows = Section.objects.filter(node__in=nodes, kind="heading")
    texts = [" ".join(text.split()) for text in rows.values_list("text", flat=True)]
    return [text for text in texts if not text.endswith(":")]


def test_each_heading_can_be_seen_or_is_left_out_on_purpose(lesson, chapter, in_school, sign_in):
    headings = Counter(headings_of(chapter))
    assert headings.total() > 40
    segments = selectors.list_segments(lesson)
    assert_nothing_is_said_of_what_is_left_out(segments)
    covered = Counter(heading for segment in segments for heading in segment.covers)
    left_out = Counter(one["heading"] for one in lesson.left_out)
    assert covered + left_out == headings
    assert {"Key Terms", "For Further Exploration", "Review Questions"} <= set(left_out)
    assert {"The Celestial Sphere", "Summary", "2.2 Ancient Astronomy"} <= set(covered)
    page = sign_in(in_school.bob).get(in_school.url(f"lessons/{lesson.pk}/")).content.decode()
    with pymupdf.open(stream=storage.read_bytes(lesson.files["pdf"])) as document:
        printed = "".join(sheet.get_text() for sheet in document)
    handout = storage.read_bytes(lesson.files["html"]).decode()
    for text in (unescape(page), unescape(handout), printed):
        seen = squeezed(text)
        for heading, times in headings.items():
            assert seen.count(squeezed(heading)) >= times, heading


def squeezed(text: str) -> str:
    """A line may be broken anywhere."""
    return "".join(text.split()).casefold().replace("\xad", "")


def assert_nothing_is_said_of_what_is_left_out(segments):
    """Here and not in a test of its own: making the lesson takes seconds."""
    said = [sentence for segment in segments for sentence in segment.sentences]
    taken = [sentence["text"] for sentence in said if "section_id" in sentence]
    assert len(taken) > 50
    asides = ("Sky & Telescope", "(9:09)", "accelerate:", "?")
    assert not [text for text in taken if any(aside in text for aside in asides)]
