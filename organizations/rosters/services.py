"""Read a roster, apply it, go on with it, undo it, throw it away."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit, jobs
from organizations.models import Organization, RosterChange, RosterImport
from organizations.rosters import applying, limits, pipeline, storing, undoing
from organizations.rosters.opening import short_name
from organizations.rosters.planning.plan import SAME, Action, Kind, Plan
from organizations.rosters.planning.warnings import lacks_most
from organizations.rosters.previewing import preview_roster
from organizations.staged import fresh_stages
from project import storage
from project.errors import Conflict, Invalid

State, Task = RosterImport.State, RosterImport.Task


@dataclass(frozen=True, slots=True)
class Options:
    """What is done beyond adding and changing.

    remove_people: deactivate those whom the file lacks. even_most: also where these are most.
    end_places: end class places and guardians that the file lacks, archive its missing classes.
    make_admins: new people whom the file calls administrators become admins.
    """

    remove_people: bool = False
    even_most: bool = False
    end_places: bool = False
    make_admins: bool = False


def add_roster(
    *, organization: Organization, by: User, path: Path, filename: str, at_once: bool = False
) -> RosterImport:
    """A preview: now for a small file or where `at_once`, else by a job. The file is not kept.

    Raises Invalid, in a sentence, for a file that is no roster; then nothing stays.
    """
    row = new_import(organization=organization, by=by, path=path, filename=filename)
    _forget_previews(by)
    if at_once or row.size_bytes <= limits.READ_AT_ONCE_BYTES:
        _read_now(row, path)
    else:
        _read_later(row, path)
    return row


def new_import(
    *, organization: Organization, by: User | None, path: Path, filename: str
) -> RosterImport:
    """What is known of a file before it is read; not saved."""
    return RosterImport(
        organization=organization,
        made_by=by,
        filename=short_name(filename),
        size_bytes=path.stat().st_size,
        sha256=_sha256(path),
        stages=fresh_stages((pipeline.READ,)),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget_previews(by: User) -> None:
    """One look at a time: what this person read before and did not apply goes."""
    old = RosterImport.objects.filter(made_by=by, applied_at=None)
    old.filter(Q(state=State.PREVIEW) | Q(state=State.FAILED)).delete()


def _read_now(row: RosterImport, path: Path) -> None:
    plan = preview_roster(path, filename=row.filename, organization=row.organization)
    keep_preview(row, plan)


@transaction.atomic
def keep_preview(row: RosterImport, plan: Plan) -> None:
    """row: a new import, whose file was read to this plan."""
    row.save(force_insert=True)
    storing.store_plan(row, plan)
    row.save(update_fields=storing.FIELDS)
    audit.record("rosters.previewed", organization=row.organization, subject=row, detail=row.counts)


def _read_later(row: RosterImport, path: Path) -> None:
    if row.size_bytes > limits.MAX_FILE_BYTES:
        raise Invalid(
            _("The file is larger than %(limit)s MB. Export one school after the other.")
            % {"limit": limits.MAX_FILE_BYTES // 1024**2}
        )
    storage.save_file(f"{row.storage_prefix}file", path)
    with transaction.atomic():
        row.save(force_insert=True)
        _enqueue(row)


def _enqueue(row: RosterImport) -> None:
    jobs.enqueue(
        kind=pipeline.KIND,
        organization_id=row.organization_id,
        subject_id=row.pk,
        fence=row.fence,  # a worker of the task before must not be mistaken for one of this
    )


def begin_applying(*, roster: RosterImport, by: User | None, options: Options) -> RosterImport:
    """From here on it is being applied; who calls this has it worked on. See `apply_roster`.

    Raises Conflict where it is applied already, or another is under way; Invalid for options
    that would empty the organization.
    """
    with transaction.atomic(), _one_at_a_time():
        row = _locked(roster)
        if row.state != State.PREVIEW:
            raise Conflict(_("This roster is not waiting to be applied any more."))
        _check(row, options)
        row.state, row.task, row.options = State.APPLYING, Task.APPLY, asdict(options)
        row.applied_by, row.applied_at = by, timezone.now()
        row.stages = fresh_stages(tuple(applying.STAGES))
        row.save()
        detail = {"options": row.options, "counts": row.counts}
        audit.record(
            "rosters.apply_started", organization=row.organization, subject=row, detail=detail
        )
        _forget_changes_of_old_ones()
    return row


@transaction.atomic
def apply_roster(*, roster: RosterImport, by: User, options: Options) -> RosterImport:
    """Apply it by a job. Raises as `begin_applying`."""
    row = begin_applying(roster=roster, by=by, options=options)
    _enqueue(row)
    return row


def _check(row: RosterImport, options: Options) -> None:
    people = row.counts[Kind.PEOPLE]
    if not RosterChange.objects.filter(roster=row).exists():
        raise Conflict(_("There is nothing to apply: all is here as the file says."))
    if options.remove_people and not any(
        people.get(what) for what in (Action.CREATE, Action.CHANGE, SAME)
    ):
        raise Invalid(_("A file without people removes nobody. Choose another file."))
    if options.remove_people and lacks_most(people) and not options.even_most:
        raise Invalid(
            _("Most people are missing from this file. To deactivate them all, confirm that too.")
        )


def undo_roster(*, roster: RosterImport, by: User) -> RosterImport:
    """Take back, by a job, what this import did and nobody has changed since.

    Raises Conflict for one that was not applied, or is too old.
    """
    with transaction.atomic(), _one_at_a_time():
        row = _locked(roster)
        if not can_undo(row):
            raise Conflict(_("There is nothing of this roster to undo."))
        applied = RosterChange.objects.filter(roster=row, state=RosterChange.State.APPLIED)
        row.state, row.task, row.problem = State.UNDOING, Task.UNDO, ""
        row.undone_by, row.undone_at = by, timezone.now()
        row.stages = fresh_stages(tuple(undoing.STAGES))
        row.stages[undoing.STAGE]["total"] = applied.count()
        row.save()
        audit.record("rosters.undo_started", organization=row.organization, subject=row)
        _enqueue(row)
    return row


def can_undo(row: RosterImport) -> bool:
    """It was applied, in part at least, and what it did is still known."""
    is_over = row.state == State.DONE or (row.state == State.FAILED and row.task == Task.APPLY)
    applied = RosterChange.objects.filter(roster=row, state=RosterChange.State.APPLIED)
    return is_over and applied.exists()


def retry_roster(*, roster: RosterImport) -> RosterImport:
    """Go on where it stopped. Raises Conflict for one that did not stop, or has no file."""
    with transaction.atomic(), _one_at_a_time():
        row = _locked(roster)
        if not can_retry(row):
            raise Conflict(_("This cannot be gone on with. Add the file again."))
        row.state = State.APPLYING if row.task == Task.APPLY else State.UNDOING
        row.problem = ""
        row.save(update_fields=["state", "problem"])
        _enqueue(row)
    return row


def can_retry(row: RosterImport) -> bool:
    return row.state == State.FAILED and row.task != Task.READ


def discard_roster(*, roster: RosterImport) -> None:
    """Forget a preview. Raises Conflict for one that changed something."""
    with transaction.atomic():
        row = _locked(roster)
        if row.applied_at or row.state in RosterImport.WRITING:
            raise Conflict(_("This roster was applied. It can be undone, and not forgotten."))
        jobs.cancel(kind=pipeline.KIND, subject_id=row.pk)
        row.delete()
    pipeline.delete_file(roster)


def _locked(roster: RosterImport) -> RosterImport:
    rows = RosterImport.objects.select_related("organization")
    row = rows.select_for_update(of=("self",)).filter(pk=roster.pk).first()
    if row is None:
        raise Conflict(_("This roster was discarded meanwhile. Add the file again."))
    return row


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Says of the constraint `roster_one_at_a_time` what it means."""
    try:
        yield
    except IntegrityError as error:
        if "roster_one_at_a_time" not in str(error):
            raise
        raise Conflict(
            _("Another roster is being applied or undone. Try again when it is done.")
        ) from error


def _forget_changes_of_old_ones() -> None:
    """What many imports ago was changed in people's rows is not kept for ever."""
    done = RosterImport.objects.exclude(applied_at=None).order_by("-applied_at")
    old = list(done.values_list("pk", flat=True)[limits.KEPT_IMPORTS :])
    RosterChange.objects.filter(roster__in=old).delete()
