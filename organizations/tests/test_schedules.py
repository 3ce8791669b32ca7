"""What runs by the clock: there after the migrations, and not made up for after a pause."""

import pydoc

import pytest
from django_q.conf import Conf
from django_q.models import Schedule

pytestmark = pytest.mark.usefixtures("scheduled")


def test_it_works():
    functions = set(Schedule.objects.values_list("func", flat=True))
    assert {"organizations.tasks.sweep", "library.tasks.purge_stale_uploads"} <= functions


def test_each_schedule_names_a_function():
    for schedule in Schedule.objects.all():
        assert callable(pydoc.locate(schedule.func)), schedule.func


def test_what_was_missed_is_not_made_up_for():
    assert Conf.CATCH_UP is False
