"""What is known of how far a student is: what they saw and read, and what they answered."""

import uuid
from typing import cast

from django.db import models
from django.db.models import Q

from lessons.models.assignment import Assignment
from lessons.models.attempt import Attempt
from lessons.models.lesson import Lesson
from organizations.models import Membership
from organizations.scoping import TenantModel


class RangesField(models.Field):
    """[[first, after the last], …], whole numbers, in order and apart: Postgres merges them."""

    def db_type(self, connection) -> str:
        return "int4multirange"

    def from_db_value(self, value, expression, connection) -> list[list[int]] | None:
        return None if value is None else [[each.lower, each.upper] for each in value]

    def get_prep_value(self, value: list | None) -> str | None:
        return None if value is None else ranges_text(value)

    def value_to_string(self, obj) -> str:
        return ranges_text(cast(list, self.value_from_object(obj)))


def ranges_text(ranges: list) -> str:
    """As Postgres reads a multirange."""
    return "{" + ",".join(f"[{first},{after})" for first, after in ranges) + "}"


class Coverage(TenantModel):
    """What of a lesson somebody has watched (milliseconds of it), or of a source read (indexes of
    pages). Either lesson or source_id.

    credited_until: how far the time that has passed is used up by what was reported; see
        `lessons.progress.reporting`.
    """

    student = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    source_id = models.UUIDField(null=True, blank=True)
    covered = RangesField(default=list)
    credited_until = models.DateTimeField()
    reported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "lesson", "source_id"],
                nulls_distinct=False,
                name="coverage_once",
            ),
            models.CheckConstraint(
                condition=Q(lesson=None, source_id__isnull=False)
                | Q(lesson__isnull=False, source_id=None),
                name="coverage_of_one",
            ),
        ]
        indexes = [models.Index(fields=["source_id"], name="coverage_of_source")]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.lesson_id or self.source_id}"


class Answered(TenantModel):
    """An item that a student has answered and that is marked: what their mastery is told from.

    attempt: None where it was answered in a review. objective_id: the node of the book's tree that
        the item is about; the source's or the assignment's id where there is none.
    share: 0 to 1, how much was right. guess: the chance to be right without knowing.
    """

    student = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey(
        Attempt, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    item_id = models.CharField(max_length=36)
    objective_id = models.UUIDField()
    objective = models.CharField(max_length=500, blank=True)
    share = models.FloatField()
    guess = models.FloatField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item_id"], name="answered_once"),
        ]
        indexes = [models.Index(fields=["student", "objective_id", "at"], name="answered_in_order")]

    def __str__(self) -> str:
        return f"{self.student_id} answered {self.item_id}"


class Mastery(TenantModel):
    """How likely a student has mastered an objective, as of `at`: `lessons.progress.mastery`."""

    student = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    objective_id = models.UUIDField()
    title = models.CharField(max_length=500, blank=True)
    probability = models.FloatField()
    answers = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "objective_id"], name="mastery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.title}"


class Recall(TenantModel):
    """An item that a student had in a quiz, and when to see it again: `lessons.progress.memory`.

    assignment: the last one that had it; its copy of the item is what is asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    item_id = models.CharField(max_length=36)
    half_life_days = models.FloatField()
    answered_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "item_id"], name="recall_once"),
        ]
        indexes = [models.Index(fields=["student", "due_at"], name="recall_due")]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.item_id}"
