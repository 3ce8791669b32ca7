"""The plans as the database has them, and how they come there."""

import time
from threading import Lock

from django.db import connection, router, transaction

from billing.models import Plan
from organizations.plan_file import OrganizationPlan, PersonPlan, plan_file

FOR_S = 30.0  # a process may know a plan by its old numbers so long
FIRST_PLAN = "free"
LARGEST_PLAN = "premium"  # its fair use holds for whom an organization covers

_known: dict[str, Plan] = {}
_known_until = 0.0
_lock = Lock()


def plan(key: str) -> Plan:
    """Read seldom: a question must not pay for it. Raises KeyError for one that is not there."""
    global _known, _known_until
    with _lock:
        if time.monotonic() > _known_until or key not in _known:
            _known = {row.pk: row for row in Plan.objects.all()}
            _known_until = time.monotonic() + FOR_S
        return _known[key]


def is_for_people(key: str) -> bool:
    """Whether a person can have it: an admin may have given them one that nobody knows."""
    try:
        return plan(key).for_whom == Plan.For.PERSON
    except KeyError:
        return False


def forget_plans(**_signal) -> None:
    global _known_until
    with _lock:
        _known_until = 0.0


def fill_plans(*, using: str = "default", **_signal) -> None:
    """The rows as the file says, but for those that somebody has edited. Safe to call again.

    Called after each migration, of either database: plans are in one of them.
    """
    if using != router.db_for_write(Plan) or Plan._meta.db_table not in _tables():
        return
    with transaction.atomic():
        edited = set(Plan.objects.filter(is_edited=True).values_list("pk", flat=True))
        for row in _of_the_file():
            if row.pk not in edited:
                row.save()
    forget_plans()


def _tables() -> list[str]:
    """Migrations may have gone back to before there were plans."""
    return connection.introspection.table_names()


def _counted(said: PersonPlan | OrganizationPlan) -> dict:
    """What a row has of a plan: its price is a row of its own, once it is at Stripe."""
    return said.model_dump(exclude={"price"})


def _of_the_file() -> list[Plan]:
    people = [
        Plan(key=key, for_whom=Plan.For.PERSON, order=order, **_counted(said))
        for order, (key, said) in enumerate(plan_file().people.items())
    ]
    organizations = [
        Plan(key=key, for_whom=Plan.For.ORGANIZATION, order=order, **_counted(said))
        for order, (key, said) in enumerate(plan_file().organizations.items())
    ]
    return people + organizations
