"""A request for a lesson that lost its job is found by the sweep."""

import pytest

from lessons.models import LessonRequest
from lessons.pipeline import KIND
from lessons.services.lessons import Part, request_lesson
from library.tests.factories import add_book
from organizations import jobs
from organizations.models import Job

pytestmark = pytest.mark.usefixtures("in_school")


@pytest.fixture
def request_(in_school) -> LessonRequest:
    return request_lesson(
        user=in_school.bob,
        source=add_book(in_school.organization, in_school.bob),
        part=Part(),
        modalities=["text"],
        language="en",
    )


def test_it_works(request_):
    Job.objects.all().delete()
    jobs.sweep()
    job = Job.objects.active().get()
    assert (job.kind, job.subject_id) == (KIND, request_.pk)
    jobs.sweep()
    assert Job.objects.count() == 1


@pytest.mark.parametrize("state", LessonRequest.FINAL)
def test_what_has_ended_is_left_alone(request_, state):
    Job.objects.all().delete()
    LessonRequest.objects.update(state=state)
    jobs.sweep()
    assert not Job.objects.exists()
