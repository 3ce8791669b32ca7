"""Every error that Lectern raises on purpose.

LecternError                 500  something a person should read about
├── SignedOut                401  nobody is signed in, where a page cannot ask for it
├── NotFound                 404  the row is not there, or is not theirs to know of
├── Forbidden                403  they may see it, but not do this
├── Invalid                  422  what they sent cannot be used
│   └── UnreadableSource     422  a file that cannot be read as a source
├── Conflict                 409  the row is in a state that does not allow this
├── TooMany                  429  they tried too often; wait
├── LimitReached         402, 429  their plan allows no more of it this month, or today
├── Busy                     503  try again in a moment
└── ProviderError            502  an embedder, voice or model failed; says if a retry can help
"""

from datetime import datetime


class LecternError(Exception):
    """Its text is a sentence for people: what happened, and what to do. facts: more for programs,
    by name, as JSON has it."""

    code = "error"
    status = 500
    facts: dict[str, str | None] = {}

    @property
    def message(self) -> str:
        return str(self)


class SignedOut(LecternError):
    code = "signed_out"
    status = 401


class NotFound(LecternError):
    code = "not_found"
    status = 404


class Forbidden(LecternError):
    code = "forbidden"
    status = 403


class Invalid(LecternError):
    code = "invalid"
    status = 422


class UnreadableSource(Invalid):
    """`code` names the reason for programs; the text is for the teacher."""

    def __init__(self, message: str, *, code: str = "unreadable_source"):
        super().__init__(message)
        self.code = code


class Conflict(LecternError):
    code = "conflict"
    status = 409


class TooMany(LecternError):
    code = "too_many"
    status = 429


class LimitReached(LecternError):
    """status: 402 where another plan helps, 429 where tomorrow does. reason: for programs,
    "video_plan", "text_pool". resets_at: when it begins anew; None where that is not known.
    """

    code = "limit_reached"

    def __init__(self, message: str, *, status: int, reason: str, resets_at: datetime | None):
        super().__init__(message)
        self.status, self.reason, self.resets_at = status, reason, resets_at
        self.facts = {
            "reason": reason,
            "resets_at": resets_at.isoformat() if resets_at else None,
        }


class Busy(LecternError):
    code = "busy"
    status = 503


class ProviderError(LecternError):
    code = "provider_failed"
    status = 502

    def __init__(self, message: str, *, retryable: bool):
        super().__init__(message)
        self.retryable = retryable
