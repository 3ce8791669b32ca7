"""What was announced and never came, or came for nobody, is swept."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from library.models import Source
from library.upload_parts import INCOMING
from library.uploads import STALE_AFTER, discard_upload
from organizations.models import Organization
from organizations.scoping import unscoped
from project import storage


def purge() -> int:
    """Forget what was announced and not confirmed within the days that its organization gives, and
    what was sent for no row. Returns how many rows went."""
    with unscoped("every organization's leftovers"):
        stale = _announced_before(STALE_AFTER).values_list("organization_id", flat=True)
        ids = set(stale.distinct())
        known = Organization.objects.in_bulk([pk for pk in ids if pk])
        count = 0
        for pk in ids:
            days = known[pk].options.storage.unconfirmed_days if pk in known else 1
            rows = _announced_before(timedelta(days=days)).filter(organization_id=pk)
            count += _discard_all(rows)
        _forget_rowless()
    return count


def discard_older(age: timedelta) -> int:
    """Those in scope. Returns how many rows went."""
    return _discard_all(_announced_before(age))


def _announced_before(age: timedelta) -> QuerySet[Source]:
    before = timezone.now() - age
    return Source.objects.filter(state=Source.State.UPLOADING, created_at__lt=before)


def _discard_all(rows: QuerySet[Source]) -> int:
    return sum(discard_upload(source) for source in rows.iterator())


def _forget_rowless() -> None:
    """What a link brought after its upload had ended; also the marks of links that were used."""
    end = timezone.now() - STALE_AFTER
    files = storage.list_files(INCOMING)
    old = {tuple(file.key.split("/")[1:3]) for file in files if file.written_at < end}
    waiting = Source.objects.filter(state=Source.State.UPLOADING).values_list("pk", flat=True)
    here = {str(pk) for pk in waiting}
    for keeper, source_id in old:
        if source_id not in here:
            storage.delete_prefix(f"{INCOMING}{keeper}/{source_id}/")
