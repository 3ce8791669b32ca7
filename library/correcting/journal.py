"""What every correction does beside its own: it is alone, it is kept to be undone, and what
depends on it is made again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from library import registries
from library.correcting import remaking
from library.correcting.outline import Part
from library.models import Correction, Page, Remaking, Source
from organizations.staged import fresh_stages
from project.databases import CONTENT
from project.errors import Conflict, Forbidden


@dataclass
class Journal:
    """One correction on its way. pages: those whose text is another then.

    gone: parts of the tree that are no more. remakes: passages depend on it.
    """

    source: Source
    by: User
    pages: list[Page] = field(default_factory=list)
    gone: list[Part] = field(default_factory=list)
    remakes: bool = True

    def keep(
        self,
        kind: Correction.Kind,
        before: dict,
        *,
        page_index: int | None = None,
        section_ids: list[UUID] | tuple = (),
    ) -> Correction:
        last = last_correction(self.source)
        return Correction.objects.create(
            source=self.source,
            organization_id=self.source.organization_id,
            number=last.number + 1 if last else 1,
            kind=kind,
            page_index=page_index,
            before=before,
            section_ids=list(section_ids),
            made_by_id=self.by.pk,
        )


@contextmanager
def correcting(source: Source, *, by: User, seen: int) -> Iterator[Journal]:
    """Write the correction inside. seen: the `revision` of what the person looked at.

    Raises Forbidden for a title of the catalogue; Conflict where the source is not read, or
    something was corrected meanwhile: then nothing is changed.
    """
    require_own(source)
    journal = Journal(source, by)
    with transaction.atomic(using=CONTENT):
        row = _remaking(source)
        require_read(Source.objects.select_for_update(no_key=True).get(pk=source.pk))
        if row.wanted != seen:
            raise Conflict(_("Something has just been corrected here. Look at it again."))
        yield journal
        _count(row, journal)
        Source.objects.filter(pk=source.pk).update(
            version=F("version") + 1, updated_at=timezone.now()
        )
    source.refresh_from_db(fields=["version", "updated_at"])
    for page in journal.pages:
        for follow in registries.after_correcting:
            follow(source, page)
    for part in journal.gone:
        for holder in registries.part_holders:
            holder.leave(source, part.id, (part.start_page, part.end_page))
    if journal.remakes:
        remaking.enqueue(row)


def require_own(source: Source) -> None:
    if source.is_of_catalogue:
        raise Forbidden(
            _(
                "This book belongs to the catalogue and is the same for everybody. Make your own "
                "copy in the catalogue first, and correct that."
            )
        )


def require_read(source: Source) -> None:
    if not source.is_readable:
        raise Conflict(_("This source is being read. Wait until that has ended."))


def _remaking(source: Source) -> Remaking:
    row, _created = Remaking.objects.get_or_create(
        source=source, defaults={"organization_id": source.organization_id}
    )
    return Remaking.objects.select_for_update().get(pk=row.pk)


def _count(row: Remaking, journal: Journal) -> None:
    was_over = row.is_over
    row.wanted += 1
    row.asked_by_id, row.problem = journal.by.pk, ""
    if was_over and not journal.remakes:
        row.made = row.cut = row.wanted
    elif was_over:
        row.stages, row.stage = fresh_stages(tuple(remaking.STAGES)), ""
    row.save()


def revision(source: Source) -> int:
    """Grows with everything that is corrected."""
    row = Remaking.objects.filter(source=source).first()
    return row.wanted if row else 0


def last_correction(source: Source) -> Correction | None:
    return Correction.objects.filter(source=source).order_by("-number").first()
