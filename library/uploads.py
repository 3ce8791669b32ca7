"""The one door by which files come in: create, send, confirm.

create_upload  -> a row (UPLOADING) and a signed link, or for a large file the size of its parts
                  the browser sends the file there, to incoming/…
upload_parts   -> of a large file: what is here, and links for what is not
confirm_upload -> moves it out of the link's reach, looks at it, hashes it;
                  a file that is here already gives way to the one that was first
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from library import kept_files, services
from library.bundles import ZIP, is_bundle
from library.filenames import clean_filename, suffix_of, title_from
from library.ingestion.parsers.registry import RECORDED, is_zip, recognise
from library.models import Source
from library.packing import pack_folder
from library.page_counts import count_pages
from library.quota import require_room, room_for
from library.sharing import Audience
from library.side_files import taking
from library.upload_parts import incoming_key, join_parts
from organizations.models import Organization
from organizations.scoping import catalogue_scope, scope
from project import storage
from project.databases import CONTENT
from project.errors import Conflict, Invalid, NotFound, UnreadableSource
from project.storage import FileMissing, UploadTarget
from project.storage.base import PART_BYTES
from project.text.storable import storable
from project.wording import grouped

# More than a link lives: what is older, and has no row, can no longer arrive.
STALE_AFTER = timedelta(days=1)
# Enough for the mark of every kind, also where some bytes stand before it.
RECOGNISE_BYTES = 4096
# A larger one comes in parts, so that what has arrived need not be sent again.
IN_ONE_PIECE_BYTES = 2 * PART_BYTES
# Formats that are read by no parser -> the one that their own program saves today.
LEGACY = {
    "doc": "docx", "dot": "docx", "ppt": "pptx", "pps": "pptx", "xls": "xlsx", "pages": "docx",
    "key": "pptx", "numbers": "xlsx", "odp": "pptx", "ods": "xlsx", "mobi": "epub", "azw3": "epub",
}  # fmt: skip

HERE_WITHOUT = gettext_lazy(
    "The recording is in the library already. Give it these captions on its own page."
)


@dataclass(frozen=True, slots=True)
class Adder:
    """For whom a file comes in; with neither, for the global catalogue."""

    organization_id: UUID | None = None
    user_id: UUID | None = None
    is_here: bool = False  # the file is on this machine: no parts
    folder_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What its sender says of a file. sha256: hexadecimal, checked at confirm; "" says nothing.

    audience: who sees it from the first moment on.
    """

    title: str = ""
    description: str = ""
    sha256: str = ""
    audience: Audience = Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class Beside:
    """Captions that come with a recording. name: as they were called where they come from."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Upload:
    """target: None for a file that comes in parts."""

    source: Source
    target: UploadTarget | None


@dataclass(frozen=True, slots=True)
class Examined:
    """sha256: hexadecimal. page_count: 0 where only reading it can tell."""

    kind: str
    sha256: str
    page_count: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """is_duplicate: the file was here already; `source` is the one that was first.

    captions_problem: why captions that came beside it were not taken.
    """

    source: Source
    is_duplicate: bool
    captions_problem: str = ""


def create_upload(
    *,
    user: User,
    organization: Organization,
    filename: str,
    size_bytes: int,
    media_type: str = "",
    about: About | None = None,
) -> Upload:
    """A source that waits for its file, and where to send it.

    media_type: what the sender takes it for; what counts is the name and, later, the bytes.
    audience: who sees it from the first moment on.
    Raises UnreadableSource for a size or a kind that cannot be taken, and where storage is full.
    """
    return _announce(
        Adder(organization.pk, user.pk), filename=filename, size_bytes=size_bytes, about=about
    )


def _announce(
    adder: Adder, *, filename: str, size_bytes: int, about: About | None = None
) -> Upload:
    filename = clean_filename(filename)
    suffix = _check_announcement(filename, size_bytes)
    about = about or About()
    title = " ".join(storable(about.title).split())[:300]
    source = Source(
        organization_id=adder.organization_id,
        added_by_id=adder.user_id,
        folder_id=adder.folder_id,
        owner_id=adder.user_id if about.audience == Audience.ALONE else None,
        is_restricted=about.audience == Audience.CHOSEN,
        state=Source.State.UPLOADING,
        title=title or title_from(filename),
        title_is_given=bool(title),
        description=storable(about.description).strip(),
        announced_sha256=about.sha256.lower(),
        filename=filename,
        media_type=storage.media_type_of(filename),
        size_bytes=size_bytes,
    )
    source.file_key = f"{source.storage_prefix}original{suffix}"
    if size_bytes > IN_ONE_PIECE_BYTES and not adder.is_here:
        source.part_bytes = PART_BYTES
    with room_for(adder.organization_id, size_bytes, filename=filename, user_id=adder.user_id):
        source.save(force_insert=True)
    return Upload(source, _target(source))


def _target(source: Source) -> UploadTarget | None:
    """A store is told of parts once there is a row that it can be swept by."""
    key, media_type = incoming_key(source), source.media_type
    if not source.part_bytes:
        return storage.upload_target(key, size_bytes=source.size_bytes, media_type=media_type)
    source.upload_id = storage.begin_parts(key, media_type=media_type)
    source.save(update_fields=["upload_id"])
    return None


def _check_announcement(filename: str, size_bytes: int) -> str:
    suffix = suffix_of(filename)
    if suffix is None:
        raise _unsupported(filename)
    if size_bytes <= 0:
        raise UnreadableSource(
            _("“%(name)s” is empty: it has no bytes. Check the file and add it again.")
            % {"name": filename},
            code="empty",
        )
    if size_bytes > settings.MAX_UPLOAD_BYTES:
        raise UnreadableSource(
            _(
                "“%(name)s” has %(size)s, and a file can have at most %(limit)s. Split it, or "
                "save it smaller."
            )
            % {
                "name": filename,
                "size": filesizeformat(size_bytes),
                "limit": filesizeformat(settings.MAX_UPLOAD_BYTES),
            },
            code="too_large",
        )
    return suffix


def _unsupported(filename: str) -> UnreadableSource:
    today = LEGACY.get(filename.lower().rpartition(".")[2])
    if today:
        said = _(
            "“%(name)s” is in an old format. Open it in the program that made it (or in "
            "LibreOffice), save it as .%(today)s, and add that."
        )
        return UnreadableSource(said % {"name": filename, "today": today}, code="unsupported_kind")
    said = _(
        "“%(name)s” is of a kind that cannot be read here. Choose a PDF, an OpenStax book as an "
        "archive (.tar.gz, .tgz or .zip), a file of Word, PowerPoint, Excel or LibreOffice Writer, "
        "an e-book (.epub), a web page, Markdown, RTF or plain text, a video or a sound."
    )
    return UnreadableSource(said % {"name": filename}, code="unsupported_kind")


def confirm_upload(*, source: Source) -> Confirmed:
    """Check the file that has arrived and start reading it; again, it says the same again.

    Raises Conflict where the file has not arrived, and UnreadableSource where it is not what
    was announced, of no known kind or of too many pages, or storage is full: then the source
    is gone.
    """
    if source.state != Source.State.UPLOADING:
        return Confirmed(source, is_duplicate=False)
    try:
        _take_in(source)
        examined = _examine(source)
        _require_still_room(source)
    except FileMissing:  # another confirm was quicker
        return outcome_of(source.organization_id, source.pk)
    except UnreadableSource:
        discard_upload(source)
        raise
    return _claim(source, examined)


def examine_arrived(source: Source) -> Examined:
    """The file that was sent for a row that waits, out of the link's reach.

    Raises Conflict where it has not arrived, NotFound where the row waits no longer, and
    UnreadableSource as `confirm_upload` does: then the row is gone.
    """
    if source.state != Source.State.UPLOADING:
        raise NotFound(_("There is no such upload: it was cancelled, or is too old."))
    try:
        _take_in(source)
        examined = _examine(source)
        _require_still_room(source)
    except FileMissing as error:
        raise NotFound(_("There is no such upload: it was cancelled, or is too old.")) from error
    except UnreadableSource:
        discard_upload(source)
        raise
    return examined


def _take_in(source: Source) -> None:
    """Out of the link's reach: what is examined from here on can no longer be changed."""
    try:
        join_parts(source)
        storage.move(incoming_key(source), source.file_key)
    except FileMissing as error:
        waiting = Source.objects.filter(pk=source.pk, state=Source.State.UPLOADING).exists()
        if waiting and not storage.exists(source.file_key):
            raise Conflict(
                _("“%(name)s” has not arrived yet. Send the file, then confirm it.")
                % {"name": source.filename}
            ) from error


def _examine(source: Source) -> Examined:
    size_bytes = storage.size_of(source.file_key)
    if size_bytes != source.size_bytes:
        raise UnreadableSource(
            _(
                "“%(name)s” arrived with %(arrived)s bytes, but %(announced)s were announced. "
                "Add it again."
            )
            % {
                "name": source.filename,
                "arrived": grouped(size_bytes),
                "announced": grouped(source.size_bytes),
            },
            code="wrong_size",
        )
    first = storage.read_start(source.file_key, RECOGNISE_BYTES)
    kind = recognise(first, source.filename)
    if kind is None:
        raise _unsupported(source.filename)
    if source.organization_id and is_zip(kind, first) and is_bundle(source):
        kind = ZIP  # the catalogue has titles, and no folders
    sha256, _size = storage.sha256_of(source.file_key)
    if source.announced_sha256 not in ("", sha256):
        raise UnreadableSource(
            _("“%(name)s” has changed on its way: its checksum is another. Add it again.")
            % {"name": source.filename},
            code="wrong_checksum",
        )
    return Examined(kind, sha256, count_pages(source, kind))


def _require_still_room(source: Source) -> None:
    """Its own bytes are counted already; the limit may be a lower one by now."""
    if source.organization_id is not None:
        organization = Organization.objects.get(pk=source.organization_id)
        require_room(organization, 0, filename=source.filename, user_id=source.added_by_id)


def _claim(source: Source, examined: Examined) -> Confirmed:
    """Of several confirms the database lets one through; it starts the reading."""
    waiting = Source.objects.filter(pk=source.pk, state=Source.State.UPLOADING)
    own_key, lender = source.file_key, kept_files.lender_of(source, examined.sha256)
    try:
        with transaction.atomic(using=CONTENT):
            is_ours = waiting.update(
                state=Source.State.QUEUED,
                file_key=kept_files.lent(lender) or own_key,
                kind=examined.kind,
                sha256=examined.sha256,
                page_count=examined.page_count,
                updated_at=timezone.now(),
                **_without_captions(examined.kind),
            )
    except IntegrityError:
        return _give_way(source, examined.sha256)
    if not is_ours:
        return outcome_of(source.organization_id, source.pk)
    source.refresh_from_db()
    if source.file_key != own_key:
        storage.delete(own_key)
    services.start_ingestion(source)
    return Confirmed(source, is_duplicate=False)


def _without_captions(kind: str) -> dict[str, str]:
    """What was called a recording and is none has no use for those that came beside it."""
    return {} if kind in RECORDED else {"captions_key": "", "captions_language": ""}


def _give_way(source: Source, sha256: str) -> Confirmed:
    """The same file is here already: this row and its file go, the first one stays."""
    first = (
        Source.objects.filter(
            organization_id=source.organization_id,
            owner_id=source.owner_id,
            is_restricted=False,
            sha256=sha256,
        )
        .exclude(state=Source.State.DELETING)
        .first()
    )
    if first is None:  # it was deleted in this moment
        raise Conflict(_("The same file was just deleted here. Confirm once more."))
    cache.set(_told(source.organization_id, source.pk), str(first.pk), STALE_AFTER.total_seconds())
    discard_upload(source)
    failed = Source.objects.filter(pk=first.pk, state=Source.State.FAILED)
    if failed.update(state=Source.State.QUEUED):  # of several, one starts it again
        first.refresh_from_db()
        services.start_ingestion(first)
    return Confirmed(first, is_duplicate=True)


def outcome_of(organization_id: UUID | None, source_id: UUID) -> Confirmed:
    """What came of an upload that was confirmed before. Raises NotFound."""
    source = Source.objects.filter(organization_id=organization_id, pk=source_id).first()
    if source is not None:
        return Confirmed(source, is_duplicate=False)
    first_id = cache.get(_told(organization_id, source_id))
    first = Source.objects.filter(organization_id=organization_id, pk=first_id).first()
    if first is None:
        raise NotFound(
            _("There is no such upload: it was cancelled, or is too old. Add the file again.")
        )
    return Confirmed(first, is_duplicate=True)


def _told(organization_id: UUID | None, source_id: UUID) -> str:
    return f"upload-was-duplicate:{organization_id}:{source_id}"


def cancel_upload(*, source: Source) -> None:
    """Forget an upload that was not confirmed. Raises Conflict where it was."""
    if not discard_upload(source):
        raise Conflict(_("This file has arrived already. Delete the source instead."))


def discard_upload(source: Source) -> bool:
    """Delete a row that still waits, and its files. False where it waits no longer."""
    with transaction.atomic(using=CONTENT):
        row = (
            Source.objects.select_for_update()
            .filter(pk=source.pk, state=Source.State.UPLOADING)
            .first()
        )
        if row is None:
            return False
        row.delete()
    storage.close_upload(incoming_key(source), source.upload_id)
    storage.delete_prefix(source.storage_prefix)
    return True


def add_file(
    *,
    path: Path,
    user: User,
    organization: Organization,
    title: str = "",
    beside: Beside | None = None,
) -> Confirmed:
    """The same door for a file on this machine, or for the folder of an OpenStax book.

    Raises UnreadableSource as create_upload and confirm_upload do, and for a missing path.
    """
    adder = Adder(organization.pk, user.pk, is_here=True)
    with scope(organization.pk):
        return _add_path(path, adder, title, beside)


def add_catalogue_file(*, path: Path, title: str = "") -> Confirmed:
    """The same for the global catalogue, which belongs to no organization."""
    with catalogue_scope():
        return _add_path(path, Adder(is_here=True), title)


def _add_path(path: Path, adder: Adder, title: str, beside: Beside | None = None) -> Confirmed:
    if not path.is_dir():
        return _add(path, adder, title, beside=beside)
    with storage.workspace() as folder:
        packed = folder / f"{path.resolve().name}.tar.gz"
        pack_folder(path, packed)
        return _add(packed, adder, title)


def add_from_folder(
    *, folder: Source, path: Path, filename: str, beside: Beside | None = None
) -> Confirmed:
    """A file that came in a ZIP, inside a scope: added by whom the ZIP was, for whom it is.

    beside: captions that came with it. Raises as create_upload and confirm_upload do.
    """
    audience = Audience.EVERYBODY
    if folder.owner_id is not None:
        audience = Audience.ALONE
    elif folder.is_restricted:
        audience = Audience.CHOSEN
    adder = Adder(folder.organization_id, folder.added_by_id, is_here=True, folder_id=folder.pk)
    about = About(audience=audience)
    return _add(path, adder, "", filename=filename, about=about, beside=beside)


def _add(
    path: Path,
    adder: Adder,
    title: str,
    *,
    filename: str = "",
    about: About | None = None,
    beside: Beside | None = None,
) -> Confirmed:
    if not path.is_file():
        raise UnreadableSource(
            _("There is no file at %(path)s. Check the path.") % {"path": storable(str(path))},
            code="missing",
        )
    size_bytes = path.stat().st_size
    filename = filename or path.name
    source = _announce(adder, filename=filename, size_bytes=size_bytes, about=about).source
    if title:
        services.rename_source(source, title=title)
    try:
        storage.save_file(incoming_key(source), path)
    except BaseException:
        discard_upload(source)
        raise
    problem = _take_captions(source, beside) if beside else ""
    confirmed = confirm_upload(source=source)
    if beside and confirmed.is_duplicate and not confirmed.source.captions_key:
        problem = problem or str(HERE_WITHOUT)
    return replace(confirmed, captions_problem=problem)


def _take_captions(source: Source, beside: Beside) -> str:
    """Why they were not taken, or "": the recording comes in without them."""
    try:
        taking.take(source, name=beside.name, content=beside.path.read_bytes())
    except (UnreadableSource, Invalid) as error:
        return error.message
    return ""
