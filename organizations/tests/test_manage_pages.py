"""The pages from which an org admin runs the organization."""

import csv
import io
import json

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient

from organizations import audit, managing
from organizations.forms.settings import BrandingForm, SettingsForm
from organizations.links import url_in
from organizations.models import AuditEntry, Membership, Organization
from organizations.services.settings import version_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def alice(school, sign_in):
    return sign_in(school.alice)


def values(organization: Organization, **changed) -> dict:
    """What the settings form would send as it stands, but for what is changed."""
    organization.refresh_from_db()
    seen = {"seen": version_of(organization)}
    return SettingsForm.initial_of(organization) | seen | changed


def look(organization: Organization, **changed) -> dict:
    organization.refresh_from_db()
    kept = BrandingForm.initial_of(organization.options)
    filled = {name: value or "" for name, value in kept.items()}
    return filled | {"seen": version_of(organization)} | changed


def test_the_dashboard_counts_people(alice, school):
    page = alice.get(school.url("manage/"))
    assert page.status_code == 200
    assert "Teacher" in page.text
    assert "Background work" in page.text


def test_the_dashboard_costs_a_fixed_number_of_queries(
    alice, school, django_assert_max_num_queries
):
    with django_assert_max_num_queries(21):
        alice.get(school.url("manage/"))


def test_settings_are_saved_and_written_down(in_school, alice):
    organization = in_school.organization
    sent = values(organization, name="Riverside Studio", word_class="studio", chunk_tokens=800)
    assert alice.post(in_school.url("manage/settings/"), sent).status_code == 302
    organization.refresh_from_db()
    assert organization.name == "Riverside Studio"
    assert organization.chunk_tokens == 800
    assert organization.options.words["class"] == "studio"
    entry = AuditEntry.objects.get()
    assert entry.action == "settings.changed"
    assert entry.actor == in_school.alice
    changed = ["knowledge_base.chunk_tokens", "name", "words.class"]
    assert sorted(entry.detail["settings"]) == changed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"chunk_tokens": 200}, "greater than or equal to 500"),
        ({"regimes": ["coppa"], "consent_basis": "own"}, "COPPA"),
        ({"word_class": "gang"}, "Select a valid choice"),
        ({"name": ""}, "required"),
        ({"name": "x" * 2_000_000}, "at most 200"),
        ({"retention_days": 3}, "30"),
        ({"grade_levels": "x" * 30}, "at most 20"),
    ],
)
def test_settings_that_cannot_be_change_nothing(in_school, alice, changed, said):
    organization = in_school.organization
    before = values(organization)
    page = alice.post(in_school.url("manage/settings/"), before | changed)
    assert page.status_code == 422
    assert said in page.text
    assert values(organization) == before
    assert not AuditEntry.objects.exists()


def test_what_somebody_else_changed_is_not_overwritten(in_school, alice):
    organization = in_school.organization
    mine = values(organization, chunk_tokens=700)
    alice.post(in_school.url("manage/settings/"), values(organization, chunk_tokens=900))
    page = alice.post(in_school.url("manage/settings/"), mine)
    assert page.status_code == 422
    assert "Somebody else changed" in page.text
    organization.refresh_from_db()
    assert organization.chunk_tokens == 900


def test_a_tampered_form_changes_no_plan(in_school, alice):
    organization = in_school.organization
    sent = values(organization, org_plan="enterprise", monthly_video_limit=10**6, domain="x.edu")
    alice.post(in_school.url("manage/settings/"), sent)
    organization.refresh_from_db()
    assert organization.options.pricing.org_plan == "standard"
    assert (organization.monthly_video_limit, organization.domain) == (300, "")


def test_the_look_is_on_every_page(in_school, alice):
    organization = in_school.organization
    sent = look(organization, left="#0b5d1e", logo=SimpleUploadedFile("ours.png", PNG))
    assert alice.post(in_school.url("manage/look/"), sent).status_code == 302
    organization.refresh_from_db()
    home = alice.get(in_school.url(""))
    assert f"brand.css?v={organization.brand_version}" in home.text
    assert 'class="brand-logo"' in home.text
    css = alice.get(in_school.url("brand.css"))
    assert "--left: light-dark(#0b5d1e, #8db8ee)" in css.text
    file = alice.get(alice.get(in_school.url("logo")).url)
    assert b"".join(file.streaming_content) == PNG


def test_without_a_look_of_its_own_there_is_nothing_to_load(alice, school):
    assert "brand.css" not in alice.get(school.url("")).text
    assert alice.get(school.url("logo")).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"left": "#ffff00"}, "contrast"),
        ({"left_dark": "#111111"}, "contrast"),
        ({"right": "red; } body { display: none"}, "right"),
        ({"logo": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")}, "no PNG"),
        ({"logo": SimpleUploadedFile("x.png", PNG + b"0" * 600_000)}, "512 KB"),
    ],
)
def test_a_look_that_cannot_be_read_is_refused(in_school, alice, changed, said):
    page = alice.post(in_school.url("manage/look/"), look(in_school.organization, **changed))
    assert page.status_code == 422
    assert said in page.text
    in_school.organization.refresh_from_db()
    assert in_school.organization.brand_version == ""


def test_the_audit_shows_ours_and_only_ours(in_school, alice, charlie):
    audit.record("people.invited", organization=in_school.organization)
    theirs = charlie.memberships.get().organization
    audit.record("people.removed", organization=theirs)
    page = alice.get(in_school.url("manage/audit/"))
    assert "people.invited" in page.text
    assert "people.removed" not in page.text


def test_the_audit_is_filtered(in_school, alice):
    for action in ("people.invited", "settings.changed"):
        audit.record(action, organization=in_school.organization)
    page = alice.get(in_school.url("manage/audit/?area=people&since=2020-01-01"))
    assert "<code>people.invited" in page.text
    assert "<code>settings.changed" not in page.text
    later = alice.get(in_school.url("manage/audit/?since=2999-01-01"))
    assert "Nothing found" in later.text
    odd = alice.get(in_school.url("manage/audit/?since=yesterday&actor=me&page=x&until=2024-02-31"))
    assert odd.status_code == 200


def test_the_audit_is_taken_along_as_plain_text(in_school, alice):
    formula = audit.Origin(door="=cmd()")
    bob = in_school.bob
    with audit.origin(lambda: formula):
        audit.record(
            "people.invited", organization=in_school.organization, detail={"person": str(bob.pk)}
        )
    assert "person: Bob" in alice.get(in_school.url("manage/audit/")).text
    answer = alice.post(in_school.url("manage/audit/export/"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["action"] for row in rows] == ["audit.exported", "people.invited"]
    assert rows[0]["actor_name"] == "Alice"
    assert rows[1]["door"] == "'=cmd()"
    assert json.loads(rows[1]["detail"]) == {"person": str(bob.pk)}


def test_the_audit_is_taken_along_from_a_served_site(in_school):
    """Under ASGI, where pyproject.toml makes an error of Django's warning."""

    async def exported() -> bytes:
        answer = await client.post(in_school.url("manage/audit/export/"))
        return b"".join([block async for block in answer.streaming_content])

    client = AsyncClient()
    client.force_login(in_school.alice)
    assert b"audit.exported" in async_to_sync(exported)()


def test_the_menu_shows_what_one_may(alice, school, sign_in):
    assert school.url("manage/audit/") in alice.get(school.url("manage/")).text
    assert "Manage" not in sign_in(school.dana).get(school.url("")).text


def test_each_page_is_marked_in_the_menu(school, sign_in):
    client = sign_in(school.alice)
    shown = managing.pages_for(Membership.objects.get(user=school.alice))
    assert len(shown) > 10
    for page in shown:
        url = url_in(school.organization.slug, page.url)
        text = client.get(url).content.decode()
        assert f'href="{url}" aria-current="page"' in text, page.key
