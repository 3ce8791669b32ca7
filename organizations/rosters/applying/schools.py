"""Schools and classes: both are a few facts with a name."""

from datetime import datetime

from organizations.models import Class, RosterChange, School
from organizations.rosters.copying import copy_in
from organizations.rosters.work import RosterWork, changed_meanwhile

# What a plan calls it -> the column.
SCHOOL_COLUMNS = {"name": "name", "external_id": "external_id"}
CLASS_COLUMNS = {
    **SCHOOL_COLUMNS,
    "school": "school_id",
    "subject": "subject",
    "grade": "grade_level",
    "term": "term",
}


def create_schools(work: RosterWork, changes: list[RosterChange]) -> None:
    _create(work, changes, School, SCHOOL_COLUMNS)


def create_classes(work: RosterWork, changes: list[RosterChange]) -> None:
    _create(work, changes, Class, CLASS_COLUMNS)


def change_schools(work: RosterWork, changes: list[RosterChange]) -> None:
    _change(work, changes, School, SCHOOL_COLUMNS)


def change_classes(work: RosterWork, changes: list[RosterChange]) -> None:
    _change(work, changes, Class, CLASS_COLUMNS)


def _create(work: RosterWork, changes: list[RosterChange], model, columns: dict) -> None:
    rows = [
        model(
            pk=change.object_id,
            organization=work.organization,
            created_at=work.row.applied_at,
            **values_of(change.after, columns),
        )
        for change in changes
    ]
    taken = _taken(model, rows)
    for change, row in zip(changes, rows, strict=True):
        if _names(row) & taken:
            changed_meanwhile(change)
    copy_in(model, [row for row in rows if not _names(row) & taken])


def _taken(model, rows: list) -> set[str]:
    """Names and ids that somebody gave after the preview."""
    ids = {row.external_id for row in rows if row.external_id}
    found = set(model.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
    if model is School:
        found |= {f"name:{name.lower()}" for name in model.objects.values_list("name", flat=True)}
    return found


def _names(row) -> set[str]:
    return {row.external_id or "-", f"name:{row.name.lower()}"}


def _change(work: RosterWork, changes: list[RosterChange], model, columns: dict) -> None:
    rows = model.objects.in_bulk({change.object_id for change in changes})
    changed = []
    for change in changes:
        row = rows.get(change.object_id)
        if row is None or facts_of(row, change.before, columns) != change.before:
            changed_meanwhile(change)
        else:
            set_facts(row, change.after, columns, at=work.row.applied_at)
            changed.append(row)
    save_facts(changed, columns)


def values_of(facts: dict, columns: dict) -> dict:
    values = {columns[key]: value for key, value in facts.items() if key in columns}
    if "school_id" in values:
        values["school_id"] = values["school_id"] or None
    return values


def facts_of(row, keys, columns: dict) -> dict:
    """What the row says of the facts that a plan names."""
    facts = {key: str(getattr(row, columns[key]) or "") for key in keys if key in columns}
    if "archived" in keys:
        facts["archived"] = row.archived_at is not None
    return facts


def set_facts(row, facts: dict, columns: dict, *, at: datetime) -> None:
    for column, value in values_of(facts, columns).items():
        setattr(row, column, value)
    if "archived" in facts:
        row.archived_at = at if facts["archived"] else None


def save_facts(rows: list, columns: dict) -> None:
    if rows:
        names = [column.removesuffix("_id") if column == "school_id" else column
                 for column in columns.values()]  # fmt: skip
        type(rows[0]).objects.bulk_update(rows, [*names, "archived_at"], batch_size=500)
