"""What lost its job between two commits, or gave up being deleted, is found by the sweep."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library import services
from library.deletion import KIND as DELETE
from library.ingestion.pipeline import KIND
from library.models import Ingestion, Source
from library.tests.factories import add_source
from organizations import jobs
from organizations.models import Job
from organizations.scoping import unscoped

pytestmark = pytest.mark.usefixtures("across")
LONG_AGO = timezone.now() - timedelta(hours=1)


@pytest.fixture
def across():
    with unscoped("the tests look at every row"):
        yield


def lose(school, *, state, age=LONG_AGO, **fields) -> Source:
    source = add_source(school.organization, school.bob, state=state, **fields)
    Source.objects.filter(pk=source.pk).update(updated_at=age)
    return source


def active(source: Source) -> list[str]:
    return list(Job.objects.active().filter(subject_id=source.pk).values_list("kind", flat=True))


def test_it_works(school):
    source = lose(school, state=Source.State.QUEUED)
    jobs.sweep()
    assert active(source) == [KIND]
    jobs.sweep()
    assert active(source) == [KIND]
    assert Ingestion.objects.filter(source=source).count() == 1


def test_a_crash_between_the_two_commits(school, monkeypatch):
    def crash(**values):
        raise SystemExit

    source = add_source(school.organization, school.bob, state=Source.State.FAILED)
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(jobs, "enqueue", crash)
        services.retry_ingestion(source)
    assert active(source) == []
    jobs.sweep()
    assert active(source) == []  # the second commit may be on its way
    Source.objects.filter(pk=source.pk).update(updated_at=LONG_AGO)
    jobs.sweep()
    assert active(source) == [KIND]


@pytest.mark.parametrize("had_one_before", [True, False])
def test_a_crash_before_the_ingestion_was_made(school, had_one_before):
    source = lose(school, state=Source.State.QUEUED)
    old = Ingestion.objects.filter(source=source)
    if had_one_before:
        old.update(finished_at=LONG_AGO)
    else:
        old.delete()
    jobs.sweep()
    assert active(source) == [KIND]
    assert Ingestion.objects.filter(source=source, finished_at=None).exists()


@pytest.mark.parametrize("state", [s for s in Source.State if s not in ("queued", "processing",
                                                                        "deleting")])  # fmt: skip
def test_what_waits_for_nothing_is_left_alone(school, state):
    source = lose(school, state=state)
    jobs.sweep()
    assert active(source) == []


def test_a_new_job_comes_above_the_fence_of_the_reading_it_goes_on_with(school):
    """Else its worker would have to fail until the attempts had counted that far."""
    source = lose(school, state=Source.State.PROCESSING)
    Ingestion.objects.filter(source=source).update(fence=7)
    jobs.sweep()
    assert jobs.claim("ingestion").fence == 8


def test_what_is_being_read_is_left_alone(school):
    source = lose(school, state=Source.State.QUEUED)
    services.requeue_source(source)
    jobs.claim("ingestion")
    Source.objects.filter(pk=source.pk).update(state=Source.State.PROCESSING, updated_at=LONG_AGO)
    jobs.sweep()
    assert Job.objects.filter(subject_id=source.pk).count() == 1


def test_a_source_of_no_organization_stops_no_sweep(school, charlie):
    lose(school, state=Source.State.QUEUED)
    Source.objects.update(organization_id=school.bob.pk)  # no organization's id
    other = lose(school, state=Source.State.QUEUED)
    jobs.sweep()
    assert active(other) == [KIND]


def test_a_deletion_that_gave_up_is_tried_again(school):
    source = lose(school, state=Source.State.READY)
    services.delete_source(source)
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now())
    jobs.sweep()
    assert active(source) == []  # not at once: what failed four times fails a fifth time
    Job.objects.update(finished_at=LONG_AGO)
    jobs.sweep()
    assert active(source) == [DELETE]
    assert jobs.work("default")
    assert not Source.objects.exists()


def test_a_reading_without_an_ingestion_gives_up_quietly(school):
    source = lose(school, state=Source.State.QUEUED)
    services.requeue_source(source)
    Ingestion.objects.all().delete()
    assert jobs.work("ingestion")
    assert Job.objects.get().state == Job.State.DONE
