"""What is kept of a source that is fetched from an address, and of the text that it had before."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.source import SourceChild


class Watch(SourceChild):
    """When an address was fetched and is looked at again; one a source.

    etag, last_modified: as its server said them with the last text that was taken.
    fingerprint: SHA-256 of that text, whatever stands around it on the page.
    looked_at: the last time it was asked whether it has changed. failures: in a row.
    problem: why it could not be looked at the last time; for people.
    """

    class Every(models.TextChoices):
        NEVER = "never", _("Never")
        DAY = "day", _("Every day")
        WEEK = "week", _("Every week")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.NEVER)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source"], name="watch_once")]
        indexes = [models.Index(fields=["next_at"], name="watch_due")]

    def __str__(self) -> str:
        return f"watch of {self.source_id}"


class EarlierText(SourceChild):
    """The text that a source had until a later one took its place.

    number: from 1, the oldest first. taken_at: when it was fetched.
    file_key: storage keeps there a list of {"label", "title", "paragraphs"} as JSON, a page each.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    replaced_at = models.DateTimeField(auto_now_add=True)
    file_key = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="earlier_text_once")
        ]

    def __str__(self) -> str:
        return f"text {self.number} of {self.source_id}"
