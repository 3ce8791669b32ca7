import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from lessons.models.lesson import Lesson
from organizations.scoping import TenantModel


class Place(TenantModel):
    """Where somebody is: on a page of a source, or at a second of a lesson.

    Either source_id with page_index, or lesson with second. Theirs alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source_id = models.UUIDField(null=True, blank=True)
    page_index = models.PositiveIntegerField(null=True, blank=True)
    lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    second = models.FloatField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "source_id"], name="place_in_source_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "user", "lesson"], name="place_in_lesson_once"
            ),
            models.CheckConstraint(
                condition=Q(source_id=None, page_index=None, second__isnull=False)
                & Q(lesson__isnull=False)
                | Q(lesson=None, second=None, page_index__isnull=False)
                & Q(source_id__isnull=False),
                name="place_is_one",
            ),
        ]
        indexes = [models.Index(fields=["organization", "user", "-at"], name="place_newest")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.source_id or self.lesson_id}"
