"""What a plan says becomes rows, a batch of changes and its progress in one transaction."""

from functools import partial

from organizations.models import RosterChange
from organizations.rosters import work as working
from organizations.rosters.applying import guardians, people, places, removals, schools
from organizations.rosters.planning.plan import STAGES as NAMES
from organizations.rosters.work import Handler, RosterWork, handle

Kind, Action = RosterChange.Kind, RosterChange.Action
HANDLERS: dict[tuple, Handler] = {
    (Kind.SCHOOLS, Action.CREATE): schools.create_schools,
    (Kind.SCHOOLS, Action.CHANGE): schools.change_schools,
    (Kind.PEOPLE, Action.CREATE): people.create_people,
    (Kind.PEOPLE, Action.CHANGE): people.change_people,
    (Kind.CLASSES, Action.CREATE): schools.create_classes,
    (Kind.CLASSES, Action.CHANGE): schools.change_classes,
    (Kind.ENROLMENTS, Action.CREATE): places.create_places,
    (Kind.ENROLMENTS, Action.CHANGE): places.change_places,
    (Kind.ENROLMENTS, Action.END): places.end_places,
    (Kind.GUARDIANS, Action.CREATE): guardians.create_guardians,
    (Kind.SCHOOLS, Action.MISSING): removals.leave_schools,
    (Kind.PEOPLE, Action.MISSING): removals.deactivate_people,
    (Kind.CLASSES, Action.MISSING): removals.archive_classes,
    (Kind.ENROLMENTS, Action.MISSING): removals.end_places,
    (Kind.GUARDIANS, Action.MISSING): removals.end_guardians,
}


def apply_batch(stage: str, work: RosterWork) -> None:
    """Raises LeaseLost where another worker has taken over."""
    first, end = work.row.ranges[stage]
    start = first + work.done(stage)
    stop = min(start + working.BATCH, end)
    with work.writing(stage, done=stop - first, total=end - first):
        changes = RosterChange.objects.filter(
            roster=work.row, position__gte=start, position__lt=stop
        )
        handle(work, list(changes.order_by("position")), HANDLERS, RosterChange.State.APPLIED)


STAGES = {name: partial(apply_batch, name) for name in NAMES}
