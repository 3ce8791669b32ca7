"""Keys of an organization: kept as hashes, and over when they are."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from organizations.keys import service
from organizations.models import OrganizationKey
from organizations.scoping import scope
from tests.api import ask, is_problem, key_file, make_key, one_key  # noqa: F401  # fixtures


def test_a_key_that_is_over_opens_nothing(school, client):
    soon = timezone.now() + timedelta(hours=1)
    key = make_key(school, expires_at=soon)
    assert ask(client, "knowledge", key).status_code == 200
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        assert is_problem(ask(client, "knowledge", key), 401, "signed_out")
    assert ask(client, "knowledge", key + "x").status_code == 401
    with scope(school.organization.pk):
        service.revoke_key(OrganizationKey.objects.select_related("organization").get())
    assert ask(client, "knowledge", key).status_code == 401


def test_a_key_is_not_kept(school, client):
    key = make_key(school)
    row = OrganizationKey._base_manager.get()
    assert key not in str(vars(row))
    assert key.startswith(row.prefix)
    assert row.last_used_at is None
    ask(client, "me", key)
    row.refresh_from_db()
    assert row.last_used_at is not None
