"""Schools and classes."""

from organizations.models import Class, RosterChange, School
from organizations.rosters.applying.schools import (
    CLASS_COLUMNS,
    SCHOOL_COLUMNS,
    facts_of,
    save_facts,
    set_facts,
)
from organizations.rosters.undoing.keeping import in_use, keep, keep_in_use
from organizations.rosters.work import RosterWork


def delete_schools(work: RosterWork, changes: list[RosterChange]) -> None:
    _delete(changes, School, SCHOOL_COLUMNS)


def delete_classes(work: RosterWork, changes: list[RosterChange]) -> None:
    _delete(changes, Class, CLASS_COLUMNS)


def restore_schools(work: RosterWork, changes: list[RosterChange]) -> None:
    _restore(work, changes, School, SCHOOL_COLUMNS)


def restore_classes(work: RosterWork, changes: list[RosterChange]) -> None:
    _restore(work, changes, Class, CLASS_COLUMNS)


def reopen_classes(work: RosterWork, changes: list[RosterChange]) -> None:
    ids = [change.object_id for change in changes]
    rows = Class.objects.filter(pk__in=ids, archived_at=work.row.applied_at)
    found = set(rows.values_list("pk", flat=True))
    rows.update(archived_at=None)
    for change in changes:
        if change.object_id not in found:
            keep(change)


def _delete(changes: list[RosterChange], model, columns: dict) -> None:
    rows = model.objects.in_bulk([change.object_id for change in changes])
    used = in_use(model, rows)
    gone = []
    for change in changes:
        row = rows.get(change.object_id)
        if row is None:
            continue  # somebody deleted it: that is what undoing would do
        if change.object_id in used:
            keep_in_use(change)
        elif row.archived_at or facts_of(row, change.after, columns) != change.after:
            keep(change)
        else:
            gone.append(row.pk)
    model.objects.filter(pk__in=gone).delete()


def _restore(work: RosterWork, changes: list[RosterChange], model, columns: dict) -> None:
    rows = model.objects.in_bulk([change.object_id for change in changes])
    restored = []
    for change in changes:
        row = rows.get(change.object_id)
        if row is None or facts_of(row, change.after, columns) != change.after:
            keep(change)
        else:
            set_facts(row, change.before, columns, at=work.row.undone_at)
            restored.append(row)
    save_facts(restored, columns)
