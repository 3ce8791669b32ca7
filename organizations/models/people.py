from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel


class Role(models.TextChoices):
    """A role is given by a membership and nowhere else; platform admins are `is_staff`."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    TEACHER = "teacher", _("Teacher")
    STUDENT = "student", _("Student")
    GUARDIAN = "guardian", _("Guardian")


class MembershipQuerySet(models.QuerySet):
    def active(self):
        """Of people who may enter now: not deactivated, in an organization that is open."""
        return self.filter(
            ended_at=None, organization__deleted_at=None, organization__is_preparing=False
        )


class Membership(models.Model):
    """A person in an organization. Read for sign-in before any scope is known: not scoped.

    schools: where the role holds; none is the whole organization.
    login_name: of a student without email, who signs in by it and a class code.
    external_id: the sourcedId of the roster the person came from.
    ended_at: deactivated; what they made stays, and the history with it.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    schools = models.ManyToManyField("organizations.School", blank=True, related_name="+")
    login_name = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=255, blank=True)
    grade_level = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),
            models.UniqueConstraint(
                "organization",
                Lower("login_name"),
                condition=~Q(login_name=""),
                name="membership_login_name_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~Q(external_id=""),
                name="membership_external_id_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role"),
        ]
        indexes = [models.Index(fields=["organization", "role"], name="membership_by_role")]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.organization_id}"

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    @cached_property
    def school_ids(self) -> frozenset[UUID]:
        """Where the role holds; empty is the whole organization. Read once."""
        rows = Membership.schools.through.objects.filter(membership=self.pk)
        return frozenset(rows.values_list("school_id", flat=True))


class Relationship(TenantModel):
    """One person answers for another: a teacher for a student, a guardian for a child.

    via_class: the class that made it; it ends when the student or the teacher leaves that.
    ended_at: over, and kept as history.
    """

    class Kind(models.TextChoices):
        TEACHER = "teacher", _("Teacher of a student")
        GUARDIAN = "guardian", _("Guardian of a child")

    class Made(models.TextChoices):
        BY_CLASS = "class", _("By a class")
        BY_INVITATION = "invitation", _("By invitation")
        BY_HAND = "hand", _("By hand")
        BY_ROSTER = "roster", _("By a roster")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    adult = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="wards")
    child = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="adults")
    made = models.CharField(max_length=12, choices=Made.choices)
    via_class = models.ForeignKey(
        "organizations.Class", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "adult", "child", "via_class"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="relationship_once",
            ),
            models.CheckConstraint(
                condition=~Q(adult=models.F("child")), name="relationship_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adult_id} is {self.kind} of {self.child_id}"
