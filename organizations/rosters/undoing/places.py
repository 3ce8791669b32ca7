"""Places in classes, with the relationships that they made."""

from django.db.models import Q

from organizations.models import ClassMember, Relationship, RosterChange
from organizations.rosters.relating import relate_classes
from organizations.rosters.undoing.keeping import keep
from organizations.rosters.work import RosterWork


def _places(changes: list[RosterChange], **which) -> dict[tuple, ClassMember]:
    """{(class, user): place} of the pairs that the changes are about."""
    rows = ClassMember.objects.select_related("membership").filter(
        school_class__in={change.object_id for change in changes},
        membership__user__in={change.person_id for change in changes},
        **which,
    )
    return {(row.school_class_id, row.membership.user_id): row for row in rows}


def delete_places(work: RosterWork, changes: list[RosterChange]) -> None:
    places = _places(changes, left_at=None)
    gone: list[ClassMember] = []
    for change in changes:
        place = places.get((change.object_id, change.person_id))
        if _is_as_made(work, change, place):
            gone.append(place)
        else:
            keep(change)
    ClassMember.objects.filter(pk__in=[place.pk for place in gone]).delete()
    _forget_relationships(work, gone)


def _is_as_made(work: RosterWork, change: RosterChange, place: ClassMember | None) -> bool:
    return (
        place is not None
        and place.part == change.after["part"]
        and place.joined_at == work.row.applied_at
    )


def _forget_relationships(work: RosterWork, gone: list[ClassMember]) -> None:
    """Those that stood on the places; what is left of the classes keeps its own."""
    classes = {place.school_class_id for place in gone}
    people = {place.membership_id for place in gone}
    ties = Relationship.objects.filter(
        Q(adult__in=people) | Q(child__in=people),
        via_class__in=classes,
        started_at=work.row.applied_at,
        ended_at=None,
    )
    inside = set(
        ClassMember.objects.filter(school_class__in=classes, left_at=None).values_list(
            "school_class", "membership"
        )
    )
    over = [
        pk
        for pk, class_id, adult, child in ties.values_list("pk", "via_class", "adult", "child")
        if not {(class_id, adult), (class_id, child)} <= inside
    ]
    Relationship.objects.filter(pk__in=over).delete()
    relate_classes(classes, at=work.row.undone_at)


def restore_places(work: RosterWork, changes: list[RosterChange]) -> None:
    places = _places(changes, left_at=None)
    for part in ClassMember.Part:
        ids = []
        for change in changes:
            if change.before["part"] != part:
                continue
            place = places.get((change.object_id, change.person_id))
            if place is None or place.part != change.after["part"]:
                keep(change)
            else:
                ids.append(place.pk)
        ClassMember.objects.filter(pk__in=ids).update(part=part)
    relate_classes({change.object_id for change in changes}, at=work.row.undone_at)


def reopen_places(work: RosterWork, changes: list[RosterChange]) -> None:
    left = _places(changes, left_at=work.row.applied_at)
    inside = _places(changes, left_at=None)
    back = []
    for change in changes:
        pair = (change.object_id, change.person_id)
        if pair in inside or pair not in left or left[pair].membership.ended_at:
            keep(change)
        else:
            back.append(left[pair])
    ClassMember.objects.filter(pk__in=[place.pk for place in back]).update(left_at=None)
    classes = {place.school_class_id for place in back}
    people = {place.membership_id for place in back}
    Relationship.objects.filter(
        Q(adult__in=people) | Q(child__in=people),
        via_class__in=classes,
        ended_at=work.row.applied_at,
    ).update(ended_at=None)
    relate_classes(classes, at=work.row.undone_at)
