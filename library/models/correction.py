"""What people corrected of what reading found, and how far what depends on it is made again."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.source import SourceChild
from organizations.staged import Staged


class Correction(SourceChild):
    """One correction of a page's sections or of the tree; undone, its row is gone.

    number: from 1, in the order in which they were made.
    page_index: null where it is the tree that was corrected.
    before: of a page its sections (`library.correcting.pieces`), of the tree its nodes and the
        sections that changed their node (`library.correcting.outline`): what undoing restores.
    section_ids: of the sections that are another since.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("Sections merged")
        SPLIT = "split", _("A section split")
        MOVE = "move", _("A section moved")
        RETYPE = "retype", _("A section's kind changed")
        JOIN = "join", _("A section joined with the next page, or parted from it")
        SAY = "say", _("A caption corrected")
        NODE_RENAME = "node_rename", _("A part renamed")
        NODE_MOVE = "node_move", _("A part moved")
        NODE_MERGE = "node_merge", _("Parts merged")
        NODE_DELETE = "node_delete", _("A part removed")
        NODE_ADD = "node_add", _("A part added")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    page_index = models.PositiveIntegerField(null=True, blank=True)
    before = models.JSONField()
    section_ids = ArrayField(models.UUIDField(), default=list)
    made_by_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="correction_number_once")
        ]

    def __str__(self) -> str:
        return f"correction {self.number} of {self.source_id}"


class Remaking(Staged, SourceChild):
    """Passages, vectors and words of a source that follow its corrections; one a source.

    wanted: grows with each correction and each undoing. cut: which of them the passages follow,
        made: with their vectors and words.
    asked_by_id: who made the last one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wanted = models.PositiveIntegerField(default=0)
    cut = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    asked_by_id = models.UUIDField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source"], name="remaking_once")]

    def __str__(self) -> str:
        return f"remaking of {self.source_id}"

    @property
    def is_over(self) -> bool:
        return self.made >= self.wanted
