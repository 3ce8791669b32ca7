"""The organization's systems are told that a source is ready, whatever dies meanwhile.

note_ready   -> a row, in the transaction that makes the source ready
tell         -> a delivery for each webhook that wants it, in the other database; the row goes
tell_waiting -> the sweep does the same for rows whose worker died in between
"""

from datetime import timedelta

from django.utils import timezone

from library.models import Announcement, Source
from organizations.models import Webhook
from organizations.webhooks.service import announce

SETTLED_AFTER = timedelta(minutes=1)  # until then the worker that wrote it may be at it


def note_ready(source: Source, state: Source.State) -> Announcement | None:
    """None for a title of the catalogue: nobody is told of it."""
    if source.organization_id is None:
        return None
    return Announcement.objects.create(
        source=source, organization_id=source.organization_id, state=state
    )


def tell(row: Announcement) -> None:
    """Safe to call twice: the row's id makes the deliveries the same."""
    data = {"id": str(row.source_id), "title": row.source.title, "state": row.state}
    event = Webhook.Event.SOURCE_READY
    announce(event, organization_id=row.organization_id, data=data, ident=row.pk)
    row.delete()


def tell_waiting() -> int:
    """Returns how many were told."""
    settled = timezone.now() - SETTLED_AFTER
    rows = list(Announcement.objects.filter(created_at__lt=settled).select_related("source"))
    for row in rows:
        tell(row)
    return len(rows)
