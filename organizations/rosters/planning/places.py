"""Who is in which class."""

from django.utils.translation import gettext as _

from organizations.rosters.planning.plan import Action, Kind, Plan
from organizations.rosters.roster import Place

KIND = Kind.ENROLMENTS


def plan_places(plan: Plan) -> None:
    """Missing are those in a class of the file who are in the file too, but not in the class."""
    seen: dict = {}
    for place in plan.roster.places:
        pair = _pair(plan, place)
        if pair is None or pair in seen:
            continue
        seen[pair] = place
        if place.state != "gone":
            _plan_place(plan, place, pair)
    classes, people = set(plan.classes.values()), set(plan.people.values())
    for pair, part in plan.existing.places.items():
        is_about = pair[0] in classes and pair[1] in people
        named = seen.get(pair)
        if is_about and (named is None or named.state == "gone"):
            plan.add(
                KIND,
                Action.MISSING,
                named.line if named else None,
                object_id=pair[0],
                person_id=pair[1],
                before={"part": part},
            )


def _pair(plan: Plan, place: Place) -> tuple | None:
    """(class, user), or None with a complaint, or in silence where a line before was left out."""
    class_id = plan.classes.get(place.school_class)
    user_id = plan.people.get(place.person)
    if class_id is None and place.school_class not in plan.roster.classes:
        plan.error(KIND, place.line, "classSourcedId", _("This class is not in the file."))
    elif user_id is None and place.person not in plan.roster.people:
        sentence = _("This person is not in the file, or was left out there.")
        plan.error(KIND, place.line, "userSourcedId", sentence)
    return (class_id, user_id) if class_id and user_id else None


def _plan_place(plan: Plan, place: Place, pair: tuple) -> None:
    now = plan.existing.places.get(pair)
    allowed = plan.parts[pair[1]]
    ids = {"object_id": pair[0], "person_id": pair[1]}
    if place.state == "ended":
        if now is not None:
            plan.add(KIND, Action.END, place.line, before={"part": now}, **ids)
        return
    if place.part != allowed:
        sentence = _("The person's role does not allow this part in a class.")
        plan.error(KIND, place.line, "role", sentence)
    elif now == place.part:
        plan.same(KIND)
    elif now is None:
        plan.add(KIND, Action.CREATE, place.line, after={"part": place.part}, **ids)
    else:
        plan.add(
            KIND, Action.CHANGE, place.line, before={"part": now}, after={"part": place.part}, **ids
        )
