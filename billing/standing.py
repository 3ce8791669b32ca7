"""Whether an organization may begin new work, by how its subscription stands. Reading, changing and
taking along what is there is always possible."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.models import Subscription
from billing.offers import plan_name
from billing.subjects import Subject
from organizations.models import Organization
from organizations.scoping import unscoped


class Standing(StrEnum):
    NONE = "none"  # nothing was ever bought, given or tried
    OPEN = "open"
    TRIAL = "trial"
    PAST_DUE = "past_due"  # open, for some days more
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Stands:
    """subscription: the one that says so; None where there is none. until: the end of a trial or
    of the days of grace."""

    standing: Standing
    subscription: Subscription | None = None
    until: datetime | None = None

    @property
    def is_read_only(self) -> bool:
        return self.standing == Standing.READ_ONLY

    @property
    def sentence(self) -> str:
        """For people; empty where nothing has to be said."""
        if self.subscription is None or self.standing == Standing.OPEN:
            return ""
        values = {
            "plan": plan_name(self.subscription.plan),
            "day": date_format(timezone.localtime(self.until)) if self.until else "",
            "state": self.subscription.get_status_display().lower(),
        }
        return _SENTENCES[self.standing]() % values


_SENTENCES = {
    Standing.TRIAL: lambda: _("The trial of %(plan)s runs until %(day)s."),
    Standing.PAST_DUE: lambda: _(
        "The last payment for %(plan)s failed. Everything works until %(day)s; "
        "then no new work can begin until it is paid."
    ),
    Standing.READ_ONLY: lambda: _(
        "The subscription to %(plan)s does not run (%(state)s). Everything that was made can be "
        "read and exported; new work waits for a subscription."
    ),
}


def stands(subject: Subject, now: datetime) -> Stands:
    """In one query."""
    with unscoped("a subject names itself"):
        rows = list(Subscription.objects.filter(**subject.fields).order_by("-created_at")[:20])
    return stands_by(rows, now)


def stands_by(rows: list[Subscription], now: datetime) -> Stands:
    """rows: of one subject, the newest first."""
    if not rows:
        return Stands(Standing.NONE)
    giving = [row for row in rows if row.gives_access(now)]
    if not giving:
        return Stands(Standing.READ_ONLY, rows[0])
    best = min(giving, key=lambda row: _ORDER.index(row.status))
    standing = _STANDINGS[best.status]
    ends = {Standing.TRIAL: best.trial_ends_at, Standing.PAST_DUE: best.grace_ends_at}
    return Stands(standing, best, ends.get(standing))


_STANDINGS = {
    Subscription.Status.ACTIVE: Standing.OPEN,
    Subscription.Status.TRIALING: Standing.TRIAL,
    Subscription.Status.PAST_DUE: Standing.PAST_DUE,
}
_ORDER = list(_STANDINGS)


def pause_of(organization: Organization, now: datetime) -> str:
    """Why nothing new may begin there now, in words; or ""."""
    found = stands(Subject(organization=organization), now)
    return found.sentence if found.is_read_only else ""
