import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.people import Membership, Role
from organizations.scoping import TenantManager, TenantModel


class GrantQuerySet(models.QuerySet):
    def live(self):
        """Those that have not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))

    def on(self, subject: str, subject_id: uuid.UUID):
        return self.filter(subject=subject, subject_id=subject_id)


class Grant(TenantModel):
    """Somebody may view, annotate, edit or administer one source, lesson or artifact.

    The subject may be in the other database: an id, kept true by `check_references`.
    To exactly one of: a person, a class, a school, a role.
    """

    class Subject(models.TextChoices):
        SOURCE = "source", _("Source")
        LESSON = "lesson", _("Lesson")
        ARTIFACT = "artifact", _("Class artifact")

    class Level(models.IntegerChoices):
        """Each holds those before it."""

        VIEW = 1, _("View")
        ANNOTATE = 2, _("Annotate")
        EDIT = 3, _("Edit")
        ADMINISTER = 4, _("Administer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    subject_id = models.UUIDField()
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    school_class = models.ForeignKey(
        "organizations.Class",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    school = models.ForeignKey(
        "organizations.School", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(GrantQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "membership", "school_class", "school", "role"],
                nulls_distinct=False,
                name="grant_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(membership__isnull=False, school_class=None, school=None, role="")
                    | Q(membership=None, school_class__isnull=False, school=None, role="")
                    | Q(membership=None, school_class=None, school__isnull=False, role="")
                    | (Q(membership=None, school_class=None, school=None) & ~Q(role=""))
                ),
                name="grant_to_exactly_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "subject", "subject_id"], name="grant_of_subject"),
            # Those to people, classes and schools are found by their foreign keys.
            models.Index(
                fields=["organization", "role", "subject"],
                condition=~Q(role=""),
                name="grant_to_role",
            ),
        ]

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def __str__(self) -> str:
        return f"{self.get_level_display()} of {self.subject} {self.subject_id}"
