"""What a lesson cost, and for which request: rows of calls, and what pages say of them."""

from uuid import uuid4

import pytest
from django.utils import timezone

from billing.costing import LEAST_MEASURED
from billing.models import ProviderCall, Reservation
from billing.storing import record_storage
from lessons.models import Artifact
from lessons.tests.test_pipeline import add_sun_book, ask_for, make
from library.models import Source
from organizations import jobs
from tests.model_fixtures import endpoint, server  # noqa: F401  fixtures
from tests.model_server import says

pytestmark = pytest.mark.usefixtures("in_school")


@pytest.fixture
def sun_book(in_school, settings) -> Source:
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    return add_sun_book(in_school.organization, in_school.bob)


def test_speech_is_a_call_of_the_request_and_what_is_found_costs_nothing(
    sun_book, in_school, sign_in
):
    first = ask_for(sun_book, in_school.bob, ["audio"])
    lesson = make(first)
    calls = ProviderCall.objects.filter(request_id=first.pk, kind="speech")
    assert calls.count() == lesson.segments.count()
    assert {(call.person, call.purpose) for call in calls} == {(in_school.bob, "lesson.speech")}
    assert all(call.amount and call.characters and call.cost_microusd for call in calls)
    assert sum(call.amount for call in calls) == pytest.approx(lesson.duration_s, abs=0.1)

    second = ask_for(sun_book, in_school.dana, ["text", "audio"])
    make(second)
    found = ProviderCall.objects.filter(request_id=second.pk, is_cached=True)
    assert found.count() == calls.count()
    assert {call.cost_microusd for call in found} == {0}

    url = in_school.url(f"lessons/{lesson.pk}/")
    cost = sign_in(in_school.bob).get(url).context["cost"]
    assert cost.made.speech == sum(call.cost_microusd for call in calls) == cost.made.total
    assert cost.storage_a_month
    assert "Made for" not in sign_in(in_school.dana).get(url).content.decode()


def test_the_form_tells_staff_what_a_lesson_costs_by_the_price_table_and_then_as_measured(
    sun_book, in_school, sign_in
):
    url = in_school.url(f"lessons/new/?source={sun_book.pk}")
    before = sign_in(in_school.bob).get(url).content.decode()
    assert "about $0.20 with a video, about $0.017 without one" in before
    assert "What it costs" not in sign_in(in_school.dana).get(url).content.decode()
    for number in range(LEAST_MEASURED):
        settled(in_school, cost_microusd=400_000 + 100_000 * number)
    assert "about $0.50 with a video" in sign_in(in_school.bob).get(url).content.decode()


def settled(school, *, cost_microusd: int) -> None:
    """A video that was made, in one call."""
    request_id, now = uuid4(), timezone.now()
    Reservation.objects.create(
        organization=school.organization, key=str(request_id), subject_id=request_id,
        meter="video", state="settled", amount=1000, delivered=1000, parts=4,
        expires_at=now, finished_at=now,
    )  # fmt: skip
    ProviderCall.objects.create(
        organization=school.organization, kind="rendering", provider="own", model="1",
        outcome="done", request_id=request_id, cost_microusd=cost_microusd,
    )  # fmt: skip


def test_what_is_kept_is_a_call_a_day(sun_book, in_school):
    """Run twice, as after a crash: once."""
    Source.objects.filter(pk=sun_book.pk).update(size_bytes=30 * 2**30, pictures_bytes=0)
    assert record_storage(timezone.now())
    assert record_storage(timezone.now())
    call = ProviderCall.objects.get(kind="storage")
    assert (call.organization, call.amount, call.cost_microusd) == (
        in_school.organization, 30.0, 23_000,
    )  # fmt: skip


# --- quizzes and sheets ---


def test_who_makes_a_quiz_is_told_what_a_model_costs_and_then_what_it_cost(
    sun_book,
    in_school,
    sign_in,
    settings,
    endpoint,  # noqa: F811
    server,  # noqa: F811
):
    client = sign_in(in_school.bob)
    url = in_school.url(f"artifacts/new/?source={sun_book.pk}")
    assert "What it costs" not in client.get(url).content.decode()  # by rule: next to nothing
    endpoint("fast", price_in="2.5", price_out="10", first_byte_s=9, idle_s=9, total_s=9)
    settings.CHAT_MODEL = "fast"
    server.reply_with(says('{"items": []}'))
    assert "about $0.017. As a text lesson" in client.get(url).content.decode()
    client.post(url, {"kind": "quiz", "part": "whole", "count": "3", "strategy": "inquiry"})
    while jobs.work("ingestion"):
        pass
    made = Artifact.objects.get()
    calls = ProviderCall.objects.filter(kind="chat").values_list(
        "purpose", "request_id", "person_id"
    )
    assert set(calls) == {("artifact.write", made.pk, in_school.bob.pk)}
    for number in range(LEAST_MEASURED):
        wrote(made, cost_microusd=30_000 + 10_000 * number)
    assert "Measured on the last ones" in client.get(url).content.decode()
    newest = Artifact.objects.latest("created_at")
    detail = in_school.url(f"artifacts/{newest.pk}/")
    assert "Made for $0.050." in client.get(detail).content.decode()
    Artifact.objects.filter(pk=newest.pk).update(state="approved")
    assert "Made for" not in sign_in(in_school.dana).get(detail).content.decode()


def wrote(like: Artifact, *, cost_microusd: int) -> None:
    """A quiz as another, that a model has written in one call."""
    like.pk, like._state.adding = uuid4(), True
    like.state = Artifact.State.DRAFT
    like.save()
    ProviderCall.objects.create(
        organization_id=like.organization_id, kind="chat", provider="a-model", model="1",
        outcome="done", request_id=like.pk, cost_microusd=cost_microusd,
    )  # fmt: skip
