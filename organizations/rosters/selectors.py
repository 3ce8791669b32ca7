"""What the pages of rosters list and count."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from organizations.models import Class, Membership, RosterChange, RosterImport, School
from organizations.rosters.describing import Line, Names, describe

PAGE_ROWS = 50
Action, State = RosterChange.Action, RosterChange.State
# Tab -> the changes in it.
TABS = {
    "new": Q(action=Action.CREATE),
    "changed": Q(action__in=[Action.CHANGE, Action.END]),
    "missing": Q(action=Action.MISSING),
    "left": Q(state=State.LEFT) & ~Q(note=""),
    "kept": Q(state=State.KEPT),
}


@dataclass(frozen=True, slots=True)
class Page:
    """rows: as the tab shows them. has_next: whether more follow."""

    rows: list
    number: int
    has_next: bool


def list_rosters() -> QuerySet[RosterImport]:
    return RosterImport.objects.select_related("made_by", "applied_by").order_by("-created_at")


def count_tabs(row: RosterImport) -> dict[str, int]:
    """{tab: changes in it}, with "problems"."""
    changes = RosterChange.objects.filter(roster=row)
    found = {tab: changes.filter(which).count() for tab, which in TABS.items()}
    return found | {"problems": row.problem_count}


def page_of(rows: QuerySet, number: int) -> Page:
    start = (number - 1) * PAGE_ROWS
    found = list(rows[start : start + PAGE_ROWS + 1])
    return Page(found[:PAGE_ROWS], number, len(found) > PAGE_ROWS)


def changes_page(row: RosterImport, tab: str, number: int) -> Page:
    changes = RosterChange.objects.filter(TABS[tab], roster=row).order_by("position")
    page = page_of(changes, number)
    return Page(_described(row, page.rows), number, page.has_next)


def problems_page(row: RosterImport, number: int) -> Page:
    return page_of(row.problems.order_by("position"), number)


def _described(row: RosterImport, changes: list[RosterChange]) -> list[Line]:
    names = _names(row, changes)
    return [describe(change, names) for change in changes]


def _names(row: RosterImport, changes: list[RosterChange]) -> Names:
    """Of people and groups that are there, or that this import makes; four queries."""
    people = {change.person_id for change in changes if change.person_id}
    groups = {change.object_id for change in changes if change.object_id}
    plans = RosterChange.objects.filter(roster=row, action=Action.CREATE)
    planned = plans.filter(
        Q(kind=RosterChange.Kind.PEOPLE, person_id__in=people)
        | Q(kind=RosterChange.Kind.CLASSES, object_id__in=groups)
    )
    found = {
        change.person_id or change.object_id: change.after.get("name", "") for change in planned
    }
    here = Membership.objects.filter(organization=row.organization_id, user__in=people)
    found |= {user: name or email for user, name, email in here.values_list(
        "user_id", "user__name", "user__email")}  # fmt: skip
    for model in (School, Class):
        found |= dict(model.objects.filter(pk__in=groups).values_list("pk", "name"))
    return found


def has_changes(row: RosterImport) -> bool:
    return RosterChange.objects.filter(roster=row).exists()
