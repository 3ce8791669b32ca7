"""A lesson is made, really rendered, and made once only."""

from uuid import uuid5

import pytest
from django.test import override_settings

from lessons import segment_cache
from lessons.models import CachedSegment, Lesson, LessonRequest, LessonSegment
from lessons.services.lessons import Part, part_of, request_lesson, retry_lesson
from lessons.tests.factories import add_lesson
from lessons.tests.test_script import SUN
from library.models import Page, Section, Source, StructureNode
from library.tests.factories import add_book, add_source
from organizations import jobs
from organizations.models import Job
from organizations.scoping import scope
from project import storage
from project.errors import Conflict, Invalid, ProviderError

ALL = ["text", "audio", "video"]


@pytest.fixture(autouse=True)
def real_embedder(settings):
    settings.EMBEDDER = "all-minilm-l6-v2-int8"


def add_sun_book(organization, by) -> Source:
    """Three pages, each a heading and a paragraph."""
    source = add_source(organization, by, state=Source.State.READY, page_count=3, language="en")
    common = {"source": source, "organization_id": organization.pk}
    for index in range(3):
        page = Page.objects.create(
            id=_id(source, "page", index),
            index=index,
            label=str(index + 7),
            outcome="text",
            **common,
        )
        for position, (kind, text) in enumerate(
            [("heading", f"Part {index}"), ("text", SUN.replace("Sun", f"Sun {index}"))], start=1
        ):
            Section.objects.create(
                id=_id(source, "section", 10 * index + position), page=page, page_index=index,
                position=position, kind=kind, text=text, **common,
            )  # fmt: skip
    StructureNode.objects.create(
        id=_id(source, "node", 0), position=0, kind="book", title=source.title,
        start_page=0, end_page=2, **common,
    )  # fmt: skip
    return source


def _id(source, name, number):
    return uuid5(source.pk, f"{name}:{number}")


@pytest.fixture
def book(in_school) -> Source:
    return add_sun_book(in_school.organization, in_school.bob)


def ask_for(book, user, modalities=ALL, **fields) -> LessonRequest:
    values = {"part": Part(), "language": ""} | fields
    return request_lesson(user=user, source=book, modalities=modalities, **values)


def make(request: LessonRequest) -> Lesson:
    while jobs.work("rendering"):
        pass
    request.refresh_from_db()
    return Lesson.objects.get(pk=request.lesson_id)


def test_it_works(book, in_school):
    request = ask_for(book, in_school.bob)
    lesson = make(request)
    assert (request.state, lesson.state) == (LessonRequest.State.DONE, Lesson.State.READY)
    assert set(lesson.files) == {"html", "pdf", "wav", "m4a", "mp4", "captions", "chapters"}
    assert all(storage.size_of(key) > 100 for key in lesson.files.values())
    sides = [segment.teacher for segment in lesson.segments.order_by("position")]
    assert sides == ["left", "right", "left", "right", "left"]
    assert {stage["state"] for stage in request.stages.values()} == {"done"}


def test_each_sentence_has_its_time_and_its_page(book, in_school):
    lesson = make(ask_for(book, in_school.bob, ["audio"]))
    for segment in lesson.segments.all():
        for sentence in segment.sentences:
            assert 0 <= sentence["start_s"] < sentence["end_s"] <= segment.duration_s
            if "section_id" in sentence:
                assert sentence["reference"] == f"p. {sentence['page_index'] + 7}"


def test_text_is_there_before_audio_and_audio_before_video(book, in_school, monkeypatch):
    seen = []
    saving = Lesson.save

    def watched(self, *args, **kwargs):
        seen.append(set(self.files))
        return saving(self, *args, **kwargs)

    monkeypatch.setattr(Lesson, "save", watched)
    make(ask_for(book, in_school.bob))
    first = {
        kind: next(i for i, kinds in enumerate(seen) if kind in kinds)
        for kind in ("html", "m4a", "mp4")
    }
    assert first["html"] < first["m4a"] < first["mp4"]


@pytest.fixture
def rendered(monkeypatch) -> list[str]:
    """Headings of the segments that were rendered, not taken from the cache."""
    made = []
    render = segment_cache.render_segment

    def counting(spec, *args, **kwargs):
        made.append(spec.heading)
        return render(spec, *args, **kwargs)

    monkeypatch.setattr(segment_cache, "render_segment", counting)
    return made


def test_the_same_lesson_again_renders_nothing(book, in_school, rendered):
    first = make(ask_for(book, in_school.bob))
    rendered.clear()
    again = make(ask_for(book, in_school.alice))
    assert rendered == []
    assert again.files["mp4"] == first.files["mp4"]
    assert again.segments.filter(was_cached=True).count() == again.segments.count()


def test_another_school_with_the_same_book_renders_nothing(book, in_school, charlie, rendered):
    make(ask_for(book, in_school.bob, ["audio"]))
    rendered.clear()
    hillside = charlie.memberships.get(organization__type="school").organization
    with scope(hillside.pk):
        theirs = add_sun_book(hillside, charlie)
        make(ask_for(theirs, charlie, ["audio"]))
    assert rendered == []


def test_one_edited_section_renders_one_segment(book, in_school, rendered):
    lesson = make(ask_for(book, in_school.bob, ["audio"]))
    said = lesson.segments.get(heading="Part 1").sentences[-1]["text"]
    rendered.clear()
    section = Section.objects.get(source=book, page_index=1, kind="text")
    text = " ".join(section.text.split())
    section.text = text.replace(said, said.replace("the", "that"))
    assert section.text != text
    section.save()
    again = make(ask_for(book, in_school.bob, ["audio"], takes_made=False))
    assert rendered == ["Part 1"]
    assert again.segments.filter(was_cached=False).get().heading == "Part 1"


def test_a_part_that_cannot_be_spoken_leaves_the_others(book, in_school, monkeypatch):
    render = segment_cache.render_segment

    def failing(spec, *args, **kwargs):
        if spec.heading == "Part 1":
            raise ProviderError("The voice does not know this word.", retryable=False)
        return render(spec, *args, **kwargs)

    monkeypatch.setattr(segment_cache, "render_segment", failing)
    request = ask_for(book, in_school.bob, ["audio"])
    lesson = make(request)
    assert (request.state, lesson.state) == (LessonRequest.State.PARTIAL, Lesson.State.PARTIAL)
    assert "does not know this word" in request.problem
    assert storage.size_of(lesson.files["m4a"]) > 100
    failed = lesson.segments.get(state=LessonSegment.State.FAILED)
    assert failed.heading == "Part 1"


def test_retried_it_makes_what_was_missing_and_no_more(book, in_school, rendered, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(segment_cache, "_keep", _fail_on_third())
        request = ask_for(book, in_school.bob, ["audio"])
        make(request)
    assert Job.objects.get(subject_id=request.pk).state == Job.State.QUEUED  # backs off
    Job.objects.update(run_after=request.created_at)
    rendered.clear()
    lesson = make(request)
    assert lesson.state == Lesson.State.READY
    # Two are kept, and the third lies whole on this machine.
    assert len(rendered) == lesson.segments.count() - 3


def _fail_on_third():
    keep, calls = segment_cache._keep, []

    def keeping(key, files):
        calls.append(key)
        if len(calls) > 2:
            raise RuntimeError("the disk is full")
        keep(key, files)

    return keeping


def test_a_source_that_is_gone_fails_it_with_a_sentence(book, in_school):
    request = ask_for(book, in_school.bob, ["text"])
    Source.objects.filter(pk=book.pk).delete()
    lesson = make(request)
    assert (request.state, lesson.state) == (LessonRequest.State.FAILED, Lesson.State.FAILED)
    assert "deleted" in request.problem


def test_a_failed_one_can_be_asked_for_again_and_a_running_one_not(book, in_school):
    request = ask_for(book, in_school.bob, ["text"])
    with pytest.raises(Conflict, match="still being made"):
        retry_lesson(request, by=in_school.bob)
    Source.objects.filter(pk=book.pk).update(state=Source.State.PROCESSING)
    make(request)
    Source.objects.filter(pk=book.pk).update(state=Source.State.READY)
    retry_lesson(request, by=in_school.bob)
    assert make(request).state == Lesson.State.READY


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"modalities": []}, "at least one"),
        ({"modalities": ["smell"]}, "at least one"),
        ({"strategy": "shouting"}, "no strategy"),
        ({"language": "pl"}, "This source is in English"),
    ],
)
def test_what_cannot_be_made_is_said_at_once(book, in_school, fields, sentence):
    with pytest.raises(Invalid, match=sentence):
        ask_for(book, in_school.bob, **fields)
    assert not LessonRequest.objects.exists()


@pytest.mark.parametrize(
    ("pages", "expected"),
    [("7", (0, 0)), ("7-9", (0, 2)), ("8–9", (1, 2)), ("3", (2, 2))],
)
def test_pages_are_named_as_printed_or_by_sheet(book, pages, expected):
    assert part_of(book, pages=pages).pages == expected


@pytest.mark.parametrize("pages", ["9-7", "99", "x", "7-x"])
def test_pages_that_are_not_there_are_refused(book, pages):
    with pytest.raises(Invalid, match=r"page|backwards"):
        part_of(book, pages=pages)


@override_settings(JOB_SLICE_S=0)
def test_in_slices_as_short_as_can_be_it_is_the_same_lesson(book, in_school):
    lesson = make(ask_for(book, in_school.bob, ["text", "audio"]))
    assert lesson.state == Lesson.State.READY
    assert CachedSegment.objects.count() == lesson.segments.count()


def test_a_new_job_comes_above_the_fence_of_the_one_before(in_school):
    """Tried again after a long first try, its worker may write at once."""
    lesson = add_lesson(add_book(in_school.organization, in_school.bob), in_school.bob)
    request = lesson.requests.get()
    request.state, request.fence = LessonRequest.State.FAILED, 7
    request.save()
    retry_lesson(request, by=in_school.bob)
    assert jobs.claim("rendering").fence == 8
