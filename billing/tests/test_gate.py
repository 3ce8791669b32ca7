"""Limits and the breaker hold for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from billing.gate import CLOSED_S, FAILURES, DatabaseGate
from billing.models import ProviderState
from project.errors import ProviderError
from project.providers import registries, registry
from project.providers.base import Passage
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure
from tests.model_server import answer_of, says, status

pytestmark = pytest.mark.django_db(databases=["default", "content"])
GATE = DatabaseGate()
SAID = says(answer_of(("The Sun is a star.", [(1, "The Sun is a star.")])))


def named(**parts) -> Endpoint:
    values = {"name": "fast", "url": "http://127.0.0.1:9/v1", "model": "m", **parts}
    return Endpoint.model_validate(values)


def leave(endpoint: Endpoint, *, failed: bool = False, tokens: int = 0, hold_s: float = 0) -> None:
    GATE.leave(endpoint, tokens=tokens, failed=failed, hold_s=hold_s)


def later(seconds: float) -> None:
    """As if so much time had passed for the row."""
    state = ProviderState.objects.get()
    past = timedelta(seconds=seconds)
    state.refilled_at -= past
    state.closed_until = state.closed_until and state.closed_until - past
    state.save()


def test_it_works():
    assert GATE.enter(named(), 0) == 0
    leave(named())
    assert GATE.enter(named(), 10_000) == 0


def test_requests_of_a_minute():
    endpoint = named(requests_per_minute=2)
    assert [GATE.enter(endpoint, 0) for _ in range(2)] == [0, 0]
    assert GATE.enter(endpoint, 0) == pytest.approx(30, abs=1)
    later(31)
    assert GATE.enter(endpoint, 0) == 0
    assert GATE.enter(endpoint, 0) > 0


def test_tokens_of_a_minute_are_put_right_when_the_call_has_ended():
    endpoint = named(tokens_per_minute=1000)
    assert GATE.enter(endpoint, 600) == 0
    assert GATE.enter(endpoint, 600) == pytest.approx(12, abs=1)
    leave(endpoint, tokens=-500)  # it was 100
    assert GATE.enter(endpoint, 600) == 0
    leave(endpoint, tokens=900)  # it was 1,500
    assert GATE.enter(endpoint, 100) == pytest.approx(42, abs=1)


def test_a_call_larger_than_a_minute_waits_for_a_full_one():
    endpoint = named(tokens_per_minute=1000)
    assert GATE.enter(endpoint, 5000) == 0
    assert GATE.enter(endpoint, 1) > 200


def test_after_failures_in_a_row_it_is_left_alone_and_then_tried_by_one():
    endpoint = named()
    for _ in range(FAILURES):
        assert GATE.enter(endpoint, 0) == 0
        leave(endpoint, failed=True)
    assert 0 < GATE.enter(endpoint, 0) <= CLOSED_S
    later(CLOSED_S + 1)
    assert GATE.enter(endpoint, 0) == 0
    assert GATE.enter(endpoint, 0) > CLOSED_S - 5  # the others wait for what becomes of that
    leave(endpoint, failed=True)
    assert GATE.enter(endpoint, 0) > 0
    later(CLOSED_S + 1)
    assert GATE.enter(endpoint, 0) == 0
    leave(endpoint)
    assert [GATE.enter(endpoint, 0) for _ in range(3)] == [0, 0, 0]


def test_one_success_makes_up_for_failures():
    for failed in [True] * (FAILURES - 1) + [False] + [True] * (FAILURES - 1):
        assert GATE.enter(named(), 0) == 0
        leave(named(), failed=failed)
    assert GATE.enter(named(), 0) == 0


def test_what_a_server_asks_for_holds_for_everybody_and_is_not_shortened():
    GATE.enter(named(), 0)
    leave(named(), hold_s=50)
    leave(named(), hold_s=5)
    assert GATE.enter(named(), 0) == pytest.approx(50, abs=2)
    assert GATE.enter(named(name="other"), 0) == 0


@pytest.mark.django_db(transaction=True, databases=["default", "content"])
def test_many_at_once_never_pass_the_limit():
    endpoint = named(requests_per_minute=10)

    def enter(_number: int) -> float:
        try:
            return GATE.enter(endpoint, 0)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(enter, range(40)))
    assert waits.count(0) == 10


# --- through the door that everybody uses ---


@pytest.fixture
def ask(endpoint, server, calls, pauses, monkeypatch):
    monkeypatch.setattr(registries, "gates", [GATE])
    monkeypatch.setattr("project.providers.calls.time.sleep", pauses.append)
    server.reply_with(SAID)

    def ask_with(**parts):
        endpoint(**parts)
        model = registry.chat_model("fast", embedder_name="hashing-384")
        passage = Passage("1", "The Sun is a star.", "1")
        return list(model.answer("Is it?", [passage], language="en"))

    return ask_with


def test_a_provider_at_its_limit_is_not_asked(ask, server):
    assert ask(requests_per_minute=1)
    with pytest.raises(ProviderError, match="at its limit") as caught:
        ask(requests_per_minute=1)
    assert caught.value.retryable
    assert len(server.asked) == 1


def test_a_short_wait_for_the_limit_is_waited(ask, server, monkeypatch):
    assert ask(requests_per_minute=300)
    ProviderState.objects.update(requests_left=0.5, refilled_at=timezone.now())
    waited: list[float] = []

    def pass_time(seconds: float) -> None:
        waited.append(seconds)
        later(seconds)

    monkeypatch.setattr("project.providers.calls.time.sleep", pass_time)
    assert ask(requests_per_minute=300)
    assert len(waited) == 1
    assert 0 < waited[0] <= 0.1
    assert len(server.asked) == 2


def test_a_breaker_that_is_open_keeps_calls_away(ask, server):
    server.reply_with(status(500))
    for _ in range(FAILURES):
        with pytest.raises(ProviderError):
            ask(tries=1)
    server.reply_with(SAID)
    with pytest.raises(ProviderError) as caught:
        ask(tries=3)
    assert caught.value.failure == Failure.HELD
    assert len(server.asked) == FAILURES
    later(CLOSED_S + 1)
    assert ask()


def test_what_we_asked_wrongly_does_not_open_it(ask, server):
    server.reply_with(status(400))
    for _ in range(FAILURES + 1):
        with pytest.raises(ProviderError):
            ask(tries=1)
    assert len(server.asked) == FAILURES + 1
    assert ProviderState.objects.get().failures == 0


def test_tokens_are_settled_with_the_provider_s_own_numbers(ask):
    ask(tokens_per_minute=100_000)
    assert ProviderState.objects.get().tokens_left == pytest.approx(100_000 - 160, abs=100)
