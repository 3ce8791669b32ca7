import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.source import SourceChild

QUESTION_CHARACTERS = 500


class GoldenQuestion(SourceChild):
    """A question about a source, and the pages that a search for it should find.

    pages: indexes of sheets, from 0; any of them will do.
    rank: of the first passage on such a page, from 1, when it was last asked; null: not among
        the first ten. standard: the rank that a change may not lower.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        KEPT = "kept", _("Kept")

    labels: str  # of its pages, as printed; set by `library.golden.services.list_questions`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.CharField(max_length=QUESTION_CHARACTERS)
    pages = ArrayField(models.PositiveIntegerField())
    state = models.CharField(max_length=10, choices=State.choices, default=State.KEPT)
    created_by_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    standard = models.PositiveSmallIntegerField(null=True, blank=True)
    standard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "question"], name="golden_question_once")
        ]

    def __str__(self) -> str:
        return self.question[:60]
