"""An address is asked again on a schedule whether its page has changed.

A page that has is fetched and read anew, as for "Read it again" (`library.web.download` keeps the
text that it had). One that cannot be had is asked more and more seldom, and after MOST_FAILURES no
more; what is here stays as it is.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from library import services
from library.addresses import kinds
from library.models import Source, Watch
from library.web.download import arrive, watch_of
from library.web.fetching import NOT_CHANGED, fetch
from library.web.politeness import Interrupted
from organizations import jobs
from organizations.jobs import JobKind
from organizations.slices import Slice
from project import storage
from project.errors import Conflict, UnreadableSource
from project.outgoing import Fetched

KIND = "look_again"
WAITS = {Watch.Every.DAY: timedelta(days=1), Watch.Every.WEEK: timedelta(days=7)}
LONGEST_WAIT = timedelta(days=30)
LATER = timedelta(hours=1)  # for what is being read, or could not be
MOST_FAILURES = 5  # in a row
AT_ONCE = 200  # of what is due, each time that somebody looks


def set_schedule(source: Source, every: Watch.Every) -> None:
    """Raises Conflict for what is at no address that can be asked again."""
    watch = _watched(source)
    watch.every, watch.failures, watch.problem = every, 0, ""
    watch.next_at = _next(watch, timezone.now())
    watch.save()


def look_soon(source: Source) -> None:
    """Raises Conflict for what is at no address that can be asked again, or is being read."""
    _watched(source)
    if source.state not in Source.READABLE:
        raise Conflict(_("This source is not read at the moment. Wait until that has ended."))
    _enqueue(source)


def _watched(source: Source) -> Watch:
    if not kinds.is_watched(source):
        raise Conflict(_("This source has no page whose changes can be looked for."))
    return watch_of(source)


def _next(watch: Watch, now: datetime) -> datetime | None:
    if watch.every not in WAITS:
        return None
    return now + min(WAITS[Watch.Every(watch.every)] * 2**watch.failures, LONGEST_WAIT)


def enqueue_due() -> int:
    """Of all organizations. Returns how many; one that is being asked is not asked twice."""
    rows = Watch.objects.filter(next_at__lte=timezone.now()).order_by("next_at")
    sources = [watch.source for watch in rows.select_related("source")[:AT_ONCE]]
    for source in sources:
        _enqueue(source)
    return len(sources)


def _enqueue(source: Source) -> None:
    jobs.enqueue(kind=KIND, organization_id=source.organization_id, subject_id=source.pk)


def run(slice_: Slice) -> bool:
    source = Source.objects.filter(pk=slice_.job.subject_id).first()
    watch = Watch.objects.filter(source=source).first() if source else None
    if source is None or watch is None:
        return True
    if source.state not in Source.READABLE:
        Watch.objects.filter(pk=watch.pk, next_at__isnull=False).update(
            next_at=timezone.now() + LATER
        )
        return True
    try:
        is_changed = _has_changed(source, watch, slice_)
    except Interrupted:
        return False
    except UnreadableSource as error:
        _note_failure(watch, str(error))
        return True
    _note(watch)
    if is_changed:
        services.start_ingestion(source)
    return True


def _has_changed(source: Source, watch: Watch, slice_: Slice) -> bool:
    known = {"if-none-match": watch.etag, "if-modified-since": watch.last_modified}
    asked = {name: value for name, value in known.items() if value}
    found = fetch(source.address, known=asked, is_over=slice_.is_over)
    if found.status == NOT_CHANGED:
        return False
    return _mark_of(source, found) != watch.fingerprint


def _mark_of(source: Source, found: Fetched) -> str:
    with storage.workspace() as folder:
        return arrive(source, found, folder).fingerprint


def _note(watch: Watch) -> None:
    watch.looked_at, watch.failures, watch.problem = timezone.now(), 0, ""
    watch.next_at = _next(watch, watch.looked_at)
    watch.save(update_fields=["looked_at", "failures", "problem", "next_at"])


def _note_failure(watch: Watch, sentence: str) -> None:
    now = timezone.now()
    watch.looked_at, watch.failures, watch.problem = now, watch.failures + 1, sentence
    if watch.failures >= MOST_FAILURES and watch.every != Watch.Every.NEVER:
        watch.every = Watch.Every.NEVER
        stopped = _("It failed several times in a row, so we stopped looking.")
        watch.problem = f"{sentence} {stopped}"
    watch.next_at = _next(watch, now)
    watch.save(update_fields=["looked_at", "failures", "problem", "every", "next_at"])


def fail(source_id: UUID, fence: int, sentence: str) -> None:
    watch = Watch.objects.filter(source_id=source_id).first()
    if watch is not None:
        _note_failure(watch, sentence)


def asked_by(source_id: UUID) -> UUID | None:
    return Source.objects.filter(pk=source_id).values_list("added_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail, asked_by=asked_by)
