import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Class, Membership
from organizations.scoping import TenantModel


class Assignment(TenantModel):
    """A lesson, a reading or a quiz that a class has to do, or some of it (is_for_some: `people`).
    Without a class it is of who made it, for the people that are named.

    subject_id: the lesson, the source or the artifact. source_id: from which it is; None when that
        was deleted.
    node_id, or first_page..last_page (page indexes, both included): of a reading or a lesson,
        which part.
    items: of a quiz, its items as they were when it was assigned, as
        `lessons.assigning.copying.copy_items` gives them: a later edit changes nobody's marks.
    attempts_allowed: of a quiz; 0 is as many as one likes. time_limit_min: minutes.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        READING = "reading", _("Reading")
        QUIZ = "quiz", _("Quiz")

    class Feedback(models.TextChoices):
        AT_ONCE = "at_once", _("When an attempt is handed in")
        WHEN_DUE = "when_due", _("When the due date is over")
        NEVER = "never", _("Never; only the points")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=500)
    subject_id = models.UUIDField()
    source_id = models.UUIDField(null=True, blank=True, db_index=True)
    node_id = models.UUIDField(null=True, blank=True)
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    part = models.CharField(max_length=300, blank=True)  # "Chapter 15", "pp. 3–9"
    language = models.CharField(max_length=12, blank=True)
    items = models.JSONField(default=list, blank=True)
    school_class = models.ForeignKey(
        Class, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments"
    )
    is_for_some = models.BooleanField(default=False)
    people = models.ManyToManyField(Membership, blank=True, related_name="+")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(default=1)
    time_limit_min = models.PositiveSmallIntegerField(null=True, blank=True)
    feedback = models.CharField(max_length=8, choices=Feedback.choices, default=Feedback.AT_ONCE)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["school_class", "opens_at"], name="assignment_of_class")]
        constraints = [
            models.CheckConstraint(
                condition=Q(school_class__isnull=False) | Q(is_for_some=True),
                name="assignment_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(due_at__gt=F("opens_at")),
                name="assignment_due_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None)
                | (
                    Q(closes_at__gt=F("opens_at"))
                    & (Q(due_at=None) | Q(closes_at__gte=F("due_at")))
                ),
                name="assignment_closes_last",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_quiz(self) -> bool:
        return self.kind == self.Kind.QUIZ

    @property
    def most_points(self) -> int:
        return sum(item["points"] for item in self.items)
