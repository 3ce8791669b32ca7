"""Requests by a class code move to where those by a domain are: one table, one page."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

BATCH = 1000
KEPT = ("organization_id", "user_id", "school_class_id", "role", "login_name", "decided_by_id")


def move_requests_of_classes(apps, schema_editor):
    old = apps.get_model("organizations", "ClassJoinRequest")
    new = apps.get_model("organizations", "JoinRequest")
    for row in old.objects.order_by("pk").iterator(BATCH):
        made = new.objects.create(
            **{name: getattr(row, name) for name in KEPT},
            state=row.answer or ("refused" if row.decided_at else "pending"),
            decided_at=row.decided_at,
        )
        new.objects.filter(pk=made.pk).update(created_at=row.created_at)
    # Foreign keys wait for the commit, and a table with waiting checks cannot be altered.
    schema_editor.connection.check_constraints()


def move_them_back(apps, schema_editor):
    old = apps.get_model("organizations", "ClassJoinRequest")
    new = apps.get_model("organizations", "JoinRequest")
    for row in new.objects.filter(via="").order_by("created_at").iterator(BATCH):
        made = old.objects.create(
            **{name: getattr(row, name) for name in KEPT},
            answer="" if row.state == "pending" else row.state,
            decided_at=row.decided_at,
        )
        old.objects.filter(pk=made.pk).update(created_at=row.created_at)
    new.objects.filter(via="").delete()
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0017_changes_of_rosters_are_lighter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("JoinRequest", "ClassJoinRequest"),
        migrations.RenameModel("DomainJoinRequest", "JoinRequest"),
        migrations.RemoveConstraint("JoinRequest", "domain_join_request_once"),
        migrations.RemoveConstraint("JoinRequest", "domain_join_request_role"),
        migrations.RenameIndex(
            "JoinRequest", old_name="domain_join_request_waits", new_name="join_request_waits"
        ),
        migrations.AddField(
            "JoinRequest", "login_name", models.CharField(blank=True, max_length=60, default="")
        ),
        migrations.AlterField(
            "JoinRequest", "login_name", models.CharField(blank=True, max_length=60)
        ),
        migrations.AddField(
            "JoinRequest",
            "school_class",
            models.ForeignKey(
                "organizations.Class",
                null=True,
                blank=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
            ),
        ),
        migrations.AlterField("JoinRequest", "via", models.CharField(blank=True, max_length=253)),
        migrations.AlterField(
            "JoinRequest",
            "role",
            models.CharField(
                choices=[
                    ("owner", "Owner"),
                    ("admin", "Admin"),
                    ("teacher", "Teacher"),
                    ("student", "Student"),
                    ("guardian", "Guardian"),
                ],
                default="student",
                max_length=12,
            ),
        ),
        migrations.RunPython(move_requests_of_classes, move_them_back),
        migrations.DeleteModel("ClassJoinRequest"),
        migrations.AddConstraint(
            "JoinRequest",
            models.UniqueConstraint(
                fields=["organization", "user", "school_class"],
                condition=Q(state="pending"),
                name="join_request_open_once",
            ),
        ),
        migrations.AddConstraint(
            "JoinRequest",
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(school_class=None) & ~Q(via=""),
                name="join_request_via_once",
            ),
        ),
        migrations.AddConstraint(
            "JoinRequest",
            models.UniqueConstraint(
                "organization",
                Lower("login_name"),
                condition=Q(state="pending") & ~Q(login_name=""),
                name="join_request_login_name_once",
            ),
        ),
        migrations.AddConstraint(
            "JoinRequest",
            models.CheckConstraint(
                condition=Q(role__in=["student", "teacher"]), name="join_request_role"
            ),
        ),
    ]
