"""Takes back what one import did, last things first, where nobody has changed it since."""

from organizations.models import RosterChange
from organizations.rosters import work as working
from organizations.rosters.undoing import groups, guardians, people, places
from organizations.rosters.work import Handler, RosterWork, handle

STAGE = "undo"
Kind, Action = RosterChange.Kind, RosterChange.Action
HANDLERS: dict[tuple, Handler] = {
    (Kind.SCHOOLS, Action.CREATE): groups.delete_schools,
    (Kind.SCHOOLS, Action.CHANGE): groups.restore_schools,
    (Kind.CLASSES, Action.CREATE): groups.delete_classes,
    (Kind.CLASSES, Action.CHANGE): groups.restore_classes,
    (Kind.CLASSES, Action.MISSING): groups.reopen_classes,
    (Kind.PEOPLE, Action.CREATE): people.delete_people,
    (Kind.PEOPLE, Action.CHANGE): people.restore_people,
    (Kind.PEOPLE, Action.MISSING): people.reactivate_people,
    (Kind.ENROLMENTS, Action.CREATE): places.delete_places,
    (Kind.ENROLMENTS, Action.CHANGE): places.restore_places,
    (Kind.ENROLMENTS, Action.END): places.reopen_places,
    (Kind.ENROLMENTS, Action.MISSING): places.reopen_places,
    (Kind.GUARDIANS, Action.CREATE): guardians.delete_guardians,
    (Kind.GUARDIANS, Action.MISSING): guardians.restore_guardians,
}


def undo_batch(work: RosterWork) -> None:
    """Raises LeaseLost where another worker has taken over."""
    total = work.row.stages[STAGE]["total"]
    applied = RosterChange.objects.filter(roster=work.row, state=RosterChange.State.APPLIED)
    changes = list(applied.order_by("-position")[: working.BATCH])
    done = work.done(STAGE) + len(changes)
    with work.writing(STAGE, done=done if changes else total, total=total):
        handle(work, changes, HANDLERS, RosterChange.State.UNDONE)


STAGES = {STAGE: undo_batch}
