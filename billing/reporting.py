"""What an organization's people have used, by month: rows for a file of any size.

    the ledger, the questions, the costs ──> figures of a person in a month, one after another
                                              └─> by person, or added up by class, school, month

The three are read in the same order and merged, so that memory holds one batch of people, and what
is added up of one month. A person in two classes counts in each of them. Months are the site's.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from heapq import merge
from itertools import groupby, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from billing import registries
from billing.models import WHOLE, Meter, ProviderCall, Reservation
from billing.prices import MICRO
from organizations.models import ClassMember, Membership, Organization

BATCH = 1000


class By(StrEnum):
    PERSON = "person"
    CLASS = "class"
    SCHOOL = "school"
    MODALITY = "modality"
    MONTH = "month"


@dataclass(slots=True)
class Figures:
    """text, video, assigned: delivered lessons, in thousandths; assigned ones are counted as text
    or video too. parts, found: of those lessons, and how many were ready made. cost: micro-dollars.
    """

    text: int = 0
    video: int = 0
    assigned: int = 0
    questions: int = 0
    parts: int = 0
    found: int = 0
    cost: int = 0

    def add(self, other: "Figures") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def cells(self) -> list:
        lessons = [_lessons(self.text), _lessons(self.video), _lessons(self.assigned)]
        return [*lessons, self.questions, self.parts, self.found, _dollars(self.cost)]


FIGURES = (
    "text_lessons", "videos", "assigned", "questions", "parts", "parts_ready_made", "cost_usd",
)  # fmt: skip
HEADERS: dict[By, tuple[str, ...]] = {
    By.PERSON: ("month", "person_id", "person", "email", "role", "classes", "schools", *FIGURES),
    By.CLASS: ("month", "class_id", "class", "school", "people", *FIGURES),
    By.SCHOOL: ("month", "school_id", "school", "people", *FIGURES),
    By.MODALITY: ("month", "modality", "count", "parts", "parts_ready_made"),
    By.MONTH: ("month", "people", *FIGURES),
}


@dataclass(slots=True)
class Who:
    """classes: [(id, name, school's name), …]; schools: [(id, name), …]."""

    person_id: UUID | None
    name: str
    email: str = ""
    role: str = ""
    classes: list[tuple] = field(default_factory=list)
    schools: list[tuple] = field(default_factory=list)


@dataclass(slots=True)
class Monthly:
    month: datetime
    person_id: UUID | None
    figures: Figures


def report(
    organization: Organization, by: By, *, since: datetime, until: datetime
) -> Iterator[list]:
    """Rows as HEADERS has their columns, the oldest month first. until: is not included."""
    if by == By.MODALITY:
        return _by_modality(organization, since, until)
    monthly = figures_by_person(organization, since, until)
    if by == By.MONTH:
        return _by_month(monthly)
    known = _with_people(organization, monthly)
    if by == By.PERSON:
        return (_person_row(who, one) for who, one in known)
    return _added_up(known, _classes_of if by == By.CLASS else _schools_of)


def figures_by_person(
    organization: Organization, since: datetime, until: datetime
) -> Iterator[Monthly]:
    """By month, then by person; work that nobody asked for comes last in its month."""
    sources = [_lessons_made(organization, since, until), _costs(organization, since, until)]
    sources += [_questions(ask(since, until)) for ask in registries.questions_asked]
    ordered = merge(*sources, key=_place)
    for _key, same in groupby(ordered, key=_place):
        first, *others = same
        for other in others:
            first.figures.add(other.figures)
        yield first


def _place(one: Monthly) -> tuple:
    """As the database orders: by month and id, those of nobody last."""
    return one.month, one.person_id is None, one.person_id or UUID(int=0)


def _lessons_made(organization: Organization, since: datetime, until: datetime):
    rows = _settled(organization, since, until).values("month", "person_id")
    summed = rows.annotate(
        text=Sum("delivered", filter=Q(meter=Meter.TEXT), default=0),
        video=Sum("delivered", filter=Q(meter=Meter.VIDEO), default=0),
        assigned=Sum("delivered", filter=Q(is_assigned=True), default=0),
        all_parts=Sum("parts"),
        all_found=Sum("parts_found"),
    ).order_by("month", "person_id")
    names = ("month", "person_id", "text", "video", "assigned", "all_parts", "all_found")
    for month, person_id, text, video, assigned, parts, found in summed.values_list(
        *names
    ).iterator(BATCH):
        figures = Figures(text=text, video=video, assigned=assigned, parts=parts, found=found)
        yield Monthly(month, person_id, figures)


def _settled(organization: Organization, since: datetime, until: datetime):
    rows = Reservation.objects.filter(
        organization=organization,
        state=Reservation.State.SETTLED,
        delivered__gt=0,
        finished_at__gte=since,
        finished_at__lt=until,
    )
    return rows.annotate(month=TruncMonth("finished_at", tzinfo=_site()))


def _costs(organization: Organization, since: datetime, until: datetime) -> Iterator[Monthly]:
    calls = ProviderCall.objects.filter(organization=organization, at__gte=since, at__lt=until)
    months = calls.annotate(month=TruncMonth("at", tzinfo=_site())).values("month", "person_id")
    summed = months.annotate(cost=Sum("cost_microusd")).order_by("month", "person_id")
    for month, person_id, cost in summed.values_list("month", "person_id", "cost").iterator(BATCH):
        yield Monthly(month, person_id, Figures(cost=cost))


def _questions(counted: Iterable[tuple]) -> Iterator[Monthly]:
    for month, person_id, count in counted:
        yield Monthly(month, person_id, Figures(questions=count))


def _by_modality(organization: Organization, since: datetime, until: datetime) -> Iterator[list]:
    rows = _settled(organization, since, until).values("month", "meter")
    made = rows.annotate(
        count=Sum("delivered"), all_parts=Sum("parts"), all_found=Sum("parts_found")
    ).order_by("month", "meter")
    for one in made:
        count, meter = _lessons(one["count"]), one["meter"]
        yield [_month(one["month"]), meter, count, one["all_parts"], one["all_found"]]
    for ask in registries.questions_asked:
        for month, same in groupby(ask(since, until), key=lambda row: row[0]):
            yield [_month(month), Meter.QUESTION.value, sum(row[2] for row in same), None, None]


def _by_month(monthly: Iterable[Monthly]) -> Iterator[list]:
    for month, same in groupby(monthly, key=lambda one: one.month):
        total, people = Figures(), 0
        for one in same:
            total.add(one.figures)
            people += one.person_id is not None
        yield [_month(month), people, *total.cells()]


def _person_row(who: Who, one: Monthly) -> list:
    classes = "; ".join(name for _pk, name, _school in who.classes)
    schools = "; ".join(name for _pk, name in who.schools)
    said = [who.person_id, who.name, who.email, who.role, classes, schools]
    return [_month(one.month), *said, *one.figures.cells()]


def _classes_of(who: Who) -> list[tuple]:
    return who.classes or [(None, _("In no class"), "")]


def _schools_of(who: Who) -> list[tuple]:
    return who.schools or [(None, _("In no school"))]


def _added_up(
    known: Iterable[tuple[Who, Monthly]], groups_of: Callable[[Who], list[tuple]]
) -> Iterator[list]:
    """Of each month, by the names of the groups."""
    for month, same in groupby(known, key=lambda pair: pair[1].month):
        sums: dict[tuple, Figures] = {}
        people: dict[tuple, int] = {}
        for who, one in same:
            for group in groups_of(who):
                sums.setdefault(group, Figures()).add(one.figures)
                people[group] = people.get(group, 0) + (who.person_id is not None)
        for group in sorted(sums, key=lambda group: (group[1], str(group[0]))):
            yield [_month(month), *group, people[group], *sums[group].cells()]


def _with_people(
    organization: Organization, monthly: Iterable[Monthly]
) -> Iterator[tuple[Who, Monthly]]:
    """Three queries for each batch of people."""
    todo = iter(monthly)
    while batch := list(islice(todo, BATCH)):
        people = _people(organization, {one.person_id for one in batch if one.person_id})
        for one in batch:
            yield people.get(one.person_id) or _gone(one.person_id), one


def _people(organization: Organization, ids: set[UUID]) -> dict[UUID | None, Who]:
    rows = Membership.objects.filter(organization=organization, user__in=ids)
    found: dict[UUID | None, Who] = {}
    by_membership: dict[int, Who] = {}
    for row in rows.select_related("user"):
        user = row.user
        found[user.pk] = who = Who(user.pk, str(user), user.email or row.login_name, row.role)
        by_membership[row.pk] = who
    _add_classes(by_membership)
    _add_schools(by_membership)
    return found


def _add_classes(by_membership: dict[int, Who]) -> None:
    """Those that they are in now, and the schools that these are of."""
    rows = ClassMember.objects.filter(membership__in=by_membership, left_at=None)
    in_order = rows.annotate(
        pk_of_class=F("school_class_id"),
        name=F("school_class__name"),
        pk_of_school=F("school_class__school_id"),
        school=F("school_class__school__name"),
    ).order_by("name", "pk_of_class")
    for row in in_order.values(
        "membership_id", "pk_of_class", "name", "pk_of_school", "school"
    ).distinct():
        who = by_membership[row["membership_id"]]
        who.classes.append((row["pk_of_class"], row["name"], row["school"] or ""))
        if row["pk_of_school"] and (row["pk_of_school"], row["school"]) not in who.schools:
            who.schools.append((row["pk_of_school"], row["school"]))


def _add_schools(by_membership: dict[int, Who]) -> None:
    """Where their role holds, beside those of their classes."""
    rows = Membership.schools.through.objects.filter(membership__in=by_membership)
    for membership_id, school_id, name in rows.values_list(
        "membership_id", "school_id", "school__name"
    ).order_by("school__name"):
        if (school_id, name) not in by_membership[membership_id].schools:
            by_membership[membership_id].schools.append((school_id, name))


def _gone(person_id: UUID | None) -> Who:
    """Who was never a member here, or is nobody: storage, reading of sources, deleted accounts."""
    return Who(person_id, _("Nobody in particular") if person_id is None else _("Not a member"))


def _month(month: datetime) -> str:
    return f"{month:%Y-%m}"


def _lessons(thousandths: int) -> str:
    """ "3", "2.5"."""
    return f"{Decimal(thousandths) / WHOLE:f}"


def _dollars(microusd: int) -> str:
    return f"{Decimal(microusd) / MICRO:.6f}"


def _site() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
