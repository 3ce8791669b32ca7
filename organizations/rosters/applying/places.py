"""People in classes; with them the relationships of teachers and students."""

from uuid import UUID

from django.utils.translation import gettext as _

from organizations.models import Class, ClassMember, Membership, Role, RosterChange
from organizations.rosters.copying import copy_values
from organizations.rosters.relating import relate_classes
from organizations.rosters.work import RosterWork, changed_meanwhile, leave

STAFF = {Role.OWNER, Role.ADMIN, Role.TEACHER}
Part = ClassMember.Part
PLACE = ("organization_id", "school_class_id", "membership_id", "part", "joined_at")


class Room:
    """Who could be in which class, and who is, as a batch of changes needs it."""

    def __init__(self, work: RosterWork, changes: list[RosterChange]):
        users = {change.person_id for change in changes}
        classes = {change.object_id for change in changes}
        people = Membership.objects.filter(
            organization=work.organization, ended_at=None, user__in=users
        )
        self._people = {user: (pk, role) for user, pk, role in people.values_list(
            "user_id", "pk", "role")}  # fmt: skip
        open_classes = Class.objects.filter(pk__in=classes, archived_at=None)
        self._classes = set(open_classes.values_list("pk", flat=True))
        inside = ClassMember.objects.filter(
            school_class__in=classes, membership__user__in=users, left_at=None
        )
        self._inside = {
            (class_id, user): (pk, part)
            for class_id, user, pk, part in inside.values_list(
                "school_class_id", "membership__user_id", "pk", "part"
            )
        }

    def membership_for(self, change: RosterChange) -> int | None:
        """The person's membership, where their role allows the part that is planned."""
        pk, role = self._people.get(change.person_id, (None, ""))
        fits = role == Role.STUDENT if change.after["part"] == Part.STUDENT else role in STAFF
        return pk if fits and change.object_id in self._classes else None

    def place_of(self, change: RosterChange) -> tuple[int, str] | None:
        """(the place, its part) now."""
        return self._inside.get((change.object_id, change.person_id))


def create_places(work: RosterWork, changes: list[RosterChange]) -> None:
    room, here = Room(work, changes), work.row.organization_id
    rows = []
    for change in changes:
        membership_id = room.membership_for(change)
        if membership_id is None:
            leave(change, _("The person or the class was left out, or their role changed."))
        elif room.place_of(change):
            changed_meanwhile(change)
        else:
            rows.append(
                (here, change.object_id, membership_id, change.after["part"], work.row.applied_at)
            )
    copy_values(ClassMember, PLACE, rows)
    relate_classes((row[1] for row in rows), at=work.row.applied_at)


def change_places(work: RosterWork, changes: list[RosterChange]) -> None:
    room = Room(work, changes)
    for part in Part:
        ids = []
        for change in changes:
            if change.after["part"] != part:
                continue
            place = room.place_of(change)
            if room.membership_for(change) and place and place[1] == change.before["part"]:
                ids.append(place[0])
            else:
                changed_meanwhile(change)
        ClassMember.objects.filter(pk__in=ids).update(part=part)
    relate_classes(_classes(changes), at=work.row.applied_at)


def end_places(work: RosterWork, changes: list[RosterChange]) -> None:
    room = Room(work, changes)
    ids = []
    for change in changes:
        place = room.place_of(change)
        if place is None:
            changed_meanwhile(change)
        else:
            ids.append(place[0])
    ClassMember.objects.filter(pk__in=ids).update(left_at=work.row.applied_at)
    relate_classes(_classes(changes), at=work.row.applied_at)


def _classes(changes: list[RosterChange]) -> set[UUID]:
    return {change.object_id for change in changes if change.object_id}
