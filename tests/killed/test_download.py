"""A worker is killed while it fetches a page of the web: what was taken stays, the rest follows."""

import signal
import subprocess
import sys

import pytest

from library.addresses.adding import add_address
from library.ingestion.tests.documents import picture
from library.models import Ingestion, Source
from library.tests.web_site import LONG, page, says, standing_in
from organizations.scoping import scope
from project import storage
from tests.killed.acting import end_leases, forget, rows_of
from tests.processes import ROOT, sharing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]
FIGURE = "<figure><img src='/{0}.png' alt='{0}'><figcaption>Figure {0}</figcaption></figure>"
PICTURES = ["/granule.png", "/spot.png"]


@pytest.fixture
def sun(monkeypatch):
    with standing_in(monkeypatch) as site:
        figures = "".join(FIGURE.format(name) for name in ("granule", "spot"))
        site.answers["/sun"] = says(page("The Sun", ("Photosphere", f"{LONG * 4}{figures}")))
        site.answers |= {path: says(picture(), kind="image/png") for path in PICTURES}
        yield site


@pytest.fixture
def worker(media, sun):
    environment = sharing(media, TEST_WEB_PORT=sun.port)

    def start(*place: str) -> int:
        at = ["--at", place[0], "--signal", str(int(signal.SIGKILL))] if place else []
        command = [sys.executable, "-m", "tests.worker_process", "ingestion", *at]
        sun.asked.clear()
        return subprocess.Popen(command, cwd=ROOT, env=environment).wait(300)

    return start


def add(school, sun) -> Source:
    with scope(school.organization.pk):
        return add_address(
            address=sun.url("/sun"), user=school.bob, organization=school.organization
        ).source


def kept_of(source: Source) -> dict[str, int]:
    files = storage.list_files(source.storage_prefix)
    return {file.key.removeprefix(source.storage_prefix): file.size_bytes for file in files}


def test_the_rows_and_files_are_the_same(school, worker, across, sun):
    source = add(school, sun)
    assert worker() == 0
    undisturbed, kept = rows_of(source), kept_of(source)
    assert undisturbed["source"][0][0] == Source.State.READY
    assert sun.paths() == ["/sun", *PICTURES]
    assert len(kept) == 3
    forget(source)

    for place, done, asked in (
        ("download:before", 0, ["/sun", *PICTURES]),
        ("download:after", 1, PICTURES),
    ):
        source = add(school, sun)
        assert worker(place) == -signal.SIGKILL
        entry = Ingestion.objects.get(source=source).stages["download"]
        assert (entry["state"], entry["done"]) == ("running", done)
        end_leases()
        assert worker() == 0
        assert sun.paths() == asked, place
        assert rows_of(source) == undisturbed, place
        assert kept_of(source) == kept, place
        forget(source)
