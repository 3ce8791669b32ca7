"""What storage keeps that nobody would miss, and its going.

find_waste -> what could be freed, for people; asks storage for all files of the organization
clean      -> frees it; a job for each organization, which can run twice and every day does

A picture of a page is drawn again when somebody opens the page, so it may go when it is old. One
of another file than the source has now, or of a form that is no longer made, is never looked at
again; nor is what was found in another recording than it has now, nor that one's copy for the web.
Apps above add what else may go (`library.registries.clean_ups`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from library import stale_uploads
from library.ingestion.stages.recordings.keeping import mark_of
from library.models import Source
from library.pictures import file_mark
from library.playing import AUDIO, VIDEO
from library.registries import clean_ups
from library.upload_parts import INCOMING
from organizations import audit, jobs
from organizations.jobs import JobKind
from organizations.models import Organization
from organizations.settings_schema import Storage
from organizations.slices import Slice
from project import storage
from project.storage import StoredFile
from project.wording import counted

KIND = "clean_storage"
CATALOGUE = UUID(int=0)  # the subject of the job for what no organization has
PICTURES = ("pages", "figures")
RECORDING, COPY = "recording", "proxy"  # what was found in one, and its copy for the web
FILES = ("original", "unlocked")  # how names of a source's own file begin
# What is younger may be about to get its row, or to lose its old name.
SETTLED_AFTER = timedelta(days=1)

OLD = ngettext_lazy(
    "Pictures of pages drawn more than %(count)s day ago",
    "Pictures of pages drawn more than %(count)s days ago",
    "number",
)
UNCONFIRMED = ngettext_lazy(
    "Uploads that nobody confirmed within %(count)s day",
    "Uploads that nobody confirmed within %(count)s days",
    "number",
)


class Why(StrEnum):
    OUTDATED = "outdated"  # a picture, or a copy of a recording, that nothing shows any more
    OLD = "old"  # a picture past its days
    LEFT = "left"  # a file that was replaced, or of a source that is gone


@dataclass(slots=True)
class Amount:
    files: int = 0
    size_bytes: int = 0

    def add(self, file: StoredFile) -> None:
        self.files += 1
        self.size_bytes += file.size_bytes


@dataclass(slots=True)
class Waste:
    """lines: (words, how much), in the order in which people read them."""

    lines: list[tuple[str | Promise, Amount]] = field(default_factory=list)

    @property
    def size_bytes(self) -> int:
        return sum(amount.size_bytes for _words, amount in self.lines)


def find_waste(organization: Organization) -> Waste:
    rules = organization.options.storage
    here = {why: Amount() for why in Why}
    for file, why in _sources_to_go(organization):
        here[why].add(file)
    lines = [
        (_("Pictures, and copies of recordings, of earlier readings"), here[Why.OUTDATED]),
        (counted(OLD, rules.pictures_days), here[Why.OLD]),
        (_("Files of earlier editions, and of sources that are gone"), here[Why.LEFT]),
        (counted(UNCONFIRMED, rules.unconfirmed_days), _amount(_unconfirmed(organization))),
    ]
    more = [(each.words(rules), _amount(each.find(organization))) for each in clean_ups]
    return Waste(lines + more)


def _amount(files: Iterable[StoredFile]) -> Amount:
    found = Amount()
    for file in files:
        found.add(file)
    return found


def _unconfirmed(organization: Organization) -> Iterator[StoredFile]:
    end = timezone.now() - _unconfirmed_age(organization)
    files = storage.list_files(f"{INCOMING}{organization.pk}/")
    return (file for file in files if file.written_at < end)


def _unconfirmed_age(organization: Organization) -> timedelta:
    return timedelta(days=organization.options.storage.unconfirmed_days)


def _sources_to_go(organization: Organization | None) -> Iterator[tuple[StoredFile, Why]]:
    """In the order of their sources."""
    rules = organization.options.storage if organization else Storage()
    keeper = str(organization.pk) if organization else "catalogue"
    rows = Source.objects.filter(organization_id=organization.pk if organization else None)
    sources = {
        str(row.pk): row for row in rows.only("file_key", "sha256", "kind", "state", "has_picture")
    }
    in_use = {row.file_key for row in sources.values()}
    for file in storage.list_files(f"o/{keeper}/sources/"):
        source_id, *folders = file.key.split("/")[3:]
        why = _why(file, folders, sources.get(source_id), rules)
        if why and file.key not in in_use:
            yield file, why


def _why(file: StoredFile, folders: list[str], source: Source | None, rules: Storage) -> Why | None:
    """folders: ["pages", MARK, "12-960.webp"], ["original.pdf"], ["media", "sun.jpg"]."""
    age = timezone.now() - file.written_at
    if source is None or (len(folders) == 1 and folders[0].startswith(FILES)):
        return Why.LEFT if age > SETTLED_AFTER else None
    if folders[0] in (RECORDING, COPY) and age > SETTLED_AFTER:
        return _why_of_recording(folders, source)
    if folders[0] not in PICTURES:
        return None
    if _is_outdated(folders, file_mark(source)):
        return Why.OUTDATED
    return Why.OLD if age > timedelta(days=rules.pictures_days) else None


def _why_of_recording(folders: list[str], source: Source) -> Why | None:
    """folders: ["recording", MARK, "frames", "1500.webp"], ["recording", MARK, "parts", …],
    ["proxy", "video.mp4"]."""
    if folders[0] == RECORDING and folders[1] != mark_of(source):
        return Why.OUTDATED
    if not source.is_readable:  # a worker goes on with what is here
        return None
    if folders[0] == RECORDING:
        return Why.LEFT if folders[2] == "parts" else None
    other = AUDIO if source.has_picture else VIDEO
    return Why.OUTDATED if "/".join(folders) == other else None


def _is_outdated(folders: list[str], mark: str) -> bool:
    """Of another file, or of another form than pictures have now."""
    kind, *rest = folders
    is_current = len(rest) == 2 and rest[0] == mark
    return not is_current or (kind == "pages" and not rest[1].endswith(".webp"))


def clean_soon(organization: Organization) -> None:
    jobs.enqueue(kind=KIND, organization_id=organization.pk, subject_id=organization.pk)


def clean_all_soon() -> int:
    """Of every organization and of the catalogue. Returns how many."""
    ids = list(Organization.objects.live().values_list("pk", flat=True))
    for organization_id in (None, *ids):
        jobs.enqueue(
            kind=KIND, organization_id=organization_id, subject_id=organization_id or CATALOGUE
        )
    return len(ids) + 1


def run(slice_: Slice) -> bool:
    organization = Organization.objects.filter(pk=slice_.job.subject_id).first()
    if organization is None and slice_.job.subject_id != CATALOGUE:
        return True
    return clean(organization, is_over=slice_.is_over)


def clean(
    organization: Organization | None, *, is_over: Callable[[], bool] = lambda: False
) -> bool:
    """False where is_over() held before the end."""
    freed, stopped = Amount(), False

    def is_enough() -> bool:
        nonlocal stopped
        stopped = stopped or is_over()
        return stopped

    for step in _steps(organization):
        for file in step(is_enough):
            freed.add(file)
        if is_enough():
            break
    if organization is not None and freed.files:
        detail = {"files": freed.files, "bytes": freed.size_bytes}
        audit.record("storage.cleaned", organization=organization, detail=detail)
    return not stopped


def _steps(
    organization: Organization | None,
) -> Iterator[Callable[[Callable[[], bool]], Iterable[StoredFile]]]:
    if organization is not None:
        yield lambda is_enough: _forget_unconfirmed(organization)
    yield lambda is_enough: _free_of_sources(organization, is_enough)
    if organization is not None:
        for each in clean_ups:
            yield lambda is_enough, each=each: each.free(organization, is_enough)


def _forget_unconfirmed(organization: Organization) -> list[StoredFile]:
    gone = list(_unconfirmed(organization))
    age = _unconfirmed_age(organization)
    stale_uploads.discard_older(age)
    storage.delete_older(f"{INCOMING}{organization.pk}/", age)
    return gone


def _free_of_sources(
    organization: Organization | None, is_over: Callable[[], bool]
) -> Iterator[StoredFile]:
    wasted = (file for file, _why in _sources_to_go(organization))
    for source_id, files in groupby(wasted, key=lambda file: file.key.split("/")[3]):
        yield from delete_files(UUID(source_id), files)
        if is_over():
            return


def delete_files(source_id: UUID, files: Iterable[StoredFile]) -> list[StoredFile]:
    """Of what is kept beside the source's own file; it counts less then."""
    gone = list(files)
    for file in gone:
        storage.delete(file.key)
    size_bytes = sum(file.size_bytes for file in gone)
    left = Greatest(F("pictures_bytes") - size_bytes, 0)
    Source.objects.filter(pk=source_id).update(pictures_bytes=left)
    return gone


def fail(organization_id: UUID, fence: int, sentence: str) -> None:
    """Nothing is lost by it: the next day's goes on; the job's row says why for operators."""


JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
