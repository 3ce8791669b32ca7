"""What is written of who did what."""

import pytest
from django.db import IntegrityError, connection, transaction

from organizations import audit
from organizations.models import AuditEntry


def test_it_says_who_what_and_from_where(in_school):
    found = audit.Origin(actor_id=in_school.alice.pk, ip="203.0.113.7", door="POST /people/")
    with audit.origin(lambda: found):
        audit.record(
            "people.role_changed",
            organization=in_school.organization,
            subject=in_school.bob,
            detail={"to": "admin"},
        )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.ip, entry.door) == (in_school.alice, "203.0.113.7", "POST /people/")
    assert (entry.subject, entry.subject_id) == ("user", str(in_school.bob.pk))


@pytest.mark.parametrize("change", ["delete", "update"])
def test_the_database_refuses_changes(in_school, change):
    audit.record("people.invited", organization=in_school.organization)
    rows = AuditEntry.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete() if change == "delete" else rows.update(action="nothing.happened")
    assert AuditEntry.objects.get().action == "people.invited"


def test_a_purge_takes_them_along(in_school):
    audit.record("people.invited", organization=in_school.organization)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lectern.purging = 'on'")
        AuditEntry.objects.all().delete()
    assert not AuditEntry.objects.exists()


def test_the_page_shows_a_detail_whatever_its_names_are(in_school, client):
    detail = {"template": "k12", "items": ["classes:Science 6"], "keys": 1, "values": 2}
    audit.record("template.applied", organization=in_school.organization, detail=detail)
    client.force_login(in_school.alice)
    page = client.get(in_school.url("manage/audit/")).content.decode()
    assert "items: classes:Science 6 · " in page
    assert "template: k12" in page
