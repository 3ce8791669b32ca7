"""`manage.py worker`: all clusters, kept up, stopped in order, and nothing done twice."""

import os
import signal
import subprocess
import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import F

from organizations import jobs
from organizations.models import Job
from organizations.scoping import unscoped
from organizations.services.organizations import create_organization
from project.process_identity import ProcessIdentity
from tests import counting
from tests.processes import PYTHON, ROOT, sharing, until

CLUSTERS = ("default", "ingestion", "rendering")
STOP_WITHIN_S = 12
STOPPED_AS_IT_FORKS = """
import os, signal
from django.core.management import execute_from_command_line
cluster = os.getpid()
os.register_at_fork(
    after_in_parent=lambda: cluster == os.getpid() and os.kill(cluster, signal.SIGTERM)
)
execute_from_command_line(["manage.py", "cluster"])
"""
LEASE_S = 3
LONG_LEASE_S = 300  # nothing of this test can be due to its end

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


class Worker:
    def __init__(self, environment: dict[str, str]):
        self.process = subprocess.Popen(
            [PYTHON, "manage.py", "worker"], cwd=ROOT, env=environment, start_new_session=True
        )

    def clusters(self) -> list[int]:
        return [child for child in children(self.process.pid) if "cluster" in command(child)]

    def family(self) -> set[int]:
        found, pending = set(), [self.process.pid]
        while pending:
            pid = pending.pop()
            found.add(pid)
            pending += children(pid)
        return found

    def stop(self, signum: int = signal.SIGTERM) -> int:
        family = self.family()
        self.process.send_signal(signum)
        status = self.process.wait(STOP_WITHIN_S)
        assert until(lambda: not any(command(pid) for pid in family), within_s=STOP_WITHIN_S)
        return status


def children(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except FileNotFoundError:
        return []


def command(pid: int) -> str:
    """Empty for one that has ended, also where nobody has asked how."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture
def start(media, monkeypatch):
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    counting.CountingConfig("tests.counting", counting).ready()
    workers = []

    def start(lease_s: int = LEASE_S) -> Worker:
        workers.append(Worker(sharing(media, lease_s=lease_s)))
        return workers[-1]

    with unscoped("the tests look at every job"):
        yield start
    for worker in workers:
        if worker.process.poll() is None:
            worker.stop()


@pytest.fixture
def school(both_databases):
    return create_organization(name="School")


def add(school, kind: str) -> Job:
    return jobs.enqueue(kind=kind, organization_id=school.pk, subject_id=uuid.uuid4())


def all_done() -> bool:
    return not Job.objects.exclude(state=Job.State.DONE).exists()


def recorded() -> list[list[str]]:
    return [line.split() for line in counting.record().read_text().splitlines()]


def test_it_works(start, school):
    added = [add(school, f"{counting.COUNTED}-{cluster}") for cluster in CLUSTERS]
    worker = start()
    assert until(all_done)
    assert {subject for subject, _ in recorded()} == {str(job.subject_id) for job in added}
    assert len(worker.clusters()) == len(CLUSTERS)
    assert worker.stop() == 0


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_its_slice_at_once(start, school, signum):
    job = add(school, counting.ENDLESS)
    worker = start()
    assert until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exists())
    worker.stop(signum)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 0)


def test_a_cluster_asked_to_stop_as_it_forks_its_sentinel_stops(media, both_databases):
    environment = sharing(media) | {"Q_CLUSTER_NAME": "default", "LECTERN_DB_POOL_SIZE": "0"}
    cluster = subprocess.Popen([PYTHON, "-c", STOPPED_AS_IT_FORKS], cwd=ROOT, env=environment)
    try:
        assert cluster.wait(STOP_WITHIN_S) == 0
    finally:
        cluster.kill()


def test_a_cluster_that_died_is_started_again(start, school):
    worker = start()
    assert until(lambda: len(worker.clusters()) == len(CLUSTERS))
    before = set(worker.clusters())
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: len(set(worker.clusters()) - before) == len(CLUSTERS))
    for cluster in CLUSTERS:
        add(school, f"{counting.COUNTED}-{cluster}")
    assert until(all_done)


def test_what_a_killed_worker_was_at_is_taken_over(start, school):
    job = add(school, counting.ENDLESS)
    first = start()
    assert until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exists())
    pid = first.process.pid
    for child in first.family() - {pid}:  # as when the machine's memory runs out
        os.kill(child, signal.SIGKILL)
    first.stop(signal.SIGKILL)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    start()
    taken_over = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, fence__gt=job.fence)
    assert until(taken_over.exists)


def holder_of(job: Job) -> int:
    """The id of the process that is at it, which has to be one."""
    is_held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exclude(holder="")
    assert until(is_held.exists)
    job.refresh_from_db()
    return ProcessIdentity.parse(job.holder).pid


def test_on_the_same_machine_nobody_waits_for_a_killed_worker_s_lease(start, school):
    job = add(school, counting.ENDLESS)
    first = start(LONG_LEASE_S)
    assert holder_of(job) in first.family()
    for pid in first.family():
        os.kill(pid, signal.SIGKILL)
    first.process.wait()
    second = start(LONG_LEASE_S)
    taken_over = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, fence__gt=job.fence)
    assert until(taken_over.exists, within_s=LONG_LEASE_S / 10)
    assert holder_of(job) in second.family()


def test_a_process_that_died_at_it_is_noticed_by_its_own_worker(start, school):
    job = add(school, counting.ENDLESS)
    worker = start(LONG_LEASE_S)
    os.kill(holder_of(job), signal.SIGKILL)
    taken_over = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, fence__gt=job.fence)
    assert until(taken_over.exists, within_s=LONG_LEASE_S / 10)
    assert holder_of(job) in worker.family()


def test_a_frozen_worker_keeps_what_it_has(start, school):
    job = add(school, counting.ENDLESS)
    start(LONG_LEASE_S)
    pid = holder_of(job)
    os.kill(pid, signal.SIGSTOP)
    for _ in range(3):
        jobs.sweep()
    now = Job.objects.get(pk=job.pk)
    assert (now.state, now.fence, now.holder) == (Job.State.RUNNING, job.fence, job.holder)
    os.kill(pid, signal.SIGCONT)
    os.kill(pid, signal.SIGKILL)
    taken_over = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, fence__gt=job.fence)
    assert until(taken_over.exists, within_s=LONG_LEASE_S / 10)


def test_two_workers_share_and_do_nothing_twice(start, school):
    added = [add(school, f"{counting.COUNTED}-ingestion") for _ in range(150)]
    first, second = start(), start()
    # Each job of a cluster is taken by whichever worker is free.
    assert until(all_done, within_s=90)
    done = Counter(subject for subject, _ in recorded())
    assert done == {str(job.subject_id): 1 for job in added}
    assert not Job.objects.exclude(fence=F("attempts")).exists()
    by = {int(pid) for _, pid in recorded()}
    assert by & first.family()
    assert by & second.family()
