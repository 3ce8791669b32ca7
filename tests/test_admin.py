"""The Django admin is the platform admins' and nobody else's."""

import json

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin

from accounts.services import add_person
from library.models import Embedding, EmbeddingModel, Source
from library.tests.factories import add_book, index
from organizations import audit, jobs
from organizations.models import (
    Class,
    FeatureFlag,
    Grant,
    Invitation,
    Membership,
    Onboarding,
    Organization,
    School,
)
from organizations.scoping import scope, unscoped
from organizations.services.organizations import create_organization
from organizations.tests.working import work_off

LISTS = [
    "billing_providercall",
    "billing_providerstate",
    "billing_subscription",
    "billing_invoice",
    "billing_planprice",
    "billing_stripeevent",
    "billing_outgoingcall",
    "accounts_user",
    "account_emailaddress",
    "django_q_schedule",
    "django_q_success",
    "django_q_failure",
    "django_q_ormq",
    "organizations_onboarding",
    "organizations_appliedtemplate",
    "organizations_organization",
    "organizations_school",
    "organizations_class",
    "organizations_membership",
    "organizations_invitation",
    "organizations_grant",
    "organizations_featureflag",
    "organizations_auditentry",
    "organizations_job",
    "organizations_identityprovider",
    "library_embeddingmodel",
    "usersessions_usersession",
    "accounts_guardianconsent",
    "billing_balance",
    "billing_family",
    "billing_familymember",
    "billing_heldrequest",
    "billing_monthofcredit",
    "billing_movement",
    "billing_plan",
    "billing_referral",
    "billing_reservation",
    "lessons_lesson",
]
READ_ONLY = ["auditentry", "grant", "invitation", "job", "appliedtemplate"]


@pytest.fixture
def platform_admin(both_databases):
    return add_person(
        email="platform@lectern.example", password="x", is_staff=True, is_superuser=True
    )


def fill(organization: Organization, number: int) -> None:
    """One row of each of ours."""
    person = add_person(email=f"p{number}@{organization.slug}.example", password=None)
    with unscoped("a test"):
        source = Source.objects.create(organization_id=organization.pk, title="A book")
        jobs.enqueue(kind="ingest_source", organization_id=organization.pk, subject_id=source.pk)
        school = School.objects.create(organization=organization, name=f"S{number}")
        group = Class.objects.create(organization=organization, school=school, name="C")
        member = Membership.objects.create(organization=organization, user=person, role="teacher")
        Invitation.objects.create(
            organization=organization,
            email=f"i{number}@x.example",
            role="teacher",
            token_sha256=f"{organization.pk}{number}"[-64:],
            expires_at=timezone.now(),
        )
        subject = {"organization": organization, "subject": "source", "level": 1}
        Grant.objects.create(subject_id=source.pk, membership=member, **subject)
        Grant.objects.create(subject_id=source.pk, school_class=group, **subject)
        FeatureFlag.objects.create(name=f"f-{organization.slug}-{number}")
        Onboarding.objects.create(created_by=person, updated_by=person)
    with audit.origin(lambda: audit.Origin(actor_id=person.pk)):
        audit.record("a.b", organization=organization, subject=school)


@pytest.mark.parametrize("name", LISTS)
def test_each_list_works_with_queries_that_do_not_grow(platform_admin, sign_in, name):
    client, url = sign_in(platform_admin), reverse(f"admin:{name}_changelist")
    fill(create_organization(name="One"), 0)
    client.get(url)  # what is read once a process
    few = count_queries(client, url)
    for number in range(5):
        fill(create_organization(name=f"More {number}"), number)
    assert count_queries(client, url) == few
    searched = client.get(url, {"q": "one"}) if has_search(name) else client.get(url)
    assert searched.status_code == 200


def has_search(name: str) -> bool:
    found = {
        f"{m._meta.app_label}_{m._meta.model_name}": a for m, a in admin.site._registry.items()
    }
    return bool(found[name].search_fields)


def count_queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith("organizations_")])
def test_a_row_opens(platform_admin, sign_in, name):
    organization = create_organization(name="One")
    fill(organization, 0)
    model = next(m for m in admin.site._registry if f"organizations_{m._meta.model_name}" == name)
    row = model._base_manager.first()
    if row is not None:
        url = reverse(f"admin:{name}_change", args=[row.pk])
        assert sign_in(platform_admin).get(url, follow=True).status_code == 200


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_the_product_writes_is_only_looked_at(platform_admin, sign_in, name):
    assert sign_in(platform_admin).get(f"/admin/organizations/{name}/add/").status_code == 403


def test_a_change_in_the_admin_is_in_the_audit(school, platform_admin, sign_in):
    organization = school.organization
    url = reverse("admin:organizations_organization_change", args=[organization.pk])
    values = {
        "name": "Riverside Academy",
        "slug": organization.slug,
        "type": organization.type,
        "settings": "{}",
        "monthly_text_limit": 500,
        "monthly_video_limit": 100,
        "storage_limit_gb": 200,
    }
    assert sign_in(platform_admin).post(url, values).status_code == 302
    entry = audit.AuditEntry._base_manager.get(action="organization.changed")
    assert entry.actor == platform_admin
    assert "name" in entry.detail["fields"]


def test_a_role_that_is_changed_here_is_in_the_audit_and_nothing_is_deleted(
    school, platform_admin, sign_in
):
    client, dana = sign_in(platform_admin), school.dana.memberships.get()
    url = reverse("admin:organizations_membership_change", args=[dana.pk])
    values = {"organization": school.organization.pk, "user": school.dana.pk, "role": "teacher"}
    assert client.post(url, values).status_code == 302
    entry = audit.AuditEntry._base_manager.get(action="membership.changed")
    assert entry.detail == {"fields": ["role"]}
    delete = reverse("admin:organizations_membership_delete", args=[dana.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_settings_that_contradict_are_refused_in_the_admin(school, platform_admin, sign_in):
    url = reverse("admin:organizations_organization_change", args=[school.organization.pk])
    values = {"name": "X", "slug": "x", "type": "school", "settings": '{"features": 1}'}
    response = sign_in(platform_admin).post(url, values)
    assert response.status_code == 200
    school.organization.refresh_from_db()
    assert school.organization.name == "Riverside High"


def test_a_domain_that_another_has_is_refused_in_the_admin(school, platform_admin, sign_in):
    Organization.objects.create(name="Hillside High", slug="hillside", domain="hillside.example")
    organization = school.organization
    url = reverse("admin:organizations_organization_change", args=[organization.pk])
    values = {"name": "X", "slug": "x", "type": "school", "settings": "{}", "storage_limit_gb": 9}
    values |= {"monthly_text_limit": 5, "monthly_video_limit": 5}
    client = sign_in(platform_admin)
    refused = client.post(url, values | {"domain": "HILLSIDE.example"})
    assert refused.status_code == 200
    assert "belongs to Hillside High already" in refused.content.decode()
    organization.refresh_from_db()
    assert (organization.name, organization.domain) == ("Riverside High", "")
    assert client.post(url, values | {"domain": "riverside.example"}).status_code == 302


def test_every_page_is_drawn_by_unfold():
    assert {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry} == set(LISTS)
    for model_admin in admin.site._registry.values():
        assert isinstance(model_admin, ModelAdmin), model_admin


@pytest.mark.parametrize("who", ["alice", "bob", "dana"])
def test_nobody_of_a_school_gets_in(school, sign_in, who):
    client = sign_in(getattr(school, who))
    response = client.get("/admin/organizations/job/")
    assert response.status_code == 302
    assert "/admin/login/" in response.url
    assert client.get(response.url).status_code == 403


def test_everybody_signs_in_where_everybody_does(both_databases, client):
    response = client.get("/admin/organizations/job/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")
    assert client.post("/admin/login/", {"username": "x", "password": "x"}).status_code == 302


def test_staff_manage_organizations_and_not_people(school, sign_in):
    staff = add_person(email="staff@lectern.example", password="x", is_staff=True)
    client = sign_in(staff)
    assert client.get("/admin/organizations/organization/").status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 403


def test_a_model_of_vectors_is_filled_from_the_admin(school, platform_admin, sign_in):
    with scope(school.organization.pk):
        book = index(add_book(school.organization, school.bob))
    model = EmbeddingModel.objects.create(
        name="all-minilm-l6-v2-int8", dimensions=384, window_tokens=256
    )
    client, url = sign_in(platform_admin), reverse("admin:library_embeddingmodel_changelist")
    assert "0 / 1" in client.get(url).text
    said = client.post(url, {"action": "fill", "_selected_action": [model.pk]}, follow=True).text
    assert "being filled: 0 / 1" in said
    work_off("ingestion")
    page = client.get(url).text
    assert "1 / 1" in page
    assert "Complete" in page
    with scope(school.organization.pk):
        assert Embedding.objects.filter(source=book, model=model.name).count() == 1
    assert client.get("/admin/library/embeddingmodel/add/").status_code == 403
    assert client.post(f"/admin/library/embeddingmodel/{model.pk}/delete/").status_code == 403


def test_the_admin_alone_has_a_policy_of_its_own(school, platform_admin, sign_in):
    client = sign_in(platform_admin)
    inside = client.get("/admin/organizations/job/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in inside
    assert "default-src 'self'" in inside
    assert "frame-ancestors 'none'" in inside
    client.force_login(school.bob)
    for url in ("/", "/settings/", school.url("library/")):
        assert "unsafe" not in client.get(url, follow=True)["Content-Security-Policy"]


def test_a_platform_admin_of_no_school_lands_in_the_admin(platform_admin, sign_in):
    assert sign_in(platform_admin).get("/").url == "/admin/"


def test_the_front_of_the_admin_says_who_is_being_onboarded(platform_admin, sign_in):
    client = sign_in(platform_admin)
    assert "Nobody is being onboarded" in client.get("/admin/").content.decode()
    Onboarding.objects.create(data={"organization": {"name": "Lakeside"}})
    assert "Lakeside" in client.get("/admin/").content.decode()


def test_an_address_that_is_taken_is_said_in_our_words(client, platform_admin, school, charlie):
    client.force_login(platform_admin)
    theirs = Organization.objects.get(name="Hillside High")
    url = reverse("admin:organizations_organization_change", args=[theirs.pk])
    form = client.get(url).context["adminform"].form
    sent = {name: value for name, value in form.initial.items() if value is not None}
    sent |= {"settings": json.dumps(theirs.settings), "slug": school.organization.slug.upper()}
    refused = client.post(url, sent).context["adminform"].form
    assert refused.errors == {"slug": ["“RIVERSIDE-HIGH” is taken. Choose another address."]}
    assert client.post(url, sent | {"slug": "hillside"}).status_code == 302
    theirs.refresh_from_db()
    assert theirs.slug == "hillside"
