import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.people import Membership
from organizations.scoping import TenantModel


class Class(TenantModel):
    """People who learn together: a class, a cohort, a studio.

    settings: what `organizations.class_settings.ClassSettings` describes.
    external_id: the sourcedId of the roster it came from.
    archived_at: over; its people and what they made stay as history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(
        "organizations.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=120, blank=True)
    grade_level = models.CharField(max_length=20, blank=True)
    term = models.CharField(max_length=60, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    external_id = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~Q(external_id=""),
                name="class_external_id_once",
            )
        ]
        indexes = [models.Index(fields=["organization", "name"], name="class_by_name")]
        verbose_name_plural = "classes"

    def __str__(self) -> str:
        return self.name


class ClassMember(TenantModel):
    """A person in a class. left_at: they were in it, and are not any more."""

    class Part(models.TextChoices):
        TEACHER = "teacher", _("Teacher")
        STUDENT = "student", _("Student")

    school_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="members")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="classes")
    part = models.CharField(max_length=10, choices=Part.choices)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "membership"],
                condition=Q(left_at=None),
                name="class_member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.school_class_id}"


class JoinCode(TenantModel):
    """What a student types to enter a class; the one that is not revoked is the class's.

    Looked up before any scope is known, by its code. Revoked ones are kept: nobody joins by
    them, and students without email who joined before still sign in with them.
    """

    school_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="join_codes")
    code = models.CharField(max_length=12, unique=True)
    created_by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class"],
                condition=Q(revoked_at=None),
                name="join_code_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
