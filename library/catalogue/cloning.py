"""An organization's own copy of a title, to rename, read again and delete like any other source.

The rows are copied by a job (`library.copying`); undone, it is deleted as a source is.
"""

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from library import services
from library.catalogue.listing import title_of
from library.models import Source
from library.quota import room_for
from organizations import audit
from organizations.models import Organization
from organizations.scoping import scope
from project.databases import CONTENT
from project.errors import Conflict

# What is said of the file and of the book; everything else of a copy is its own.
FIELDS = (
    "kind", "title", "title_is_given", "authors", "language", "licence", "attribution",
    "filename", "media_type", "size_bytes", "sha256", "page_count", "duration_s", "has_picture",
    "video_id", "captions_language",
)  # fmt: skip


def clone(organization: Organization, slug: str, by: User) -> Source:
    """The copy, whose rows come in the background; the one that is there already, if there is.

    Raises NotFound for a title that is not offered, Conflict where the library has the very
    file by an upload of its own, UnreadableSource where storage is full.
    """
    title = title_of(slug)
    with scope(organization.pk):
        original = Source._base_manager.get(pk=title.source_id)
        copy = _row(original, organization.pk, by)
        try:
            with (
                room_for(organization.pk, copy.size_bytes, filename=copy.title),
                transaction.atomic(using=CONTENT),
            ):
                copy.save(force_insert=True)
        except IntegrityError:  # `source_file_once`: of several who ask, one begins it
            return _present(original, organization)
        _begin(copy, organization)
    return copy


@transaction.atomic
def _begin(copy: Source, organization: Organization) -> None:
    """If this is lost, the sweep finds a queued source without a job (`library.lost`)."""
    services.start_ingestion(copy)
    detail = {"title": str(copy.copied_from_id)}
    audit.record("catalogue.cloned", organization=organization, subject=copy, detail=detail)


def _row(original: Source, organization_id: UUID, by: User) -> Source:
    copy = Source(
        pk=uuid4(),
        organization_id=organization_id,
        added_by_id=by.pk,
        copied_from=original,
        state=Source.State.QUEUED,
        **{name: getattr(original, name) for name in FIELDS},
    )
    copy.file_key = copy.storage_prefix + original.file_key.rsplit("/", 1)[-1]
    if original.captions_key:
        copy.captions_key = copy.storage_prefix + original.captions_key.removeprefix(
            original.storage_prefix
        )
    return copy


def _present(original: Source, organization: Organization) -> Source:
    same = Source.objects.filter(
        organization_id=organization.pk,
        owner_id=None,
        is_restricted=False,
        sha256=original.sha256,
    )
    present = same.exclude(state=Source.State.DELETING).first()
    if present is None:  # it was deleted in this moment
        raise Conflict(_("The copy that was here was just deleted. Ask for it once more."))
    if present.copied_from_id != original.pk:
        raise Conflict(
            _(
                "“%(title)s” in your library is this very book, from a file that was added. "
                "It is yours to change already."
            )
            % {"title": present.title}
        )
    return present
