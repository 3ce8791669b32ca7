"""Jobs: fair, claimed once, counted before the work, fenced, swept."""

import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from organizations import jobs
from organizations.models import Job
from organizations.scoping import scope, unscoped
from organizations.services.closing import mark_closed, restore_organization
from organizations.services.organizations import create_organization
from organizations.slices import LeaseLost
from project.errors import Invalid, ProviderError
from project.process_identity import ProcessIdentity

pytestmark = pytest.mark.django_db(databases=["default", "content"], transaction=True)


@pytest.fixture
def across():
    with unscoped("the tests look at every job"):
        yield


@pytest.fixture
def kind(monkeypatch):
    """A kind of job whose handler a test can set; what it was told is in `calls`."""

    class Kind:
        calls: list = []
        failed: list = []
        answers: list = []

        def run(self, slice_):
            self.calls.append(slice_.job.subject_id)
            answer = self.answers.pop(0) if self.answers else True
            if isinstance(answer, Exception):
                raise answer
            return answer

        def fail(self, subject_id, fence, sentence):
            self.failed.append(sentence)

    kind = Kind()
    kind.calls, kind.failed, kind.answers = [], [], []
    monkeypatch.setitem(jobs._kinds, "test", jobs.JobKind("test", "ingestion", kind.run, kind.fail))
    return kind


def add(organization, subject=None):
    return jobs.enqueue(
        kind="test", organization_id=organization.pk, subject_id=subject or uuid.uuid4()
    )


def make_due():
    Job.objects.update(run_after=timezone.now())


@pytest.fixture
def school(db):
    return create_organization(name="School")


def test_it_works(school, kind, across):
    job = add(school)
    assert OrmQ.objects.count() == 1  # a worker was woken
    assert jobs.work("ingestion")
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert kind.calls == [job.subject_id]


def test_nothing_due_is_no_work(school, kind):
    assert not jobs.work("ingestion")


def test_asked_twice_it_is_one_job(school, kind):
    subject = uuid.uuid4()
    assert add(school, subject) == add(school, subject)


def test_done_once_it_can_be_asked_again(school, kind):
    subject = uuid.uuid4()
    first = add(school, subject)
    jobs.work("ingestion")
    assert add(school, subject) != first


def test_eighty_books_of_one_do_not_hold_up_the_file_of_another(school, kind, across):
    other = create_organization(name="Other")
    kind.answers = [False] * 100
    for _ in range(80):
        add(school)
    jobs.work("ingestion")
    single = add(other)
    jobs.work("ingestion")
    assert kind.calls[-1] == single.subject_id


def test_what_was_begun_goes_before_what_was_not(school, kind):
    kind.answers = [False, False]
    first, _second = add(school), add(school)
    jobs.work("ingestion")
    jobs.work("ingestion")
    assert kind.calls == [first.subject_id, first.subject_id]


def test_a_slice_that_ends_well_forgets_the_attempts(school, kind, across):
    kind.answers = [ProviderError("busy", retryable=True), False]
    job = add(school)
    jobs.work("ingestion")
    make_due()
    jobs.work("ingestion")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.fence) == (Job.State.QUEUED, 0, 2)


def test_an_error_of_ours_fails_at_once_with_its_sentence(school, kind, across):
    kind.answers = [Invalid("The file is locked.")]
    job = add(school)
    jobs.work("ingestion")
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert kind.failed == ["The file is locked."]


def test_an_unknown_error_is_tried_again_later_and_then_given_up(school, kind, across, settings):
    kind.answers = [RuntimeError("boom")] * 9
    job = add(school)
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert jobs.work("ingestion")
        make_due()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "boom" in job.error
    assert kind.failed == [jobs.GAVE_UP]


def test_it_backs_off_before_trying_again(school, kind):
    kind.answers = [RuntimeError("boom")]
    add(school)
    jobs.work("ingestion")
    assert not jobs.work("ingestion")


def test_what_kills_its_worker_is_given_up_too(school, kind, across, settings):
    job = add(school)
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert jobs.claim("ingestion")  # and the worker dies
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.work("ingestion")
    job.refresh_from_db()
    assert (job.state, kind.calls) == (Job.State.FAILED, [])
    assert kind.failed == [jobs.GAVE_UP]


def test_a_worker_that_wakes_late_changes_nothing(school, kind, across):
    job = add(school)
    late = jobs.claim("ingestion")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.work("ingestion")
    with pytest.raises(LeaseLost):
        late.pause()
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_cancelled_job_is_lost_to_its_worker(school, kind, across):
    job = add(school)
    slice_ = jobs.claim("ingestion")
    jobs.cancel(kind="test", subject_id=job.subject_id)
    with pytest.raises(LeaseLost):
        slice_.finish(Job.State.DONE)


def test_the_sweep_wakes_for_a_lost_message(school, kind):
    add(school)
    OrmQ.objects.all().delete()
    assert jobs.sweep() == 1
    assert OrmQ.objects.get().key == "ingestion"
    assert jobs.sweep() == 0  # one message is enough


def test_the_sweep_leaves_a_worker_alone_that_is_at_it(school, kind):
    add(school)
    jobs.claim("ingestion")
    OrmQ.objects.all().delete()
    assert jobs.sweep() == 0


# What processes of this machine held


def abandon(job, *, attempts: int = 1) -> None:
    """As if the process that claimed it had ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    holder = ProcessIdentity.of(ended.pid)
    ended.communicate()
    Job.objects.filter(pk=job.pk).update(holder=str(holder), attempts=attempts)


def test_what_a_process_held_that_is_gone_goes_on_at_once(school, kind, across):
    job = add(school)
    gone = jobs.claim("ingestion")
    abandon(job)
    jobs.sweep()
    assert jobs.work("ingestion")
    assert kind.calls == [job.subject_id]
    with pytest.raises(LeaseLost):
        gone.pause()


def test_what_goes_on_killing_its_workers_has_to_wait(school, kind, across):
    job = add(school)
    jobs.claim("ingestion")
    abandon(job, attempts=2)
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.holder) == (Job.State.QUEUED, 2, "")
    assert not jobs.work("ingestion")
    make_due()
    assert jobs.work("ingestion")


def test_what_another_machine_holds_is_left_to_it(school, kind, across):
    job = add(school)
    jobs.claim("ingestion")
    abandon(job)
    job.refresh_from_db()
    Job.objects.update(holder=f"elsewhere-{job.holder}")
    jobs.sweep()
    assert not jobs.work("ingestion")


def test_nobody_holds_what_was_let_go(school, kind, across):
    kind.answers = [False, RuntimeError("boom"), True]
    job = add(school)
    for _ in range(3):
        make_due()
        jobs.work("ingestion")
        job.refresh_from_db()
        assert (job.holder, job.lease_until) == ("", None)
    assert job.state == Job.State.DONE


def close(organization):
    with scope(organization.pk):
        mark_closed(organization)


def test_a_closed_organization_is_not_worked_for_until_it_is_restored(across, kind):
    school, other = create_organization(name="Closed"), create_organization(name="Open")
    job, theirs = add(school), add(other)
    close(school)
    assert jobs.work("ingestion")
    assert kind.calls == [theirs.subject_id]
    assert not jobs.work("ingestion")
    OrmQ.objects.all().delete()
    assert jobs.sweep() == 0
    with scope(school.pk):
        restore_organization(organization=school)
    assert OrmQ.objects.filter(key="ingestion").exists()
    assert jobs.work("ingestion")
    assert kind.calls == [theirs.subject_id, job.subject_id]


def test_what_runs_when_its_organization_closes_ends_and_goes_on_later(across, kind, monkeypatch):
    monkeypatch.setattr("organizations.slices.LOOK_S", 0)
    school = create_organization(name="Closed")
    job = add(school)
    ends = []

    def run(slice_):
        if not ends:
            close(school)
        try:
            slice_.is_over()
        except LeaseLost:
            ends.append("LeaseLost")
            raise
        return True

    monkeypatch.setitem(jobs._kinds, "test", jobs.JobKind("test", "ingestion", run, kind.fail))
    assert jobs.work("ingestion")
    job.refresh_from_db()
    assert (job.state, job.attempts, ends) == ("queued", 0, ["LeaseLost"])
    with scope(school.pk):
        restore_organization(organization=school)
    assert jobs.work("ingestion")
    job.refresh_from_db()
    assert (job.state, kind.failed) == ("done", [])
