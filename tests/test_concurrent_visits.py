"""240 page views at once end in pages or in a 503, never in a database error.

The site is a real uvicorn process on the rows of the test.
"""

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections, transaction

from library.tests.factories import add_book
from organizations.scoping import scope
from tests.processes import ROOT, sharing, until
from tests.visits import abandon_at_once, visit_at_once, visit_one

AT_ONCE = 240
POOL_SIZE = 14  # project/asgi.py

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]

APPLICATION = "project.asgi:application"
QUIET = ["--no-access-log", "--log-level", "warning"]


class Site:
    """A web process, its sign-in, and what it holds of PostgreSQL."""

    def __init__(self, environment: dict[str, str], log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", APPLICATION, "--port", str(self.port), *QUIET],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def connections(self) -> list[int]:
        """How many it holds of each database: theirs, less those of this test."""
        counts = []
        for alias in ("default", "content"):
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
                counts.append(cursor.fetchone()[0])
        return counts

    def is_waiting_for_a_lock(self, cursor) -> bool:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@pytest.fixture
def start_site(media, tmp_path):
    sites, log = [], (tmp_path / "site.log").open("w+")

    def start(**variables: str) -> Site:
        site = Site(sharing(media) | variables, log)
        sites.append(site)
        assert until(site.answers), log_text(log)
        return site

    yield start
    for site in sites:
        site.process.terminate()
        site.process.wait(15)
    said = log_text(log)
    assert "Traceback" not in said and "ERROR" not in said, said


def log_text(log) -> str:
    log.flush()
    log.seek(0)
    return log.read()


@pytest.fixture
def cookie(school, sign_in) -> str:
    return sign_in(school.bob).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def paths(school) -> list[str]:
    with scope(school.organization.pk):
        source = add_book(school.organization, school.bob)
    return [school.url("library/"), school.url(f"library/{source.pk}/")]


def test_it_works(start_site, school, cookie, paths):
    site = start_site()
    seen = visit_at_once(site.port, paths * (AT_ONCE // 2), cookie=cookie)
    assert {visit.status for visit in seen} <= {200, 503}
    assert all("retry-after" in visit.headers for visit in seen if visit.status == 503)
    assert max(site.connections()) <= POOL_SIZE
    after = visit_one(site.port, paths[1], cookie=cookie)
    assert (after.status, b"Astronomy" in after.body) == (200, True)


def test_who_comes_to_a_full_house_is_shown_when_to_come_back(start_site, cookie, paths):
    site = start_site(LECTERN_WEB_CONCURRENCY="1", LECTERN_WEB_LINE="0")
    with ThreadPoolExecutor() as threads:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("LOCK TABLE organizations_membership")  # so that a page takes long
            first = threads.submit(visit_one, site.port, paths[0], cookie=cookie)
            assert until(lambda: site.is_waiting_for_a_lock(cursor))
            refused = visit_one(site.port, paths[0], cookie=cookie)
        assert first.result().status == 200
    assert (refused.status, refused.headers["retry-after"]) == (503, "10")
    assert b"Wait ten seconds" in refused.body
    # The first one's place is given back a moment after its visitor has the whole page.
    assert until(lambda: visit_one(site.port, paths[0], cookie=cookie).status == 200)


def test_visitors_who_go_away_take_no_place_with_them(start_site, cookie, paths):
    site = start_site(LECTERN_WEB_CONCURRENCY="4", LECTERN_DB_POOL_SIZE="6")
    for _ in range(3):
        abandon_at_once(site.port, paths * 30, cookie=cookie)
    seen = visit_at_once(site.port, paths * 10, cookie=cookie)
    assert [visit.status for visit in seen] == [200] * 20
    assert max(site.connections()) <= 6
