"""A new edition of a source: another file in the place of the one that was read.

It comes by the door of all files (`library.uploads`), as a row that waits; confirmed, its file
becomes the source's, which is read anew. What was made from the source stays; marks on its pages
are found again or listed (`library.registries.after_reading`).
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library import services, uploads
from library.filenames import suffix_of
from library.models import Source
from project import storage
from project.databases import CONTENT
from project.errors import Conflict, UnreadableSource


def replace_file(*, source: Source, upload: Source) -> None:
    """upload: a row that waits, whose file was sent. It is gone afterwards.

    Raises Conflict where the source is being read, or has this file already; UnreadableSource
    where the file is not what was announced, or of another kind.
    """
    require_settled(source)
    examined = uploads.examine_arrived(upload)
    try:
        _check(source, examined)
        key = _take(source, upload, examined.sha256)
    except (Conflict, UnreadableSource):
        uploads.cancel_upload(source=upload)
        raise
    old_key, source.file_key = source.file_key, key
    uploads.cancel_upload(source=upload)
    if old_key != key:
        storage.delete(old_key)
    storage.delete_prefix(f"{source.storage_prefix}captions/")
    storage.delete_prefix(f"{source.storage_prefix}pages/")
    storage.delete_prefix(f"{source.storage_prefix}figures/")
    source.refresh_from_db()
    services.start_ingestion(source)


def require_settled(source: Source) -> None:
    if source.state not in Source.FINAL:
        raise Conflict(_("This source is still being read. Wait until that has ended."))


def _check(source: Source, examined: uploads.Examined) -> None:
    if examined.kind != source.kind:
        raise UnreadableSource(
            _("A new edition has to be of the same kind of file as the one before."),
            code="other_kind",
        )
    if examined.sha256 == source.sha256:
        raise Conflict(_("This is the file that is here already. There is nothing to replace."))


def _take(source: Source, upload: Source, sha256: str) -> str:
    """The key of its file, which is now the source's."""
    suffix = suffix_of(upload.filename) or ""
    key = f"{source.storage_prefix}original-{sha256[:16]}{suffix}"
    storage.move(upload.file_key, key)
    settled = Source.objects.filter(pk=source.pk, state__in=Source.FINAL, sha256=source.sha256)
    try:
        with transaction.atomic(using=CONTENT):
            is_ours = settled.update(
                state=Source.State.QUEUED,
                file_key=key,
                filename=upload.filename,
                media_type=upload.media_type,
                size_bytes=upload.size_bytes,
                sha256=sha256,
                copied_from=None,
                captions_key="",
                captions_language="",
                version=source.version + 1,
                updated_at=timezone.now(),
            )
    except IntegrityError as error:
        storage.delete(key)
        raise Conflict(_("The same file is in the library as another source already.")) from error
    if not is_ours:
        storage.delete(key)
        raise Conflict(_("This source has just been changed. Load the page again."))
    return key
