"""The API as tests ask it: with tokens of people and keys of organizations."""

import functools

import pytest

from accounts.tokens import families, keys
from conftest import PASSWORD
from organizations.keys import service
from organizations.scoping import scope

LOGIN, REFRESH = "/api/v1/auth/login", "/api/v1/auth/refresh"
LOGOUT = "/api/v1/auth/logout"


@functools.cache
def _pem() -> bytes:
    """One key pair for all tests: making one takes a while."""
    return keys._pem(keys.generate_private_key(65537, 2048))


@pytest.fixture(scope="session")
def key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(_pem())
    return path


@pytest.fixture(autouse=True)
def one_key(key_file, settings):
    settings.TOKEN_KEYS = [key_file]


def ask(client, path, bearer="", **options):
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return client.get(f"/api/v1/{path}", headers=headers | options.pop("headers", {}), **options)


def post(client, path, body):
    return client.post(path, body, content_type="application/json")


def sign_in(client, user, **more):
    return post(client, LOGIN, {"email": user.email, "password": PASSWORD} | more)


def token(user) -> str:
    return families.issue(user=user).access


def make_key(school, scopes=("sources:read", "search", "lessons:read"), **options) -> str:
    with scope(school.organization.pk):
        return service.create_key(
            organization=school.organization,
            name="Timetable",
            scopes=list(scopes),
            expires_at=options.get("expires_at"),
            by=school.alice,
        )[1]


def is_problem(response, status: int, code: str) -> bool:
    found = response.json()
    return (response.status_code, found["error"], set(found)) == (
        status,
        code,
        {"error", "detail"},
    ) and len(found["detail"]) > 10
