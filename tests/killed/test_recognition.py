"""A worker is killed while it recognises a scan: recognised pages stay, the rest follow."""

import json
import signal
import subprocess
import sys

import pymupdf
import pytest

from library import uploads
from library.ingestion.tests import scans
from library.models import Ingestion, Page, Source
from organizations.scoping import scope
from tests.killed.acting import end_leases, forget, rows_of
from tests.processes import ROOT, sharing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]
LINES = pymupdf.Rect(50, 200, 480, 250)


@pytest.fixture
def worker(media):
    environment = sharing(media)
    given = json.loads(environment["LECTERN_TEST_WORKER"]) | {"ocr": ["rapidocr"]}
    environment["LECTERN_TEST_WORKER"] = json.dumps(given)

    def start(*place: str) -> int:
        at = ["--at", place[0], "--signal", str(int(signal.SIGKILL))] if place else []
        command = [sys.executable, "-m", "tests.worker_process", "ingestion", *at]
        return subprocess.Popen(command, cwd=ROOT, env=environment).wait(300)

    return start


def add_scans(school, path) -> Source:
    with scope(school.organization.pk):
        return uploads.add_file(path=path, user=school.bob, organization=school.organization).source


def test_the_rows_are_the_same(school, worker, across, tmp_path):
    with pymupdf.open() as document:
        for turned in (0, 1, 2):
            scans.add_scan(document, 3, clip=LINES, quarters=turned)
        document.save(path := tmp_path / "scans.pdf")
    source = add_scans(school, path)
    assert worker() == 0
    undisturbed = rows_of(source)
    assert undisturbed["source"][0][0] == Source.State.READY
    assert [page[2] for page in undisturbed["pages"]] == ["ocr"] * 3
    forget(source)

    for place, recognised in (("recognise:before", 0), ("recognise:after", 1)):
        source = add_scans(school, path)
        assert worker(place) == -signal.SIGKILL
        assert Page.objects.filter(source=source, outcome="ocr").count() == recognised
        assert Ingestion.objects.get(source=source).stages["recognise"]["done"] == recognised
        end_leases()
        assert worker() == 0
        assert rows_of(source) == undisturbed, place
        forget(source)
