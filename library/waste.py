"""What storage keeps that nobody would miss, and its going.

find_waste -> what could be freed, for people; asks storage for all files of the organization
clean      -> frees it; a job for each organization, which can run twice and every day does

A picture of a page is drawn again when somebody opens the page, so it may go when it is old. One
of an earlier reading, or of a form that is no longer made, is never looked at again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from library.models import Source
from library.upload_parts import INCOMING
from library.uploads import STALE_AFTER, discard_stale_uploads
from organizations import audit, jobs
from organizations.jobs import JobKind
from organizations.models import Organization
from organizations.settings_schema import Storage
from organizations.slices import Slice
from project import storage
from project.storage import StoredFile

KIND = "clean_storage"
CATALOGUE = UUID(int=0)  # the subject of the job for what no organization has
PICTURES = ("pages", "figures")


@dataclass(slots=True)
class Amount:
    files: int = 0
    size_bytes: int = 0

    def add(self, file: StoredFile) -> None:
        self.files += 1
        self.size_bytes += file.size_bytes


@dataclass(frozen=True, slots=True)
class Waste:
    """outdated: pictures that nothing shows any more. old: pictures past their days.
    unconfirmed: what was sent a day ago or earlier and never confirmed."""

    outdated: Amount
    old: Amount
    unconfirmed: Amount

    @property
    def size_bytes(self) -> int:
        return self.outdated.size_bytes + self.old.size_bytes + self.unconfirmed.size_bytes


def find_waste(organization: Organization) -> Waste:
    waste = Waste(Amount(), Amount(), Amount())
    for file, is_outdated in _pictures_to_go(organization):
        (waste.outdated if is_outdated else waste.old).add(file)
    for file in _unconfirmed(organization):
        waste.unconfirmed.add(file)
    return waste


def _unconfirmed(organization: Organization) -> Iterator[StoredFile]:
    """What a day has passed for since it was sent."""
    end = timezone.now() - STALE_AFTER
    files = storage.list_files(f"{INCOMING}{organization.pk}/")
    return (file for file in files if file.written_at < end)


def _pictures_to_go(organization: Organization | None) -> Iterator[tuple[StoredFile, bool]]:
    """Each with whether it is outdated; in the order of their sources."""
    rules = organization.options.storage if organization else Storage()
    too_old = timezone.now() - timedelta(days=rules.pictures_days)
    keeper = str(organization.pk) if organization else "catalogue"
    rows = Source.objects.filter(organization_id=organization.pk if organization else None)
    versions = {str(pk): version for pk, version in rows.values_list("pk", "version")}
    for file in storage.list_files(f"o/{keeper}/sources/"):
        source_id, *folders = file.key.split("/")[3:]
        if source_id in versions and folders[0] in PICTURES:
            is_outdated = _is_outdated(folders, versions[source_id])
            if is_outdated or file.written_at < too_old:
                yield file, is_outdated


def _is_outdated(folders: list[str], version: int) -> bool:
    """folders: ["pages", "v3", "12-960.webp"], and of another form before there were versions."""
    kind, *rest = folders
    is_current = len(rest) == 2 and rest[0] == f"v{version}"
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
    freed, is_done = Amount(), True
    if organization is not None:
        _forget_unconfirmed(organization, freed)
    wasted = (file for file, _is_outdated in _pictures_to_go(organization))
    for source_id, files in groupby(wasted, key=lambda file: file.key.split("/")[3]):
        _delete(UUID(source_id), files, freed)
        if is_over():
            is_done = False
            break
    if organization is not None and freed.files:
        detail = {"files": freed.files, "bytes": freed.size_bytes}
        audit.record("storage.cleaned", organization=organization, detail=detail)
    return is_done


def _forget_unconfirmed(organization: Organization, freed: Amount) -> None:
    for file in _unconfirmed(organization):
        freed.add(file)
    discard_stale_uploads()
    storage.delete_older(f"{INCOMING}{organization.pk}/", STALE_AFTER)


def _delete(source_id: UUID, files: Iterable[StoredFile], freed: Amount) -> None:
    here = Amount()
    for file in files:
        storage.delete(file.key)
        here.add(file)
    left = Greatest(F("pictures_bytes") - here.size_bytes, 0)
    Source.objects.filter(pk=source_id).update(pictures_bytes=left)
    freed.files += here.files
    freed.size_bytes += here.size_bytes


def fail(organization_id: UUID, fence: int, sentence: str) -> None:
    """Nothing is lost by it: the next day's goes on; the job's row says why for operators."""


JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
