"""What of an organization is being read now, what waits for it, and what could not be read."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from library import services
from library.access import level_on, source_sight
from library.describing import LOCKED, current_stage
from library.ingestion import pipeline
from library.models import Source
from library.overview import list_overview
from library.reading_progress import Pace, pace_of
from library.selectors import with_stages
from organizations import jobs
from organizations.models import Grant, Membership
from organizations.roles import may

WAITING = (Source.State.QUEUED, Source.State.PROCESSING)
SHOWN = 40  # of what is read and waits
LINE = 2000  # places that are counted
NAMED = 3  # sources of a cause
FAILED_SHOWN = 500
RETRIED_AT_ONCE = 200

# What people call it, and the codes of problems that are it.
CAUSES: dict[str, tuple[str | Promise, set[str]]] = {
    "locked": (_("Locked with a password"), LOCKED),
    "encrypted": (_("Encrypted"), {"encrypted"}),
    "scanned": (_("Pictures of text alone"), {"scanned"}),
    "empty": (_("No text in it"), {"empty", "no_text", "empty_file", "no_pages"}),
    "unread": (_("No page could be read"), {"unreadable_pages"}),
    "damaged": (_("Damaged file"), {"damaged", "archive_damaged", "bad_collection"}),
    "refused": (
        _("Archive that is not opened"),
        {"archive_refused", "package_refused", "too_many_files"},
    ),
    "large": (_("Too large"), {"too_large", "too_many_pages", "too_long"}),
    "unknown": (
        _("Not a file that is read here"),
        {"not_openstax", "no_such_book", "empty_collection", "wrong_type", "unsupported_kind"},
    ),
    "zip": (_("Nothing in the ZIP became a source"), {"nothing_in_it"}),
    "gone": (_("The title or file is not there any more"), {"title_gone", "no_file"}),
    "stopped": (_("Reading stopped several times"), {"gave_up"}),
}
OTHER, OTHER_WORDS = "other", _("Another cause")
_CAUSE_OF = {code: cause for cause, (_words, codes) in CAUSES.items() for code in codes}


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """place: in the organization's line, from 1; None while it is read, or beyond what is counted.

    stage: {"label", "value", "max"}. is_hidden: another person's private source.
    """

    source: Source
    place: int | None
    stage: dict
    pace: Pace
    is_hidden: bool

    @property
    def is_read_now(self) -> bool:
        return self.source.state == Source.State.PROCESSING


@dataclass(slots=True)
class FailureGroup:
    """cause: a key of CAUSES, or OTHER. problem: what the newest one says, with what to do.
    sources: the newest, of `count`. can_retry: how many the person may have read again."""

    cause: str
    words: str | Promise
    problem: str
    sources: list[Source]
    count: int = 0
    can_retry: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.sources)

    @property
    def is_locked(self) -> bool:
        return self.cause == "locked"


@dataclass(frozen=True, slots=True)
class ReadingList:
    """counts: {"reading", "waiting", "failed"}, of all; rows and groups are the first of these.
    folders: (id, title) of ZIPs that files came in. left_s: of the rows, where all are known."""

    counts: dict[str, int]
    rows: list[ReadingRow]
    groups: list[FailureGroup]
    folders: list[tuple[UUID, str]]

    @property
    def is_at_work(self) -> bool:
        return bool(self.counts["reading"] or self.counts["waiting"])

    @property
    def left_s(self) -> float | None:
        left = [row.pace.left_s for row in self.rows]
        known = [seconds for seconds in left if seconds is not None]
        return sum(known) if known and len(known) == len(left) else None


def reading_list(actor: Membership, *, folder: UUID | None = None) -> ReadingList:
    """A fixed number of queries: five of content, one for the line."""
    seen = _seen(actor)
    rows = seen.filter(folder=folder) if folder else seen
    counts = rows.aggregate(
        reading=Count("pk", filter=Q(state=Source.State.PROCESSING)),
        waiting=Count("pk", filter=Q(state=Source.State.QUEUED)),
        failed=Count("pk", filter=Q(state=Source.State.FAILED)),
    )
    zips = seen.filter(_open_to(actor), kind__in=pipeline.FOLDERS).order_by("-created_at")
    folders = list(zips.values_list("pk", "title")[:SHOWN])
    return ReadingList(counts, _rows(actor, rows), _groups(actor, rows), folders)


def _seen(actor: Membership) -> QuerySet[Source]:
    """Of admins all of the organization, also what is private; of others what they see."""
    if may(actor, "library.manage_all"):
        return list_overview(actor).order_by()
    rows = Source.objects.filter(organization_id=actor.organization_id)
    return rows.seen_by(source_sight(actor)).exclude(state=Source.State.DELETING)


def _open_to(actor: Membership) -> Q:
    """Not another person's private ones."""
    return Q(owner_id=None) | Q(owner_id=actor.user_id)


def _rows(actor: Membership, rows: QuerySet[Source]) -> list[ReadingRow]:
    """In the order of the line."""
    line = jobs.line_of(pipeline.JOB.cluster, actor.organization_id, most=LINE)
    places = {subject_id: place for place, subject_id in enumerate(line, start=1)}
    ids = rows.filter(state__in=WAITING).order_by("created_at").values_list("pk", flat=True)
    first = sorted(ids[:LINE], key=lambda pk: places.get(pk, LINE + 1))[:SHOWN]
    found = with_stages(Source.objects.filter(pk__in=first)).in_bulk()
    return [_row(actor, found[pk], places.get(pk)) for pk in first if pk in found]


def _row(actor: Membership, source: Source, place: int | None) -> ReadingRow:
    return ReadingRow(
        source=source,
        place=None if source.state == Source.State.PROCESSING else place,
        stage=current_stage(source.stage, source.stages),
        pace=pace_of(source.stages, source.page_count, source.duration_s),
        is_hidden=source.owner_id not in (None, actor.user_id),
    )


def _groups(actor: Membership, rows: QuerySet[Source]) -> list[FailureGroup]:
    """The largest first. A private source of another person counts in none."""
    failed = rows.filter(_open_to(actor), state=Source.State.FAILED).order_by("-updated_at", "pk")
    may_retry = _retrier(actor)
    groups: dict[str, FailureGroup] = {}
    for source in failed[:FAILED_SHOWN]:
        cause = _CAUSE_OF.get(source.problem_code, OTHER)
        words = CAUSES[cause][0] if cause in CAUSES else OTHER_WORDS
        group = groups.setdefault(cause, FailureGroup(cause, words, source.problem, []))
        group.count += 1
        group.can_retry += may_retry(source)
        if len(group.sources) < NAMED:
            group.sources.append(source)
    return sorted(groups.values(), key=lambda group: -group.count)


def _retrier(actor: Membership) -> Callable[[Source], bool]:
    """Whether they may have it read again, of sources that they see."""
    sight, may_edit = source_sight(actor), may(actor, "library.edit")
    return lambda source: may_edit and level_on(actor, source, sight) >= Grant.Level.EDIT


def retry_failed(actor: Membership, cause: str, *, folder: UUID | None = None) -> int:
    """Read again what failed for this cause and the person may edit; the first of many.

    Returns how many.
    """
    rows = _seen(actor).filter(_open_to(actor), state=Source.State.FAILED)
    rows = rows.filter(folder=folder) if folder else rows
    if cause in CAUSES:
        rows = rows.filter(problem_code__in=CAUSES[cause][1])
    else:
        rows = rows.exclude(problem_code__in=_CAUSE_OF.keys())
    failed = rows.order_by("-updated_at", "pk")[:FAILED_SHOWN]
    wanted = list(filter(_retrier(actor), failed))[:RETRIED_AT_ONCE]
    return sum(_retry(source) for source in wanted)


def _retry(source: Source) -> bool:
    """Of several who ask, one begins it."""
    failed = Source.objects.filter(pk=source.pk, state=Source.State.FAILED)
    if not failed.update(state=Source.State.QUEUED):
        return False
    services.start_ingestion(source)
    return True
