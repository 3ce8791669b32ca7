"""Eighty books of one organization do not hold up the single file of another: with real workers."""

import subprocess
import time

import pymupdf
import pytest

from library import uploads
from library.ingestion import pipeline
from library.models import Source
from organizations import jobs
from organizations.models import Job
from organizations.scoping import scope, unscoped
from tests.processes import PYTHON, ROOT, sharing, until

BOOKS, PAGES = 80, 50
MOST_DELAY_S = 30  # beside the time that the file takes when nobody else is there

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


@pytest.fixture
def start_workers(media):
    command = [PYTHON, "manage.py", "worker", "--clusters", "ingestion"]
    processes = []
    with unscoped("the test looks at every row"):
        yield lambda: processes.append(
            subprocess.Popen(command, cwd=ROOT, env=sharing(media), start_new_session=True)
        )
    for process in processes:
        process.terminate()
        process.wait(60)


def make_book(path, number: int):
    """Each with words of its own: nothing of it has been embedded before."""
    document = pymupdf.open()
    for page in range(PAGES):
        text = f"Book {number}, page {page}: a granule of gas rises for {number * PAGES + page} s."
        document.new_page(width=300, height=200).insert_text((20, 40), text, fontsize=9)
    document.save(path)
    document.close()
    return path


def add(organization, user, path) -> Source:
    with scope(organization.pk):
        return uploads.add_file(path=path, user=user, organization=organization).source


def seconds_to_read(organization, user, path) -> float:
    began = time.monotonic()
    source = add(organization, user, path)
    assert until(lambda: Source.objects.get(pk=source.pk).state == Source.State.READY)
    return time.monotonic() - began


def test_it_works(school, charlie, start_workers, tmp_path):
    theirs = charlie.memberships.get().organization
    *many, single, last = (make_book(tmp_path / f"{n}.pdf", n) for n in range(BOOKS + 2))
    for path in many:
        add(school.organization, school.bob, path)
    ours = Source.objects.filter(organization_id=school.organization.pk)
    waiting = ours.filter(state=Source.State.QUEUED)
    start_workers()
    assert until(lambda: ours.filter(state=Source.State.READY).exists())
    beside = seconds_to_read(theirs, charlie, single)
    assert waiting.count() > BOOKS / 2
    for pk in waiting.values_list("pk", flat=True):
        jobs.cancel(kind=pipeline.KIND, subject_id=pk)
    still = Job.objects.active().filter(organization=school.organization)
    assert until(lambda: not still.exists())
    alone = seconds_to_read(theirs, charlie, last)
    print(f"a file of {PAGES} pages: alone {alone:.1f} s, beside {BOOKS} books {beside:.1f} s")
    assert beside - alone <= MOST_DELAY_S
