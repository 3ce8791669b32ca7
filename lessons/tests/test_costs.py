"""What a lesson cost, and for which request: rows of calls, and what pages say of them."""

import pytest

from billing.models import ProviderCall
from lessons.tests.test_pipeline import add_sun_book, ask_for, make
from library.models import Source

pytestmark = pytest.mark.usefixtures("in_school")


@pytest.fixture
def sun_book(in_school, settings) -> Source:
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    return add_sun_book(in_school.organization, in_school.bob)


def test_speech_is_a_call_of_the_request_and_what_is_found_costs_nothing(sun_book, in_school):
    first = ask_for(sun_book, in_school.bob, ["audio"])
    lesson = make(first)
    calls = ProviderCall.objects.filter(request_id=first.pk, kind="speech")
    assert calls.count() == lesson.segments.count()
    assert {(call.person, call.purpose) for call in calls} == {(in_school.bob, "lesson")}
    assert all(call.amount and call.characters and call.cost_microusd for call in calls)
    assert sum(call.amount for call in calls) == pytest.approx(lesson.duration_s, abs=0.1)

    second = ask_for(sun_book, in_school.dana, ["text", "audio"])
    make(second)
    found = ProviderCall.objects.filter(request_id=second.pk, is_cached=True)
    assert found.count() == calls.count()
    assert {call.cost_microusd for call in found} == {0}
