"""Many pages of the web at once: by the site's sitemap, or from a list, into a folder of sources.

begin   -> a row that waits, as an upload does; a worker looks for the site's pages
           people see them, and choose
choose  -> the folder; a worker adds its pages one by one (`library.web.site_stages`)

No link is followed: what the sitemaps name is all there is. What is not chosen within a day is
forgotten, as an upload that was not confirmed.
"""

import json
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from library import services
from library.addresses import kinds, web
from library.addresses.adding import shown
from library.ingestion import sandbox
from library.ingestion.parsers.base import Addresses
from library.models import Source
from library.quota import room_for
from library.sharing import Audience
from library.web.fetching import fetch
from library.web.politeness import Interrupted, sitemaps_of
from organizations import jobs
from organizations.jobs import JobKind
from organizations.models import Organization
from organizations.slices import Slice
from project import storage
from project.databases import CONTENT
from project.errors import Conflict, Invalid, UnreadableSource
from project.outgoing import Limits
from project.text.storable import storable

KIND, SITE = "survey_site", "site"
SITEMAPS = (".xml", ".xml.gz", ".txt", ".txt.gz")
MOST_SITEMAPS = 20
NO_SITEMAP = {"not_there", "not_given", "no_sitemap"}  # where we only tried
MOST_FOUND = 1_000  # pages that people choose from
LIMITS = Limits(connect_s=10, first_byte_s=20, idle_s=10, total_s=45, size_bytes=10 * 1024**2)


@dataclass(slots=True)
class Survey:
    """What was found of a site, kept in storage until its pages are in.

    address: of the site or its sitemap; "" for a list. state: looking, found or failed.
    pages: addresses, each once, in order. left_out: how many more there are.
    chosen: those that people want.
    """

    address: str = ""
    state: str = "looking"
    problem: str = ""
    pages: list[str] = field(default_factory=list)
    left_out: int = 0
    chosen: list[str] = field(default_factory=list)


def begin(*, written: str, user: User, organization: Organization, audience: Audience) -> Source:
    """One address is a site or its sitemap; several are the pages themselves, a line each.

    Raises UnreadableSource for what is no address, and where storage is full.
    """
    lines = [line for line in map(str.strip, storable(written).splitlines()) if line]
    survey = _survey_of(lines)
    source = Source(
        organization_id=organization.pk,
        added_by_id=user.pk,
        owner_id=user.pk if audience == Audience.ALONE else None,
        is_restricted=audience == Audience.CHOSEN,
        state=Source.State.UPLOADING,
        kind=SITE,
        title=_title(survey)[:300],
        filename=_title(survey)[:255],
        media_type="application/json",
    )
    source.file_key = f"{source.storage_prefix}site.json"
    source.size_bytes = len(_packed(survey))
    with room_for(organization.pk, source.size_bytes, filename=source.title, user_id=user.pk):
        source.save(force_insert=True)
    keep(source, survey)
    if survey.state == "looking":
        jobs.enqueue(kind=KIND, organization_id=organization.pk, subject_id=source.pk)
    return source


def _survey_of(lines: list[str]) -> Survey:
    if not lines:
        raise Invalid(_("Write the address of a site, or the addresses of its pages."))
    if len(lines) == 1:
        address = web.recognise(lines[0])
        if address is None:
            raise kinds.no_address(lines[0])
        return Survey(address)
    return _found(Survey(), [kinds.recognise(line)[1] for line in lines])


def _found(survey: Survey, addresses: list[str]) -> Survey:
    pages = list(dict.fromkeys(addresses))
    survey.state, survey.pages = "found", pages[:MOST_FOUND]
    survey.left_out = len(pages) - len(survey.pages)
    return survey


def _title(survey: Survey) -> str:
    return shown(survey.address or survey.pages[0]).partition("/")[0]


def keep(source: Source, survey: Survey) -> None:
    data = _packed(survey)
    storage.save_bytes(source.file_key, data)
    source.size_bytes = len(data)


def _packed(survey: Survey) -> bytes:
    return json.dumps(asdict(survey)).encode()


def survey_of(source: Source) -> Survey:
    kept: dict[str, Any] = json.loads(storage.read_bytes(source.file_key))
    return Survey(**kept)


def choose(source: Source, chosen: list[str]) -> None:
    """Raises Invalid for none, or too many; Conflict where they were chosen already."""
    survey = survey_of(source)
    survey.chosen = [address for address in survey.pages if address in set(chosen)]
    if not survey.chosen:
        raise Invalid(_("Choose at least one page."))
    if len(survey.chosen) > settings.WEB_SITE_PAGES:
        said = _("Choose at most %(most)s pages at a time.")
        raise Invalid(said % {"most": settings.WEB_SITE_PAGES})
    keep(source, survey)
    waiting = Source.objects.filter(pk=source.pk, state=Source.State.UPLOADING)
    with transaction.atomic(using=CONTENT):
        is_ours = waiting.update(
            state=Source.State.QUEUED, size_bytes=source.size_bytes, updated_at=timezone.now()
        )
    if not is_ours:
        raise Conflict(_("These pages are being added already."))
    source.refresh_from_db()
    services.start_ingestion(source)


# --- the worker: which pages a site has ---


def run(slice_: Slice) -> bool:
    source = Source.objects.filter(pk=slice_.job.subject_id, state=Source.State.UPLOADING).first()
    if source is None:
        return True
    survey = survey_of(source)
    try:
        _found(survey, _pages_of(survey.address, slice_))
        if not survey.pages:
            raise _without_list()
    except Interrupted:
        return False
    except UnreadableSource as error:
        survey.state, survey.problem = "failed", str(error)
    _save(source, survey)
    return True


def _save(source: Source, survey: Survey) -> None:
    keep(source, survey)
    Source.objects.filter(pk=source.pk).update(size_bytes=source.size_bytes)


def _without_list() -> UnreadableSource:
    return UnreadableSource(
        _(
            "The site has no list of its pages (a sitemap) with any below this address. Paste the "
            "addresses of the pages that you need, a line each."
        ),
        code="no_sitemap",
    )


def _pages_of(address: str, slice_: Slice) -> list[str]:
    """What the sitemaps name on the same host and below the address, as it is written here.

    Of several sitemaps one may be missing. Raises UnreadableSource where none is to be had.
    """
    is_sitemap = urlsplit(address).path.endswith(SITEMAPS)
    start = [address] if is_sitemap else _sitemaps_of(address, slice_)
    waiting, seen = deque(start), set(start)
    pages: list[str] = []
    problem: UnreadableSource | None = None
    for _time in range(MOST_SITEMAPS):
        if not waiting or len(pages) > MOST_FOUND:
            break
        slice_.is_over()  # asks for more time where the lease needs it
        try:
            found = _read(waiting.popleft(), slice_)
        except UnreadableSource as error:
            problem = problem or error
            continue
        pages += [page for page in found.pages if _belongs(page, address, anywhere=is_sitemap)]
        fresh = [each for each in found.sitemaps if _same_host(each, address) and each not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    if problem is not None and not pages:
        raise problem if is_sitemap or problem.code not in NO_SITEMAP else _without_list()
    return [written for page in pages if (written := web.recognise(page)) is not None]


def _sitemaps_of(address: str, slice_: Slice) -> list[str]:
    named = sitemaps_of(address, is_over=slice_.is_over)
    here = [each for each in named if _same_host(each, address)]
    return here or [urljoin(address, "/sitemap.xml")]


def _read(address: str, slice_: Slice) -> Addresses:
    body = fetch(address, limits=LIMITS, is_over=slice_.is_over).body
    with storage.workspace() as folder:
        path = folder / "sitemap"
        path.write_bytes(body)
        return sandbox.read_addresses(SITE, path)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _same_host(address: str, site: str) -> bool:
    return _host(address) == _host(site)


def _belongs(page: str, site: str, *, anywhere: bool) -> bool:
    below = "" if anywhere else urlsplit(site).path.rpartition("/")[0]
    return _same_host(page, site) and urlsplit(page).path.startswith(f"{below}/" if below else "")


def fail(source_id: UUID, fence: int, sentence: str) -> None:
    source = Source.objects.filter(pk=source_id, state=Source.State.UPLOADING).first()
    if source is not None:
        survey = survey_of(source)
        survey.state, survey.problem = "failed", sentence
        _save(source, survey)


def asked_by(source_id: UUID) -> UUID | None:
    return Source.objects.filter(pk=source_id).values_list("added_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail, asked_by=asked_by)
