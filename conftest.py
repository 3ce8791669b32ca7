"""Personas and both databases; nothing reaches the network.

`school` has alice (admin), bob (teacher) and dana (student); charlie is a stranger, with a
school of his own.
"""

import os
import socket
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from accounts.services import add_person
from organizations.models import Organization, Role
from organizations.scoping import scope
from organizations.services.organizations import create_organization
from organizations.services.people import add_member

PASSWORD = "a long enough password"
BY_MIGRATIONS = {"django_content_type", "auth_permission"}


@dataclass
class School:
    organization: Organization
    alice: User
    bob: User
    dana: User

    def url(self, path: str) -> str:
        return f"/o/{self.organization.slug}/{path}"


def add_to(organization: Organization, name: str, role: Role) -> User:
    user = add_person(
        email=f"{name}@{organization.slug}.example", password=PASSWORD, name=name.title()
    )
    add_member(organization=organization, user=user, role=role)
    return user


@pytest.fixture
def school(both_databases) -> School:
    organization = create_organization(name="Riverside High")
    return School(
        organization,
        alice=add_to(organization, "alice", Role.ADMIN),
        bob=add_to(organization, "bob", Role.TEACHER),
        dana=add_to(organization, "dana", Role.STUDENT),
    )


@pytest.fixture
def charlie(both_databases) -> User:
    return add_to(create_organization(name="Hillside High"), "charlie", Role.ADMIN)


@pytest.fixture
def both_databases(request):
    """Rows in `default` and `content`; rolled back after the test."""
    request.getfixturevalue("db")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Who asks for both databases is marked so before pytest-django looks: by the marks of all it
    decides which test databases it makes, and puts those that commit behind the others.
    """
    for item in items:
        names = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        if "both_databases" in names and marker is None:
            item.add_marker(pytest.mark.django_db(databases=["default", "content"]))
        if "transactional_db" in names or (marker and marker.kwargs.get("transaction")):
            names.insert(0, "caches_of_its_own")


@pytest.fixture(scope="session", autouse=True)
def few_tables_are_emptied():
    """After real commits only what holds rows is emptied, row by row: to truncate makes a file anew
    for each table and index. What Django writes after migrations stays and is not written again."""
    truncate = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences:
            return truncate(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
        names = {name: self.quote_name(name) for name in sorted({*tables} - BY_MIGRATIONS)}
        with self.connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted})"
                    for name, quoted in names.items()
                )
            )
            filled = [name for (name,) in cursor.fetchall()]
        # References in any order, and of rows that refuse to go.
        unguarded = "SET LOCAL session_replication_role = replica"
        return [unguarded, *(f"DELETE FROM {names[name]}" for name in filled)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture
def caches_of_its_own(django_db_setup, django_db_blocker):
    """What a test with real commits kept: the tables of caches are no model's, so that no flush
    empties them."""
    yield
    with django_db_blocker.unblock():
        for cache in caches.all():
            cache.clear()


@pytest.fixture
def in_school(school):
    """Run the test inside the school's scope, as a request to it would."""
    with scope(school.organization.pk):
        yield school


@pytest.fixture
def sign_in(client):
    def as_user(user: User):
        client.force_login(user)
        return client

    return as_user


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test are its own."""
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = storages["default"]["OPTIONS"] | {
        "location": tmp_path / "media"
    }
    settings.STORAGES = storages
    settings.DATA_DIR = tmp_path
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def caches_awake(monkeypatch):
    """A cache that is down in one test is asked again in the next."""
    monkeypatch.setattr("project.caching._resting_until", 0.0)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Only this machine can be reached: sockets to anywhere else fail the test."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1", "localhost"}:
            return connect(self, address)
        raise AssertionError(f"a test tried to reach {address}")

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def scheduled(db):
    """What migrations schedule, by the migrations: a test that empties every table may have run
    before on the same database."""
    for migration in MigrationLoader(None).disk_migrations.values():
        for step in migration.operations:
            if isinstance(step, RunPython) and step.code.__name__.startswith("schedule"):
                step.code(apps, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where browser tests are required, one that is skipped has failed."""
    report = yield
    required = os.environ.get("LECTERN_REQUIRE_BROWSER") and item.get_closest_marker("browser")
    if report.skipped and required:
        report.outcome = "failed"
        report.longrepr = f"A browser test was skipped: {report.longrepr}"
    return report
