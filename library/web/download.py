"""The stage "download" of a source that has an address: the page, then its pictures one by one.

Whatever the address turns out to hold is read as what it is: a PDF that is served as HTML is a
PDF. Killed anywhere, the next worker goes on at the picture that was not noted.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from library.addresses import kinds
from library.filenames import clean_filename, suffix_of
from library.ingestion import sandbox
from library.ingestion.parsers.registry import KINDS, PDF_MAGIC, RECORDED, recognise
from library.ingestion.work import Work
from library.ingestion.workspace import close_workspace
from library.models import Source, Watch
from library.quota import require_room
from library.web import earlier, packages, pictures
from library.web.fetching import fetch
from library.web.politeness import Interrupted
from organizations.models import Organization
from project import storage
from project.errors import UnreadableSource
from project.outgoing import Fetched

STAGE = "download"
WEB = "web"
HTML = {"text/html", "application/xhtml+xml"}
# What a server says a file is -> the ending that its name lacks.
ENDINGS = {"text/plain": ".txt", "text/markdown": ".md", "application/epub+zip": ".epub"}
# What is packed or played: it comes in by the door of files.
NOT_ALONE = {"zip", "openstax", "htmlz", *RECORDED}


def run(work: Work) -> None:
    """The stage of all addresses, whatever their kind."""
    kinds.fetcher(work.source.address)(work)


def fetch_page(work: Work) -> None:
    try:
        if not work.done(STAGE):
            _take_page(work)
        if work.source.kind == WEB and not work.is_done(STAGE):
            pictures.take(work)
    except Interrupted:
        return  # the stage goes on when the worker comes back to it


@dataclass(frozen=True, slots=True)
class Arrived:
    """fingerprint: of its text, where it is a page; of its bytes otherwise."""

    path: Path
    kind: str
    suffix: str
    fingerprint: str
    sha256: str

    @property
    def size_bytes(self) -> int:
        return self.path.stat().st_size


def _take_page(work: Work) -> None:
    source = work.source
    watch = watch_of(source)
    with storage.workspace() as folder:
        try:
            found = fetch(source.address, is_over=work.is_over)
            arrived = arrive(source, found, folder)
        except UnreadableSource as error:
            if not source.file_key:
                raise
            _keep_what_is_here(work, error)
            return
        if source.file_key and arrived.fingerprint == watch.fingerprint and _is_whole(work):
            _note(watch, found, arrived)
            _close(work)
            return
        _take(work, found, arrived, watch)


def _is_whole(work: Work) -> bool:
    """False for a page whose pictures were still to come when it was left."""
    return work.source.kind != WEB or not packages.is_draft(work.path)


def _take(work: Work, found: Fetched, arrived: Arrived, watch: Watch) -> None:
    """In the place of what was there; the text that it had is kept to be read."""
    source = work.source
    _require_room(source, arrived.size_bytes)
    if source.file_key and watch.fetched_at and arrived.fingerprint != watch.fingerprint:
        earlier.keep_text(source, watch.fetched_at)
    key = f"{source.storage_prefix}original-{arrived.sha256[:16]}{arrived.suffix}"
    storage.save_file(key, arrived.path)
    before, source.file_key = source.file_key, key
    source.kind, source.sha256 = arrived.kind, arrived.sha256
    source.size_bytes = arrived.size_bytes
    source.media_type = storage.media_type_of(key)
    source.filename = _filename(source, arrived.suffix)
    wanted = pictures.wanted(arrived.path) if arrived.kind == WEB else []
    if wanted:
        work.row.receipt[pictures.WANTED] = wanted
    elif arrived.kind == WEB:
        pictures.name(source, arrived.path, {})
    try:
        with work.writing(STAGE, done=1, total=1 + len(wanted)):
            work.save_source(
                "file_key", "kind", "sha256", "size_bytes", "media_type", "filename", "page_count"
            )
            _note(watch, found, arrived)
    except IntegrityError as error:
        storage.delete(key)
        raise UnreadableSource(
            _("The file at this address is in the library as another source already."),
            code="duplicate",
        ) from error
    _forget(work, before)


def _forget(work: Work, before: str) -> None:
    """The file of an earlier text, and what is made from it."""
    source = work.source
    if before and before != source.file_key:
        storage.delete(before)
        storage.delete_prefix(f"{source.storage_prefix}pages/")
        storage.delete_prefix(f"{source.storage_prefix}figures/")
    close_workspace(source)
    work.__dict__.pop("path", None)  # the file is another one


def _keep_what_is_here(work: Work, error: UnreadableSource) -> None:
    """It was read before: the text that is here is read again, and people are told."""
    said = _("It could not be fetched again; the text that was here is read. %(why)s")
    work.row.receipt["fetch_warnings"] = [said % {"why": error}]
    _close(work)


def _close(work: Work) -> None:
    with work.writing(STAGE, done=1, total=1):
        pass


def arrive(source: Source, found: Fetched, folder: Path) -> Arrived:
    """What was fetched as a file on this machine, told what it is.

    Raises UnreadableSource for what is nothing that is read here.
    """
    path = folder / "arrived"
    kind, suffix = _kind_of(found)
    if kind == WEB:
        suffix = ".htmlz"
        packages.write_package(path, found)
    else:
        path.write_bytes(found.body)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    fingerprint = text_mark(path) if kind == WEB else sha256
    return Arrived(path, kind, suffix, fingerprint, sha256)


def _kind_of(found: Fetched) -> tuple[str, str]:
    """Kind and ending, by the bytes first, then by what the server says, then by the name."""
    if found.body.startswith(PDF_MAGIC):
        return "pdf", ".pdf"
    if not found.body.strip():
        raise UnreadableSource(_("The page at this address is empty."), code="empty")
    name = clean_filename(urlsplit(found.url).path)
    if found.content_type in HTML or _looks_like_html(found.body):
        return WEB, ""
    ending = suffix_of(name) or ENDINGS.get(found.content_type, "")
    kind = recognise(found.body, f"page{ending}") if ending else None
    if kind == "html":
        return WEB, ""
    if kind is None or kind in NOT_ALONE:
        raise UnreadableSource(
            _(
                "What is at this address is neither a page nor a document that can be read here "
                "(%(type)s). If it is a file, save it and upload it."
            )
            % {"type": found.content_type or "?"},
            code="unsupported_kind",
        )
    return kind, ending


def _looks_like_html(body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def text_mark(path: Path) -> str:
    """Of the main text of a package, whatever stands around it. Raises UnreadableSource."""
    mark = hashlib.sha256()
    count = sandbox.inspect(WEB, path).page_count
    for page in sandbox.read_pages(WEB, path, 0, count):
        for block in page.blocks:
            mark.update(f"{block.kind}\0{block.text}\0".encode())
    return mark.hexdigest()


def watch_of(source: Source) -> Watch:
    watch, _created = Watch.objects.get_or_create(
        source=source, defaults={"organization_id": source.organization_id}
    )
    return watch


def _note(watch: Watch, found: Fetched, arrived: Arrived) -> None:
    """What its server said of this text, to be asked whether there is another."""
    if watch.fingerprint != arrived.fingerprint:
        watch.fetched_at = timezone.now()
    watch.etag = found.headers.get("etag", "")[:200]
    watch.last_modified = found.headers.get("last-modified", "")[:60]
    watch.fingerprint = arrived.fingerprint
    watch.looked_at, watch.failures, watch.problem = timezone.now(), 0, ""
    watch.save()


def _filename(source: Source, suffix: str) -> str:
    stem = source.filename
    known = (ending for kind in KINDS.values() for ending in kind.extensions)
    for ending in (*known, ".htmlz"):
        stem = stem.removesuffix(ending)
    return clean_filename(f"{stem}{suffix}")


def _require_room(source: Source, more: int) -> None:
    if source.organization_id is not None:
        organization = Organization.objects.get(pk=source.organization_id)
        grown = max(more - source.size_bytes, 0)
        require_room(organization, grown, filename=source.title, user_id=source.added_by_id)
    if source.folder_id is not None:
        rows = Source.objects.filter(folder_id=source.folder_id).exclude(pk=source.pk)
        used = rows.aggregate(total=Sum("size_bytes", default=0))["total"]
        if used + more > settings.WEB_SITE_BYTES:
            raise UnreadableSource(
                _("The pages of this site are together larger than a folder may be."),
                code="site_too_large",
            )
