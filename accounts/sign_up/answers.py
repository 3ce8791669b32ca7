"""What somebody has said so far of themselves; kept in their session until the account is made.

The age gate asks a month and a year, in the same words for everybody, and keeps neither: only
whether a guardian has to agree. Its first answer stands as long as the browser is open, in a
cookie of its own, as a session ends with signing out.
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.countries import age_of_consent

KEPT, SAID = "sign_up", "sign_up_answers"
COOKIE, COOKIE_SALT = "sign_up_answer", "accounts.sign_up"
FOR = timedelta(hours=24)
ADULT, MINOR = "alone", "guardian"


@dataclass(frozen=True, slots=True)
class Answers:
    """kind: of User.Kind. next: where they were going."""

    kind: str
    country: str
    needs_guardian: bool = False
    guardian_email: str = ""
    next: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.guardian_email) or not self.needs_guardian

    def keep(self, request: HttpRequest) -> None:
        request.session[KEPT] = asdict(self)


def answers_of(request: HttpRequest) -> Answers | None:
    """Of the session, or of the request itself where the API was told all at once."""
    if said := getattr(request, SAID, None):
        return said
    kept = request.session.get(KEPT)
    return Answers(**kept) if kept else None


def keep_in_request(request: HttpRequest, answers: Answers) -> None:
    """For a program, which has no session."""
    setattr(request, SAID, answers)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def needs_guardian(country: str, born: date, today: date) -> bool:
    """born: any day of the month of birth. Within the birthday's own month they count as younger,
    as its day is not asked."""
    months = (today.year - born.year) * 12 + today.month - born.month
    return months <= age_of_consent(country) * 12


def answered_before(request: HttpRequest) -> bool | None:
    """Whether this browser's answer needs a guardian; None where none was given."""
    said = request.get_signed_cookie(COOKIE, default="", salt=COOKIE_SALT, max_age=FOR)
    return said == MINOR if said in (ADULT, MINOR) else None


def keep_answer(response: HttpResponse, *, is_minor: bool) -> HttpResponse:
    """For the browser's session: no max_age."""
    response.set_signed_cookie(
        COOKIE,
        MINOR if is_minor else ADULT,
        salt=COOKIE_SALT,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
