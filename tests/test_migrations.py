"""Migrations that move rows, forwards and back. Each in the test's own transaction."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from project.sealing import unseal

SOCIAL = "0006_alter_socialaccount_extra_data"

pytestmark = pytest.mark.usefixtures("both_databases")


def migrate(app: str, name: str):
    """The models of the app as they are after it."""
    connection.check_constraints()  # a table with checks that wait cannot be altered
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name)])
    return MigrationExecutor(connection).loader.project_state([(app, name)]).apps


def add_people(apps, *emails: str):
    model = apps.get_model("accounts", "User")
    return [model.objects.create(email=email, password="!") for email in emails]


def test_join_requests_of_both_kinds_are_kept_both_ways():
    apps = migrate("organizations", "0017_changes_of_rosters_are_lighter")
    school = apps.get_model("organizations", "Organization").objects.create(name="R", slug="r")
    group = apps.get_model("organizations", "Class").objects.create(organization=school, name="P")
    eva, ann, max_ = add_people(apps, "eva@r.example", "ann@r.example", "max@r.example")
    by_class = apps.get_model("organizations", "JoinRequest").objects
    waiting = by_class.create(
        organization=school, user=ann, school_class=group, login_name="ann.lee"
    )
    by_class.create(organization=school, user=max_, answer="refused", decided_at=waiting.created_at)
    by_domain = apps.get_model("organizations", "DomainJoinRequest").objects
    kept = by_domain.create(organization=school, user=eva, role="teacher", via="r.example")

    apps = migrate("organizations", "0018_one_kind_of_join_request")
    rows = apps.get_model("organizations", "JoinRequest").objects
    assert rows.get(user_id=eva.pk).pk == kept.pk
    moved = rows.get(user_id=ann.pk)
    assert (moved.state, moved.login_name, moved.school_class_id, moved.created_at) == (
        "pending", "ann.lee", group.pk, waiting.created_at,
    )  # fmt: skip
    assert isinstance(moved.pk, uuid.UUID)
    assert rows.get(user_id=max_.pk).state == "refused"

    apps = migrate("organizations", "0017_changes_of_rosters_are_lighter")
    back = apps.get_model("organizations", "JoinRequest").objects
    assert {(row.user_id, row.answer, row.login_name) for row in back.all()} == {
        (ann.pk, "", "ann.lee"),
        (max_.pk, "refused", ""),
    }
    [row] = apps.get_model("organizations", "DomainJoinRequest").objects.all()
    assert (row.pk, row.role, row.via, row.state) == (kept.pk, "teacher", "r.example", "pending")


def test_client_secrets_are_encrypted_both_ways():
    apps = migrate("organizations", "0018_one_kind_of_join_request")
    school = apps.get_model("organizations", "Organization").objects.create(name="R", slug="r")
    state = MigrationExecutor(connection).loader.project_state(
        [("organizations", "0018_one_kind_of_join_request"), ("socialaccount", SOCIAL)]
    )
    app = state.apps.get_model("socialaccount", "SocialApp").objects.create(
        provider="openid_connect", provider_id="p", name="R", client_id="c", secret="hush"
    )
    row = apps.get_model("organizations", "IdentityProvider").objects.create(
        organization=school, name="R", app_id=app.pk
    )
    apps = migrate("organizations", "0019_client_secrets_are_encrypted")
    row = apps.get_model("organizations", "IdentityProvider").objects.get(pk=row.pk)
    app.refresh_from_db()
    assert app.secret == ""
    assert "hush" not in row.sealed_secret
    assert unseal(row.sealed_secret) == "hush"
    migrate("organizations", "0018_one_kind_of_join_request")
    app.refresh_from_db()
    assert app.secret == "hush"
