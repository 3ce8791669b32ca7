"""The Django admin is the platform admins' and nobody else's."""

import pytest

from accounts.services import add_person
from library.models import Source
from organizations import jobs
from organizations.scoping import unscoped

PAGES = [
    "accounts/user/",
    "accounts/user/add/",
    "organizations/organization/",
    "organizations/organization/add/",
    "organizations/job/",
]


@pytest.fixture
def platform_admin(both_databases):
    return add_person(
        email="platform@lectern.example", password="x", is_staff=True, is_superuser=True
    )


@pytest.mark.parametrize("page", PAGES)
def test_it_works(school, platform_admin, sign_in, page):
    with unscoped("a test"):
        source = Source.objects.create(organization_id=school.organization.pk, title="A book")
    jobs.enqueue(kind="ingest_source", organization_id=school.organization.pk, subject_id=source.pk)
    assert sign_in(platform_admin).get(f"/admin/{page}").status_code == 200


@pytest.mark.parametrize("who", ["alice", "bob", "dana"])
def test_nobody_of_a_school_gets_in(school, sign_in, who):
    response = sign_in(getattr(school, who)).get("/admin/organizations/job/")
    assert response.status_code == 302
    assert "/admin/login/" in response.url


def test_a_platform_admin_of_no_school_lands_in_the_admin(platform_admin, sign_in):
    assert sign_in(platform_admin).get("/").url == "/admin/"
