import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.models.assignment import Assignment
from organizations.models import Membership
from organizations.scoping import TenantModel


class Attempt(TenantModel):
    """A student's work on an assignment; of a lesson or a reading, that they say it is done.

    ends_at: by the server's clock; what comes later is not taken.
    answers: item id -> what `lessons.assigning.marking` takes for its kind.
    marks: item id -> {"points": n or None where a teacher has to say, "suggested": n or None,
        "by": "rule" or "teacher"}. points: those that are known, together.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Begun")
        WAITING = "waiting", _("Waits for the teacher")
        MARKED = "marked", _("Marked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="attempts")
    student = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)  # from 1
    began_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    marks = models.JSONField(default=dict, blank=True)
    points = models.FloatField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "student", "number"], name="attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["assignment", "student"],
                condition=Q(state="open"),
                name="attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at=None)
                | (~Q(state="open") & Q(submitted_at__isnull=False)),
                name="attempt_submitted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} at {self.assignment_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
