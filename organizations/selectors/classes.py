"""What the pages of classes and schools list and count. In the organization's scope."""

from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from organizations.authority import classes_seen_by, schools_seen_by
from organizations.models import (
    Class,
    ClassMember,
    JoinRequest,
    Membership,
    Role,
    School,
)

PAGE_ROWS = 50
CLASS_ROWS = 100  # students of a class on one page


def list_classes(
    actor: Membership, *, query: str = "", school: UUID | None = None, archived: bool = False
) -> QuerySet[Class]:
    """By name; each with `students` and `teachers`, how many there are."""
    rows = classes_seen_by(actor).filter(archived_at__isnull=not archived)
    if query:
        rows = rows.filter(name__icontains=query)
    if school:
        rows = rows.filter(school=school)
    return (
        rows.select_related("school")
        .annotate(
            students=_members(ClassMember.Part.STUDENT), teachers=_members(ClassMember.Part.TEACHER)
        )
        .order_by(Lower("name"), "pk")
    )


def _members(part: str) -> Coalesce:
    rows = ClassMember.objects.filter(school_class=OuterRef("pk"), part=part, left_at=None)
    return _counted(rows, "school_class")


def _counted(rows: QuerySet, by: str) -> Coalesce:
    counts = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def list_members(school_class: Class, part: str) -> list[ClassMember]:
    """Who is in it now, by name, each with their membership and user."""
    rows = ClassMember.objects.filter(school_class=school_class, part=part, left_at=None)
    return list(rows.select_related("membership__user").order_by(Lower("membership__user__name")))


def count_former(school_class: Class) -> int:
    return ClassMember.objects.filter(school_class=school_class).exclude(left_at=None).count()


def list_class_requests(school_class: Class) -> list[JoinRequest]:
    rows = JoinRequest.objects.open().filter(school_class=school_class)
    return list(rows.select_related("user").order_by("created_at"))


def list_own_classes(membership: Membership) -> list[ClassMember]:
    """The classes somebody is in now, by name."""
    rows = ClassMember.objects.filter(
        membership=membership, left_at=None, school_class__archived_at=None
    )
    return list(rows.select_related("school_class__school").order_by("school_class__name"))


def list_schools(actor: Membership) -> QuerySet[School]:
    """By name, open ones first; each with `people`, `open_classes` and `admins`, counted."""
    named = Membership.schools.through.objects.filter(
        school=OuterRef("pk"), membership__ended_at=None
    )
    admins = named.filter(membership__role=Role.ADMIN)
    classes = Class.objects.filter(school=OuterRef("pk"), archived_at=None)
    return (
        schools_seen_by(actor)
        .annotate(
            people=_counted(named, "school"),
            admins=_counted(admins, "school"),
            open_classes=_counted(classes, "school"),
        )
        .order_by(F("archived_at").asc(nulls_first=True), Lower("name"))
    )


def list_admins(school: School) -> list[Membership]:
    rows = Membership.objects.active().filter(schools=school, role=Role.ADMIN)
    return list(rows.select_related("user").order_by("user__name"))
