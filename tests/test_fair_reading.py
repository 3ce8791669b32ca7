"""Eighty books of one organization do not hold up the single file of another: with real workers."""

import subprocess
import time

import pymupdf
import pytest

from library import uploads
from library.models import Source
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
def workers(media):
    command = [PYTHON, "manage.py", "worker", "--clusters", "ingestion"]
    process = subprocess.Popen(command, cwd=ROOT, env=sharing(media), start_new_session=True)
    with unscoped("the test looks at every row"):
        yield process
    process.terminate()
    process.wait(15)


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


def test_it_works(school, charlie, workers, tmp_path):
    theirs = charlie.memberships.get().organization
    paths = [make_book(tmp_path / f"{number}.pdf", number) for number in range(BOOKS + 3)]
    seconds_to_read(theirs, charlie, paths.pop())  # the worker loads its models
    alone = seconds_to_read(theirs, charlie, paths.pop())
    single = paths.pop()
    for path in paths:
        add(school.organization, school.bob, path)
    assert until(lambda: Job.objects.filter(claimed_at__isnull=False).count() > 2)
    beside = seconds_to_read(theirs, charlie, single)
    waiting = Source.objects.filter(state=Source.State.QUEUED).count()
    print(f"alone {alone:.1f} s, beside {BOOKS} books {beside:.1f} s, {waiting} of them still wait")
    assert waiting > 0
    assert beside - alone <= MOST_DELAY_S
