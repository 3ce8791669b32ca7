"""All that an organization has here becomes one ZIP.

    rows  -> one JSON line a row, a file a table       (people first)
    files -> what storage keeps of the organization, as it was uploaded and as it was made

The archive grows on this machine; a worker that finds it incomplete begins it anew.
"""

import shutil
import zipfile
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organizations import audit, jobs
from organizations.access import require
from organizations.exporting.rows import exported_tables, write_people, write_table
from organizations.jobs import JobKind
from organizations.models import DataExport, Membership
from organizations.models.export import KEPT
from organizations.scoping import scope, unscoped
from organizations.slices import Slice
from organizations.staged import StagedWork, fresh_stages, run_stages
from project import storage

KIND = "export_organization"
ARCHIVE = "archive.zip"


class Work(StagedWork):
    row: DataExport

    @property
    def folder(self) -> Path:
        return settings.DATA_DIR / "work" / str(self.row.pk)

    @property
    def archive(self) -> Path:
        return self.folder / ARCHIVE


def request_export(*, membership: Membership) -> DataExport:
    """The one that is being made, where there is one already."""
    require(membership, "organization.export")
    organization = membership.organization
    with scope(organization.pk), transaction.atomic():
        export, is_new = DataExport.objects.get_or_create(
            organization=organization,
            state=DataExport.State.MAKING,
            defaults={"asked_by_id": membership.user_id, "stages": fresh_stages(tuple(STAGES))},
        )
        if is_new:
            audit.record("data.export_requested", organization=organization, subject=export)
        jobs.enqueue(kind=KIND, organization_id=organization.pk, subject_id=export.pk)
    return export


def run(slice_: Slice) -> bool:
    export = DataExport.objects.filter(pk=slice_.job.subject_id).first()
    if export is None or export.state != DataExport.State.MAKING:
        return True
    export.take(slice_.fence)
    return run_stages(Work(export, slice_), STAGES)


def _rows(work: Work) -> None:
    """The small part: after a break all tables are written again."""
    shutil.rmtree(work.folder, ignore_errors=True)
    folder = work.folder / "rows"
    folder.mkdir(parents=True)
    write_people(work.row.organization_id, folder)
    tables = exported_tables()
    for number, table in enumerate(tables, start=1):
        write_table(table, work.row.organization_id, folder)
        work.is_over()  # renews the lease
        with work.writing("rows", done=number, total=len(tables)):
            pass


def _files(work: Work) -> None:
    keys = [*_keys(work.row)]
    done = _already_in(work)
    if done is None:  # another machine had it, or the worker died while it wrote
        _begin(work)
        done = 0
    todo = iter(keys[done:])
    while batch := list(islice(todo, 20)):
        with zipfile.ZipFile(work.archive, "a", zipfile.ZIP_STORED) as archive:
            for key in batch:
                _add(archive, key, work.row.organization_id)
        done += len(batch)
        with work.writing("files", done=done, total=len(keys) + 1):
            pass
        if work.is_over():
            return
    storage.save_file(work.row.file_key, work.archive)
    with work.writing("files", done=len(keys) + 1, total=len(keys) + 1):
        work.row.state, work.row.stage = DataExport.State.READY, ""
        work.row.size_bytes = work.archive.stat().st_size
        work.row.save(update_fields=["state", "stage", "size_bytes"])
    shutil.rmtree(work.folder, ignore_errors=True)


def _keys(export: DataExport):
    own = f"o/{export.organization_id}/"
    return (key for key in storage.list_prefix(own) if not key.startswith(f"{own}exports/"))


def _already_in(work: Work) -> int | None:
    """How many files the archive holds; None where it is not the one that was left."""
    try:
        with zipfile.ZipFile(work.archive) as archive:
            found = sum(name.startswith("files/") for name in archive.namelist())
    except (FileNotFoundError, zipfile.BadZipFile):
        return None
    return found if found == work.done("files") else None


def _begin(work: Work) -> None:
    if not (work.folder / "rows").exists():
        _rows(work)
    with zipfile.ZipFile(work.archive, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((work.folder / "rows").iterdir()):
            archive.write(path, f"rows/{path.name}")


def _add(archive: zipfile.ZipFile, key: str, organization_id: UUID) -> None:
    """A file that was deleted meanwhile is left out."""
    try:
        with storage.local_copy(key) as path:
            archive.write(path, "files/" + key.removeprefix(f"o/{organization_id}/"))
    except FileNotFoundError:
        archive.writestr("files/" + key.removeprefix(f"o/{organization_id}/") + ".deleted", b"")


STAGES = {"rows": _rows, "files": _files}


def fail(export_id: UUID, fence: int, sentence: str) -> None:
    export = DataExport.objects.filter(pk=export_id).first()
    if export is not None:
        export.take(fence)
        with export.holding(fence):
            export.state, export.problem = DataExport.State.FAILED, sentence
            export.save(update_fields=["state", "problem"])


def delete_expired() -> int:
    """Returns how many went."""
    with unscoped("exports of all organizations expire"):
        old = DataExport.objects.filter(created_at__lt=timezone.now() - KEPT)
        gone = list(old.exclude(state=DataExport.State.MAKING))
        for export in gone:
            storage.delete(export.file_key)
            export.delete()
    return len(gone)


EXPORT_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
