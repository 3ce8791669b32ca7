"""How a call to a provider fails: what people read, whether to try again, whom to blame."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from project import outgoing
from project.errors import ProviderError
from project.outgoing import OutgoingError

LONGEST_HOLD_S = 600.0  # whatever a server asks for


class Failure(StrEnum):
    BUSY = "busy"
    DOWN = "down"
    SLOW = "slow"
    CUT = "cut"
    KEY = "key"
    ASKED = "asked"
    INVALID = "invalid"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class _Kind:
    """counts: against the provider, towards its breaker."""

    sentence: str | Promise
    retryable: bool
    counts: bool


_KINDS = {
    Failure.BUSY: _Kind(
        _("“%(name)s” has too much to do at the moment. Try again in a minute."), True, False
    ),
    Failure.DOWN: _Kind(_("“%(name)s” cannot be reached. Try again in a minute."), True, True),
    Failure.SLOW: _Kind(_("“%(name)s” did not answer in time. Try again in a minute."), True, True),
    Failure.CUT: _Kind(_("“%(name)s” stopped in the middle. Try again."), True, True),
    Failure.KEY: _Kind(
        _("“%(name)s” does not accept our key. Tell whoever runs this installation."), False, True
    ),
    Failure.ASKED: _Kind(
        _("“%(name)s” refuses what we asked. Tell whoever runs this installation."), False, False
    ),
    Failure.INVALID: _Kind(
        _("“%(name)s” answered in a form that cannot be used. Ask in other words."), False, False
    ),
    Failure.HELD: _Kind(
        _("“%(name)s” is at its limit, or failed too often. Try again in a minute."), True, False
    ),
}


class ProviderFailure(ProviderError):
    """detail: for the log; it holds nothing of a prompt. retry_after_s: as the server asks.

    status: of the reply; 0 where there was none, or it is not what was wrong.
    """

    def __init__(
        self,
        failure: Failure,
        name: str,
        detail: str = "",
        *,
        retry_after_s: float = 0,
        status: int = 0,
    ):
        kind = _KINDS[failure]
        super().__init__(str(kind.sentence) % {"name": name}, retryable=kind.retryable)
        self.failure = failure
        self.counts = kind.counts
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.status = status


_OUTGOING = {
    outgoing.Reason.REFUSED: Failure.INVALID,
    outgoing.Reason.UNREACHABLE: Failure.DOWN,
    outgoing.Reason.SLOW: Failure.SLOW,
    outgoing.Reason.CUT: Failure.CUT,
    outgoing.Reason.LARGE: Failure.INVALID,
}


def of_outgoing(error: OutgoingError, name: str) -> ProviderFailure:
    return ProviderFailure(_OUTGOING[error.reason], name, str(error))


def of_status(status: int, name: str, *, retry_after: str = "") -> ProviderFailure:
    """What a status that is no success means. 529 is how some say that they are overloaded."""
    failure = Failure.ASKED
    if status == 429:
        failure = Failure.BUSY
    elif status in (401, 403):
        failure = Failure.KEY
    elif status in (408, 425) or status >= 500:
        failure = Failure.DOWN
    return ProviderFailure(
        failure,
        name,
        f"status {status}",
        retry_after_s=seconds_asked_for(retry_after),
        status=status,
    )


def seconds_asked_for(retry_after: str) -> float:
    """Of a Retry-After header, as seconds or as a date; 0 where it says nothing usable."""
    text = retry_after.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return 0.0
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_HOLD_S) if seconds == seconds else 0.0
