"""Every call of a provider: let in, measured, recorded with who it was for.

    with for_purpose("chat.answer", person_id=user.pk, request_id=message.pk):
        ...  # calls in here, in this thread, are for that

No words of a prompt or an answer are kept.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from project.databases import refuse_transaction, release_connections
from project.errors import ProviderError
from project.outgoing import OutgoingError
from project.providers import registries
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure, ProviderFailure, of_outgoing
from project.tokens import count_tokens

log = logging.getLogger(__name__)


class Kind(StrEnum):
    CHAT = "chat"
    EMBEDDING = "embedding"
    RERANK = "rerank"
    SPEECH = "speech"
    RENDERING = "rendering"
    STORAGE = "storage"


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"  # whoever asked went away


@dataclass(frozen=True, slots=True)
class Purpose:
    name: str = ""
    person_id: UUID | None = None
    request_id: UUID | None = None


_NONE = Purpose()
_purpose: ContextVar[Purpose] = ContextVar("provider_purpose", default=_NONE)


@contextmanager
def for_purpose(
    name: str, *, person_id: UUID | None = None, request_id: UUID | None = None
) -> Iterator[None]:
    """name: "chat.answer", "search". request_id: of the row that asks for the work, such as a
    request for a lesson or a message. None leaves whoever and whatever is known already.

    Around the work, not in a generator: there it would hold for the generator's reader too.
    """
    known = _purpose.get()
    purpose = Purpose(name, person_id or known.person_id, request_id or known.request_id)
    token = _purpose.set(purpose)
    try:
        yield
    finally:
        _purpose.reset(token)


@dataclass(slots=True)
class Call:
    """What is known of a call when it has ended.

    prompt: its name and version, empty without one. problem: a value of Failure, or the name of
    an error of ours. is_estimate: the provider gave no numbers, the tokens are counted here.
    is_ours: the work is done on our own machines, and priced by the price table when recorded.
    amount: what came of it, in the kind's own unit: seconds of sound or of picture, gigabytes that
    were kept for a day; of a transcript, the seconds of sound that were heard.
    characters: of the text that was spoken. is_cached: found ready made.
    """

    provider: str
    model: str
    kind: Kind
    prompt: str = ""
    purpose: str = ""
    person_id: UUID | None = None
    request_id: UUID | None = None
    is_ours: bool = False
    amount: float = 0.0
    characters: int = 0
    is_cached: bool = False
    tokens_in: int = 0
    tokens_out: int = 0
    is_estimate: bool = False
    seconds: float = 0.0
    cost_microusd: int = 0
    outcome: Outcome = Outcome.DONE
    problem: str = ""


@dataclass(slots=True)
class Meter:
    """What a call used, noted while it goes on."""

    sent: str
    _written: list[str] = field(default_factory=list)
    _said: tuple[int, int] | None = None

    def wrote(self, text: str) -> None:
        self._written.append(text)

    def used(self, tokens_in: int, tokens_out: int) -> None:
        """The provider's own numbers."""
        self._said = (max(tokens_in, 0), max(tokens_out, 0))

    @property
    def is_estimate(self) -> bool:
        return self._said is None

    def tokens(self) -> tuple[int, int]:
        """In and out; counted here where the provider did not say."""
        return self._said or (count_tokens(self.sent), count_tokens("".join(self._written)))


@contextmanager
def recorded(call: Call) -> Iterator[Call]:
    """Measure the time, and record the call however it ends."""
    refuse_transaction("a call of a provider")
    context = copy_context()  # a generator may end in another one
    purpose = _purpose.get()
    call.purpose, call.person_id = purpose.name, purpose.person_id
    call.request_id = purpose.request_id
    began = time.monotonic()
    try:
        yield call
    except GeneratorExit:
        call.outcome = Outcome.STOPPED
        raise
    except BaseException as error:
        call.outcome, call.problem = Outcome.FAILED, _problem(error)
        raise
    finally:
        call.seconds = time.monotonic() - began
        context.run(_record, call)


def _problem(error: BaseException) -> str:
    return error.failure if isinstance(error, ProviderFailure) else type(error).__name__


def _record(call: Call) -> None:
    for record in registries.recorders:
        try:
            record(call)
        except Exception:  # the answer is not lost with its receipt; the log has the figures
            log.exception("this call could not be recorded: %s", call)


@contextmanager
def calling(
    endpoint: Endpoint, kind: Kind, *, sent: str, prompt: str = "", sound_s: float = 0.0
) -> Iterator[Meter]:
    """One call of an endpoint: within its limits, with no connection to a database held.

    sent: all text that leaves, for estimates. sound_s: of sound that leaves. Raises
    ProviderFailure.
    """
    refuse_transaction("a call of a provider")
    meter = Meter(sent)
    taken = _enter(endpoint, kind, sent)
    release_connections()
    failure: ProviderFailure | None = None
    call = Call(endpoint.name, endpoint.model, kind, prompt, amount=sound_s)
    with recorded(call):
        try:
            yield meter
        except OutgoingError as error:
            failure = of_outgoing(error, endpoint.name)
            raise failure from error
        except ProviderFailure as error:
            failure = error
            raise
        finally:
            call.tokens_in, call.tokens_out = meter.tokens()
            call.is_estimate = meter.is_estimate
            call.cost_microusd = _cost(endpoint, call, failure)
            _leave(endpoint, call.tokens_in + call.tokens_out - taken, failure)


def _cost(endpoint: Endpoint, call: Call, failure: ProviderFailure | None) -> int:
    """Nothing where the server took nothing on; a cut answer costs what was written of it."""
    free = {Failure.BUSY, Failure.DOWN, Failure.KEY, Failure.ASKED}
    if failure and failure.failure in free and not call.tokens_out:
        call.tokens_in = 0
        return 0
    return endpoint.cost_microusd(call.tokens_in, call.tokens_out, call.amount)


def _enter(endpoint: Endpoint, kind: Kind, sent: str) -> int:
    """Wait for a place, as long as is set; the tokens that were taken for the call."""
    tokens = count_tokens(sent) if endpoint.tokens_per_minute else 0
    if tokens and kind == Kind.CHAT:
        tokens += endpoint.output_tokens
    give_up = time.monotonic() + endpoint.wait_s
    for gate in registries.gates:
        while wait_s := gate.enter(endpoint, tokens):
            if time.monotonic() + wait_s > give_up:
                raise ProviderFailure(Failure.HELD, endpoint.name, retry_after_s=wait_s)
            release_connections()
            time.sleep(wait_s)
    return tokens


def _leave(endpoint: Endpoint, tokens: int, failure: ProviderFailure | None) -> None:
    for gate in registries.gates:
        try:
            gate.leave(
                endpoint,
                tokens=tokens if endpoint.tokens_per_minute else 0,
                failed=failure is not None and failure.counts,
                hold_s=failure.retry_after_s if failure else 0.0,
            )
        except Exception:  # what is shared about it is a guess; the answer is not
            log.exception("what became of a call to %s is not shared", endpoint.name)


def is_worth_another_try(error: ProviderError) -> bool:
    """Of the same provider; one that is held would only be waited for twice."""
    held = isinstance(error, ProviderFailure) and error.failure == Failure.HELD
    return error.retryable and not held
