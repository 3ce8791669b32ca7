"""A change in words, for people."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import ClassMember, Role, RosterChange

Names = dict[UUID, str]
Kind, Action = RosterChange.Kind, RosterChange.Action
LABELS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("email"),
    "external_id": gettext_lazy("id"),
    "grade": gettext_lazy("grade"),
    "subject": gettext_lazy("subject"),
    "term": gettext_lazy("term"),
    "part": gettext_lazy("part"),
    "login_name": gettext_lazy("signs in as"),
}
# Their values are ids of rows, or say the same as the words here.
WITHOUT_VALUES = {
    "school": gettext_lazy("another school"),
    "schools": gettext_lazy("other schools"),
    "ended": gettext_lazy("active again"),
    "archived": gettext_lazy("in use again"),
}
# Of a class or a school that is new, its id and school say nothing that one looks for.
QUIET = {"name", "external_id", "school", "schools", "account", "admin", "role"}


@dataclass(frozen=True, slots=True)
class Line:
    """state: "planned", "applied", …; state_label: the same in words, empty for a plan."""

    line: int | None
    kind: str
    title: str
    detail: str
    state: str
    state_label: str
    note: str


def describe(change: RosterChange, names: Names) -> Line:
    is_plan = change.state == RosterChange.State.PLANNED
    return Line(
        line=change.line,
        kind=change.get_kind_display(),
        title=_title(change, names),
        detail=_detail(change),
        state=change.state,
        state_label="" if is_plan else change.get_state_display(),
        note=change.note,
    )


def _title(change: RosterChange, names: Names) -> str:
    person = isolated(names.get(change.person_id, ""))
    group = isolated(names.get(change.object_id, ""))
    facts = change.before | change.after
    if change.kind == Kind.ENROLMENTS:
        return _("%(person)s in %(group)s") % {"person": person, "group": group}
    if change.kind == Kind.GUARDIANS:
        return _("%(email)s for %(child)s") % {"email": facts["email"], "child": person}
    return isolated(facts["name"]) if facts.get("name") else person or group


def isolated(text: str) -> str:
    """In the direction of its own script, whatever stands beside it."""
    return f"\u2068{text}\u2069" if text else ""


def _detail(change: RosterChange) -> str:
    if change.action == Action.CREATE:
        return ", ".join(_new(change))
    if change.action == Action.CHANGE:
        return ", ".join(_differences(change))
    return _("left the class by its date") if change.action == Action.END else ""


def _new(change: RosterChange) -> list[str]:
    said = [str(Role(change.after["role"]).label)] if change.after.get("role") else []
    said += [_("an administrator")] if change.after.get("admin") else []
    said += [_("has an account already")] if change.after.get("account") else []
    if change.kind == Kind.GUARDIANS:
        return [_("to be invited")]
    if change.kind == Kind.ENROLMENTS:
        return [str(ClassMember.Part(change.after["part"]).label)]
    return said + [
        f"{LABELS[key]} {isolated(value)}"
        for key, value in change.after.items()
        if key not in QUIET and value and key in LABELS
    ]


def _differences(change: RosterChange) -> list[str]:
    said = []
    for key, value in change.after.items():
        if key in WITHOUT_VALUES:
            said.append(str(WITHOUT_VALUES[key]))
        else:
            before = isolated(change.before.get(key) or "–")
            said.append(f"{LABELS[key]}: {before} → {isolated(value or '–')}")
    return said
