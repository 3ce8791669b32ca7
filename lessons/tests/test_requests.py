"""Lessons that are asked for: by topic, beside what there is, and what admins see of them."""

import pytest

from lessons import pipeline
from lessons.models import Lesson, LessonRequest
from lessons.requesting.similar import overlap
from lessons.script.levels import PLAIN_WORDS, at_level, words_a_topic
from lessons.strategies.registry import strategy
from lessons.tests.factories import add_lesson, add_request
from library.ingestion import keys
from library.tests.factories import add_book, index
from organizations import jobs
from project.errors import ProviderError


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob, title="Astronomy")


def asked(**changes) -> dict:
    return {
        "part": "whole",
        "modalities": ["text"],
        "strategy": "inquiry",
        "language": "en",
        "level": "",
    } | changes


def test_a_topic_leads_to_its_part_or_is_said_not_to_be_there(in_school, book, settings, sign_in):
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    index(book)
    client, url = sign_in(in_school.dana), in_school.url("lessons/topic/")
    response = client.get(url, {"topic": "granules on the Sun"})
    part = response.context["found"].parts[0]
    assert (part.node.number, part.reference) == ("15.1", "p. 527")
    form = client.get(part.url)
    assert form.context["form"]["part"].value() == str(part.node.pk)
    client.post(part.url, asked(part=str(part.node.pk), level="plain"))
    made = LessonRequest.objects.get()
    assert (made.topic, made.level) == ("granules on the Sun", "plain")
    other = client.get(url, {"topic": "tax law of medieval France"})
    assert not other.context["found"].parts
    assert "Your library does not hold this" in other.content.decode()


def test_what_the_person_had_set_and_wished_for_is_kept_and_the_video_comes_later(
    in_school, book, sign_in
):
    dana = in_school.dana
    dana.preferred_modality, dana.modality_preferences = "audio", ["audio", "video"]
    dana.save()
    client, url = sign_in(dana), in_school.url(f"lessons/new/?source={book.pk}")
    page = client.get(url)
    assert page.context["form"]["modalities"].value() == ["audio", "video"]
    assert "With a video: one video. 3 left (0 of 3 used)." in page.content.decode()
    client.post(url, asked(modalities=["text", "video"], later="on"))
    made = LessonRequest.objects.get()
    assert (made.modalities, made.requested_modalities) == (["text"], ["text", "video"])
    assert (made.preferred_modality, made.modality_preferences) == ("audio", ["audio", "video"])
    LessonRequest.objects.update(state="done")
    Lesson.objects.update(state="ready", files={"html": "x", "pdf": "y"})
    lesson = in_school.url(f"lessons/{made.lesson_id}/")
    assert "You wished for it later." in client.get(lesson).content.decode()
    client.post(f"{lesson}add/video/")
    added = LessonRequest.objects.exclude(pk=made.pk).get()
    assert (added.lesson_id, added.modalities) == (made.lesson_id, ["text", "video"])
    assert Lesson.objects.get().state == "making"
    assert client.post(f"{lesson}add/video/").status_code == 409  # it is being made
    assert "1 of 3 used" in client.get(url).content.decode()


def test_a_lesson_like_it_is_offered_before_a_new_one_is_made(in_school, book, sign_in):
    like = add_lesson(book, in_school.bob, title="The Sun")
    hidden = add_lesson(book, in_school.bob, title="Bob's own", seen_by=Lesson.SeenBy.MAKER)
    LessonRequest.objects.update(node_id=keys.node_id(book.pk, 1))
    client, url = sign_in(in_school.dana), in_school.url(f"lessons/new/?source={book.pk}")
    answer = client.post(url, asked())
    assert answer.status_code == 200
    assert answer.context["similar"] == [like]  # of pages 527 and 528 as well
    assert hidden not in answer.context["similar"]
    assert LessonRequest.objects.count() == 2
    assert client.post(url, asked(level="plain")).status_code == 302  # none of that level
    assert client.post(url, asked(anyway="yes")).status_code == 302


def test_the_api_offers_the_lesson_that_is_there(in_school, book, sign_in):
    like = add_lesson(book, in_school.bob, title="The Sun")
    client, sent = sign_in(in_school.dana), {"source_id": str(book.pk)}
    client.get(in_school.url(""))
    token = client.cookies["csrftoken"].value

    def ask(**more):
        answer = client.post(
            "/api/v1/lessons",
            sent | more,
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )
        return answer.status_code, answer.json()

    status, answer = ask()
    assert (status, answer["state"]) == (200, "offered")
    assert [each["id"] for each in answer["similar"]] == [str(like.pk)]
    assert LessonRequest.objects.count() == 1
    assert ask(topic="how do I kill myself")[0] == 422
    status, answer = ask(anyway=True)
    assert (status, answer["state"]) == (202, "queued")


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [((0, 9), (0, 9), 1.0), ((0, 4), (5, 9), 0.0), ((0, 9), (5, 9), 0.5)],
)
def test_pages_overlap(one, other, share):
    assert overlap(one, other) == share


def test_admins_see_time_cost_tries_and_errors_of_each_stage(in_school, book, sign_in, monkeypatch):
    lesson = add_lesson(book, in_school.bob, state="making", files={})
    lesson.requests.all().delete()
    request = add_request(lesson, in_school.bob, modalities=["text"], state="queued")
    tries = []

    def fails_once(work):
        tries.append(work)
        if len(tries) == 1:
            raise ProviderError("The model is busy.", retryable=True)
        with work.writing("script", done=1, total=1):
            pass

    monkeypatch.setitem(pipeline.STAGES, "script", fails_once)
    jobs.enqueue(kind=pipeline.KIND, organization_id=lesson.organization_id, subject_id=request.pk)
    jobs.work("rendering")
    request.refresh_from_db()
    [entry] = request.trouble
    assert (entry["stage"], entry["said"]) == ("script", "The model is busy.")
    jobs.Job.objects.update(run_after=lesson.created_at)
    while jobs.work("rendering"):
        pass
    client = sign_in(in_school.alice)
    listed = client.get(in_school.url("lessons/requests/"))
    [row] = listed.context["requests"]
    assert (row["row"], row["retries"]) == (request, 1)
    found = client.get(in_school.url(f"lessons/requests/{request.pk}/"))
    script = next(r for r in found.context["records"] if r.errors)
    assert (script.state, script.tries) == ("done", 2)
    assert "The model is busy." in found.content.decode()
    assert sign_in(in_school.dana).get(in_school.url("lessons/requests/")).status_code == 403


def test_an_easier_lesson_has_short_sentences_and_its_words_first():
    plain, usual = at_level(strategy("inquiry"), "plain"), at_level(strategy("inquiry"), "")
    assert plain.spec.language.max_words == PLAIN_WORDS < usual.spec.language.max_words
    assert any("words" in phase.moves for phase in plain.spec.phases)
    assert words_a_topic("full") > words_a_topic("")
