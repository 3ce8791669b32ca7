"""What the page of one import shows."""

from django.utils.translation import gettext_lazy as _

from organizations.models import RosterImport
from organizations.rosters import selectors
from organizations.rosters.planning.plan import SAME
from organizations.rosters.services import can_retry, can_undo
from organizations.staged import in_order

STAGES = {
    "read": _("Reading the file"),
    "schools": _("Schools"),
    "people": _("People"),
    "classes": _("Classes"),
    "enrolments": _("Class places"),
    "guardians": _("Guardians"),
    "removals": _("What is missing"),
    "undo": _("Taking back"),
}
KINDS = {
    "people": _("People"),
    "schools": _("Schools"),
    "classes": _("Classes"),
    "enrolments": _("Class places"),
    "guardians": _("Guardians"),
}
TABS = {
    "new": _("New"),
    "changed": _("Changed"),
    "missing": _("Missing"),
    "left": _("Left out"),
    "kept": _("Kept"),
    "problems": _("Problems"),
}
ALWAYS = ("new", "changed", "missing", "problems")
HEADINGS = {
    "reading": _("The file is being read"),
    "applying": _("The roster is being applied"),
    "undoing": _("The import is being undone"),
}


def progress_of(row: RosterImport) -> dict:
    return {
        "heading": HEADINGS.get(row.state, ""),
        "lines_read": row.stages.get("read", {}).get("done", 0),
        "stages": [
            {
                "name": STAGES[name],
                "state": stage["state"],
                "value": stage["done"],
                "max": stage["total"],
            }
            for name, stage in in_order(row.stages)
        ],
    }


def detail_of(row: RosterImport, *, tab: str, number: int) -> dict:
    """tab: of TABS; any other is the first that has something in it."""
    context = {"roster": row, "is_at_work": row.state in RosterImport.AT_WORK, **progress_of(row)}
    if context["is_at_work"] or not row.counts:
        return context | {"can_discard": row.task == RosterImport.Task.READ}
    many = selectors.count_tabs(row)
    shown = [key for key in TABS if key in ALWAYS or many[key]]
    tab = tab if tab in shown else next((key for key in shown if many[key]), shown[0])
    return context | {
        "table": _table(row),
        "tab": tab,
        "tabs": [{"key": key, "label": TABS[key], "count": many[key]} for key in shown],
        "page": _page(row, tab, number),
        "has_changes": any(many[key] for key in ("new", "changed", "missing")),
        "can_undo": can_undo(row),
        "can_retry": can_retry(row),
        "can_discard": row.applied_at is None,
    }


def _page(row: RosterImport, tab: str, number: int) -> selectors.Page:
    if tab == "problems":
        return selectors.problems_page(row, number)
    return selectors.changes_page(row, tab, number)


def _table(row: RosterImport) -> list[dict]:
    """A line for each kind that the file or the organization has any of."""
    return [
        {
            "label": label,
            "new": counts.get("create", 0),
            "changed": counts.get("change", 0) + counts.get("end", 0),
            "same": counts.get(SAME, 0),
            "missing": counts.get("missing", 0),
        }
        for kind, label in KINDS.items()
        if (counts := row.counts.get(kind, {}))
    ]
