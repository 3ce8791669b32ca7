"""The work on an import in the background.

read    the file -> a plan, and the file is deleted
apply   schools -> people -> classes -> enrolments -> guardians -> removals
undo    the same backwards
"""

from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from organizations import audit
from organizations.jobs import JobKind
from organizations.models import RosterChange, RosterImport
from organizations.rosters import applying, storing, undoing
from organizations.rosters.previewing import preview_roster
from organizations.rosters.work import RosterWork
from organizations.slices import Slice
from organizations.staged import run_stages
from project import storage

KIND = "roster"
READ = "read"
State, Task = RosterImport.State, RosterImport.Task


def run(slice_: Slice) -> bool:
    """Until what is asked of the import is done (True) or the slice is over (False)."""
    rows = RosterImport.objects.select_related("organization")
    row = rows.filter(pk=slice_.job.subject_id).first()
    return True if row is None else work_on(row, slice_)


def work_on(row: RosterImport, slice_: Slice) -> bool:
    """The same, for another job whose slice this is: provisioning applies a roster by it."""
    if row.state not in RosterImport.AT_WORK:
        delete_file(row)
        return True
    row.take(slice_.fence)
    work = RosterWork(row, slice_)
    with audit.origin(lambda: audit.Origin(actor_id=_actor(row), door=f"job {KIND}")):
        return TASKS[row.task](work)


def _actor(row: RosterImport) -> UUID | None:
    actors = {Task.READ: row.made_by_id, Task.APPLY: row.applied_by_id}
    return actors.get(row.task, row.undone_by_id)


def _read(work: RosterWork) -> bool:
    """Whole or not at all: a worker that ends on the way has kept nothing."""
    row = work.row
    work.begin(READ)
    with storage.local_copy(f"{row.storage_prefix}file") as path:
        plan = preview_roster(
            path, filename=row.filename, organization=work.organization, on_lines=work.tell
        )
    with work.writing(READ, done=1, total=1):
        storing.store_plan(row, plan)
        row.save(update_fields=storing.FIELDS)
        audit.record(
            "rosters.previewed", organization=row.organization, subject=row, detail=row.counts
        )
    delete_file(row)
    return True


def delete_file(row: RosterImport) -> None:
    storage.delete_prefix(row.storage_prefix)


def _apply(work: RosterWork) -> bool:
    return run_stages(work, applying.STAGES) and _finish(work, State.DONE, "rosters.applied")


def _undo(work: RosterWork) -> bool:
    return run_stages(work, undoing.STAGES) and _finish(work, State.UNDONE, "rosters.undone")


def _finish(work: RosterWork, state: str, action: str) -> bool:
    row = work.row
    with row.holding(work.slice.fence):
        row.state, row.finished_at = state, timezone.now()
        row.save(update_fields=["state", "finished_at"])
        audit.record(action, organization=row.organization, subject=row, detail=count_states(row))
    return True


def count_states(row: RosterImport) -> dict[str, int]:
    """{state of changes: how many}."""
    changes = RosterChange.objects.filter(roster=row)
    rows = changes.order_by().values_list("state").annotate(many=Count("pk"))
    return dict(rows)


TASKS = {Task.READ: _read, Task.APPLY: _apply, Task.UNDO: _undo}


def fail(import_id: UUID, fence: int, sentence: str) -> None:
    """What was applied stays, to be gone on with or undone; a file that cannot be read goes."""
    row = RosterImport.objects.filter(pk=import_id).first()
    if row is None:
        return
    row.take(fence)
    with row.holding(fence):
        row.state, row.problem, row.finished_at = State.FAILED, sentence, timezone.now()
        row.save(update_fields=["state", "problem", "finished_at"])
    if row.task == Task.READ:
        delete_file(row)


JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
