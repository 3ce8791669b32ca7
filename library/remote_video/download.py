"""The stage "take_video": the file of a source that is a video at an address.

What has come is kept in the source's workspace between slices: the next one goes on with it where
the server lets it, on the same machine. Elsewhere, and after a kill in the midst, it begins anew.
"""

import hashlib
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from library.filenames import clean_filename
from library.ingestion.parsers.registry import AUDIO_ENDINGS, VIDEO_ENDINGS
from library.ingestion.remote_video import troubles
from library.ingestion.remote_video.fetching import Found, Progress, fetch_video
from library.ingestion.remote_video.troubles import Trouble
from library.ingestion.work import Work
from library.ingestion.workspace import close_workspace, folder_of
from library.models import Source
from library.quota import require_room
from library.remote_video.allowing import is_allowed_to
from library.remote_video.saying import refusal
from organizations import stopping
from organizations.models import Organization
from project import storage
from project.errors import UnreadableSource
from project.outgoing import MEGABYTE

STAGE = "take_video"
MOST_S = 2 * 3600.0  # of one video, over all slices
HTML = (b"<!doctype", b"<html")


def run(work: Work) -> None:
    """A file that is here is read again as it is: a video is not looked for anew."""
    source = work.source
    if source.file_key and storage.exists(source.file_key):
        with _finishing(work):
            pass
        return
    if not is_allowed_to(source.added_by_id):
        raise refusal(troubles.SWITCHED_OFF)
    try:
        path = fetch_video(
            source.address,
            folder_of(source) / "video",
            most_bytes=settings.MAX_UPLOAD_BYTES,
            found=partial(_describe, work),
            is_over=partial(_is_over, work),
        )
    except Trouble as trouble:
        raise refusal(trouble.code) from trouble
    if path is not None:
        _keep(work, path)


def _is_over(work: Work, progress: Progress | None) -> bool:
    """A server that can only begin anew is heard out, unless the worker has to end."""
    if work.row.stages[STAGE]["seconds"] > MOST_S:
        raise refusal(troubles.SLOW)
    done = progress.done // MEGABYTE if progress else 0
    total = progress.total // MEGABYTE if progress else 0
    with work.writing(STAGE, done=done, total=max(total, done) + 1):
        pass
    can_wait = progress is not None and progress.goes_on
    return work.is_over() and (can_wait or stopping.is_asked())


def _describe(work: Work, found: Found) -> None:
    source = work.source
    _require_room(source, found.size_bytes)
    if found.title and not source.title_is_given:
        source.title = found.title
    source.authors = [found.uploader] if found.uploader else []
    source.licence = found.licence
    said = (found.title, found.uploader, found.page or source.address)
    source.attribution = ". ".join(filter(None, said))
    with work.row.holding(work.slice.fence):
        work.save_source("title", "authors", "licence", "attribution")


def _keep(work: Work, path: Path) -> None:
    source = work.source
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        if file.read(1024).lstrip().lower().startswith(HTML):
            raise refusal(troubles.NO_VIDEO)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    _require_room(source, size_bytes)
    suffix = path.suffix.lower()
    if suffix not in (*VIDEO_ENDINGS, *AUDIO_ENDINGS):
        suffix = VIDEO_ENDINGS[0]  # what it holds is found out when it is looked into
    source.file_key = f"{source.storage_prefix}original{suffix}"
    storage.save_file(source.file_key, path)
    source.kind = "audio" if suffix in AUDIO_ENDINGS else "video"
    source.sha256, source.size_bytes = sha256, size_bytes
    source.media_type = storage.media_type_of(source.file_key)
    source.filename = clean_filename(f"{source.title[:240]}{suffix}")
    try:
        with _finishing(work):
            work.save_source("file_key", "kind", "sha256", "size_bytes", "media_type", "filename")
    except IntegrityError as error:
        storage.delete(source.file_key)
        raise UnreadableSource(
            _("The file at this address is in the library as another source already."),
            code="duplicate",
        ) from error
    close_workspace(source)
    work.__dict__.pop("path", None)


def _require_room(source: Source, size_bytes: int) -> None:
    """Raises UnreadableSource."""
    if source.organization_id is not None:
        organization = Organization.objects.get(pk=source.organization_id)
        require_room(organization, size_bytes, filename=source.title, user_id=source.added_by_id)


def _finishing(work: Work) -> AbstractContextManager[None]:
    total = max(work.source.size_bytes // MEGABYTE, 1)
    return work.writing(STAGE, done=total, total=total)
