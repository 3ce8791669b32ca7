"""An admin whose membership names schools: what is theirs, and what is the whole organization's."""

import pytest

from conftest import add_to
from library.tests.factories import add_source
from organizations.models import AuditEntry, Membership, OrganizationKey, Role
from organizations.services.settings import version_of
from organizations.tests.factories import add_admin_of, add_school, membership

WHOLE = [
    "manage/settings/",
    "manage/look/",
    "manage/audit/",
    "manage/data/",
    "sign-in-settings/",
    "api-keys/",
    "rosters/",
]


@pytest.fixture
def north(in_school):
    return add_school(in_school.organization, "North")


@pytest.fixture
def nina(north, in_school, sign_in):
    """Signed in, an admin of North alone."""
    return sign_in(add_admin_of(north, "nina"))


def test_it_works(nina, in_school):
    """The menu holds what is theirs, and each page of it opens."""
    page = nina.get(in_school.url("manage/")).content.decode()
    for path in ("people/", "classes/", "schools/", "library/overview/"):
        assert f'href="{in_school.url(path)}"' in page
        assert nina.get(in_school.url(path)).status_code == 200


@pytest.mark.parametrize("path", WHOLE)
def test_what_is_of_the_whole_is_refused_and_not_in_the_menu(path, nina, in_school, sign_in):
    answer = nina.get(in_school.url(path))
    assert answer.status_code == 403
    assert "You run some schools" in answer.content.decode()
    link = f'href="{in_school.url(path)}"'
    assert link not in nina.get(in_school.url("manage/")).content.decode()
    alice = sign_in(in_school.alice)
    assert link in alice.get(in_school.url("manage/")).content.decode()
    assert alice.get(in_school.url(path)).status_code == 200


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("manage/settings/", {"name": "Mine"}),
        ("manage/look/", {"left": "#0b5d1e"}),
        ("sign-in-settings/", {"by_domain": "closed", "role": "student"}),
        ("api-keys/", {"name": "Clock", "scopes": "search"}),
        ("manage/data/exports/", {}),
        ("manage/audit/export/", {}),
    ],
)
def test_a_form_that_is_sent_all_the_same_changes_nothing(path, sent, nina, in_school):
    organization = in_school.organization
    before = organization.settings
    answer = nina.post(in_school.url(path), sent | {"seen": version_of(organization)})
    assert answer.status_code == 403
    assert "this is for its other admins" in answer.content.decode()
    organization.refresh_from_db()
    assert (organization.name, organization.settings) == ("Riverside High", before)
    assert not OrganizationKey.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_dashboard_counts_what_is_theirs(nina, north, in_school, sign_in):
    """And says nothing of the organization's limits, work, storage and costs."""
    add_source(in_school.organization, in_school.bob, title="Beta", is_restricted=True)
    bob = membership(in_school.organization, in_school.bob)
    page = nina.get(in_school.url("manage/")).content.decode()
    assert "<dt>Teacher</dt>" not in page
    for of_the_whole in ("Storage", "This month", "Background work", "costs"):
        assert of_the_whole not in page
    assert _fact(page, "Ready") == "0"
    bob.schools.set([north])
    page = nina.get(in_school.url("manage/")).content.decode()
    assert (_fact(page, "Teacher"), _fact(page, "Ready")) == ("1", "1")
    whole = sign_in(in_school.alice).get(in_school.url("manage/")).content.decode()
    assert "Storage" in whole
    assert "Background work" in whole


def _fact(page: str, label: str) -> str:
    after = page.partition(f"<dt>{label}</dt>")[2]
    return after.partition("</dd>")[0].partition(">")[2].strip()


def test_of_storage_the_overview_tells_the_whole_s_admins_alone(nina, in_school, sign_in):
    url = in_school.url("library/overview/")
    assert "storage-title" not in nina.get(url).content.decode()
    assert "storage-title" in sign_in(in_school.alice).get(url).content.decode()


@pytest.fixture
def people(north, in_school) -> dict[str, Membership]:
    """nina; the owner; alice and bob of the whole; a pupil and an admin of North and South."""
    organization = in_school.organization
    south = add_school(organization, "South")
    add_to(organization, "olga", Role.OWNER)
    for name, role, schools in (
        ("pia", Role.STUDENT, [north]),
        ("sara", Role.ADMIN, [south]),
        ("both", Role.ADMIN, [north, south]),
    ):
        membership(organization, add_to(organization, name, role)).schools.set(schools)
    rows = Membership.objects.filter(organization=organization).select_related("user")
    return {person.user.name.lower(): person for person in rows}


TAMPERED = [
    ("pia", "role", {"role": "owner"}, 403, "you cannot make somebody owner"),
    ("pia", "role", {"role": "king"}, 422, ""),
    ("nina", "role", {"role": "owner"}, 403, "you cannot make somebody owner"),
    ("both", "role", {"role": "student"}, 403, "is not yours to change"),
    ("alice", "role", {"role": "student"}, 404, "not yours to see"),
    ("olga", "role", {"role": "student"}, 404, "not yours to see"),
    ("sara", "role", {"role": "student"}, 404, "not yours to see"),
    ("nina", "schools", {"schools": []}, 403, "You run some schools"),
    ("pia", "schools", {"schools": []}, 403, "You run some schools"),
    ("both", "schools", {"schools": ["north"]}, 403, "is not yours to change"),
    ("nina", "schools", {"schools": ["north", "south"]}, 404, ""),
    ("bob", "deactivate", {}, 404, "not yours to see"),
]


@pytest.mark.parametrize(("whom", "what", "sent", "status", "said"), TAMPERED)
def test_nobody_raises_anybody_by_a_form_that_was_tampered_with(
    nina, people, in_school, north, whom, what, sent, status, said
):
    ids = {school.name.lower(): str(school.pk) for school in type(north).objects.all()}
    sent = {key: [ids.get(each, each) for each in _listed(value)] for key, value in sent.items()}
    before = _everybody(in_school)
    answer = nina.post(in_school.url(f"people/{people[whom].pk}/{what}/"), sent)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert _everybody(in_school) == before
    assert not AuditEntry.objects.exists()


def _listed(value) -> list:
    return value if isinstance(value, list) else [value]


def _everybody(school) -> list[tuple]:
    rows = Membership.objects.filter(organization=school.organization).order_by("pk")
    return list(rows.values_list("pk", "role", "ended_at", "schools"))


def test_in_their_school_they_change_roles(nina, people, in_school):
    url = in_school.url(f"people/{people['pia'].pk}/role/")
    assert nina.post(url, {"role": "guardian"}).status_code == 302
    people["pia"].refresh_from_db()
    assert people["pia"].role == Role.GUARDIAN
