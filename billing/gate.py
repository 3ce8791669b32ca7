"""Limits and the circuit breaker of an endpoint, in a row that all processes share.

Two things that are easily confused:

    limit     the endpoint works, and may be asked so often a minute
    breaker   the endpoint has failed so often in a row that it is left alone for a while; then one
              process asks it again, and the others wait for what becomes of that
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Now

from billing.models import ProviderState
from project.providers.endpoints import Endpoint

FAILURES = 5  # in a row, until it is left alone
CLOSED_S = 30.0  # the breaker's rest; and how long one process may try it again alone
MINUTE_S = 60.0


class DatabaseGate:
    """A Gate. An entry is one short transaction on the endpoint's row, by the database's clock."""

    def enter(self, endpoint: Endpoint, tokens: int) -> float:
        with transaction.atomic():
            state, now = _locked(endpoint.name)
            if state.closed_until and (wait_s := _seconds(state.closed_until - now)) > 0:
                return wait_s
            _refill(state, endpoint, now)
            wait_s = _wait_s(state, endpoint, tokens)
            if wait_s == 0:
                state.requests_left -= 1
                state.tokens_left -= tokens
                if state.failures >= FAILURES:  # this is the one that tries it again
                    state.closed_until = now + timedelta(seconds=CLOSED_S)
            state.save()
        return wait_s

    def leave(self, endpoint: Endpoint, *, tokens: int, failed: bool, hold_s: float) -> None:
        row = ProviderState.objects.filter(pk=endpoint.name)
        if tokens:
            row.update(tokens_left=F("tokens_left") - tokens)
        if failed:
            row.update(failures=F("failures") + 1)
            row.filter(failures__gte=FAILURES).update(closed_until=_later(CLOSED_S))
        elif not hold_s:
            row.filter(failures__gt=0).update(failures=0, closed_until=None)
        if hold_s:
            row.update(closed_until=Greatest("closed_until", _later(hold_s)))  # passes over NULL


def _locked(name: str) -> tuple[ProviderState, datetime]:
    """The row, made where it is missing, and the database's time."""
    rows = ProviderState.objects.select_for_update().annotate(now=Now())
    state = rows.filter(pk=name).first()
    if state is None:
        ProviderState.objects.bulk_create([ProviderState(name=name)], ignore_conflicts=True)
        state = rows.get(pk=name)
    return state, state.now


def _refill(state: ProviderState, endpoint: Endpoint, now: datetime) -> None:
    """A minute fills up what is spent; a new row, and one whose limit has shrunk, is full."""
    past_s = max(_seconds(now - state.refilled_at), 0) if state.refilled_at else MINUTE_S
    state.requests_left = _filled(state.requests_left, endpoint.requests_per_minute, past_s)
    state.tokens_left = _filled(state.tokens_left, endpoint.tokens_per_minute, past_s)
    state.refilled_at = now


def _filled(left: float, limit: int, past_s: float) -> float:
    return min(left + limit * past_s / MINUTE_S, limit)


def _wait_s(state: ProviderState, endpoint: Endpoint, tokens: int) -> float:
    """More tokens than a minute has are let in when the minute is full."""
    waits = [0.0]
    if limit := endpoint.requests_per_minute:
        waits.append((1 - state.requests_left) * MINUTE_S / limit)
    if limit := endpoint.tokens_per_minute:
        waits.append((min(tokens, limit) - state.tokens_left) * MINUTE_S / limit)
    return max(waits)


def _seconds(span: timedelta) -> float:
    return span.total_seconds()


def _later(seconds: float):
    return Now() + Value(timedelta(seconds=seconds))
