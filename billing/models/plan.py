from django.db import models
from django.utils.translation import gettext_lazy as _


class Meter(models.TextChoices):
    """What is counted, each by itself."""

    TEXT = "text", _("Text lessons")
    VIDEO = "video", _("Videos")
    QUESTION = "question", _("Questions")


class Plan(models.Model):
    """What a plan gives; None is no limit. Filled from the file of plans, see billing.plans.

    key: as a subscription and the settings of an organization name it. order: as they are shown.
    people: whom one subscription of a person covers. shares_videos: those have one number of
        videos together. people, schools and storage_gb bound an organization.
    is_edited: somebody has changed the row by hand; the file does not change it back.
    """

    class For(models.TextChoices):
        PERSON = "person", _("People")
        ORGANIZATION = "organization", _("Organizations")

    key = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60)
    for_whom = models.CharField(max_length=12, choices=For.choices)
    order = models.PositiveSmallIntegerField()
    text_a_month = models.PositiveIntegerField(null=True, blank=True)
    videos_a_month = models.PositiveIntegerField(null=True, blank=True)
    questions_a_day = models.PositiveIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    shares_videos = models.BooleanField(default=False)
    schools = models.PositiveIntegerField(null=True, blank=True)
    storage_gb = models.PositiveIntegerField(null=True, blank=True)
    is_edited = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["for_whom", "order"]

    def __str__(self) -> str:
        return self.name

    def limit_of(self, meter: str) -> int | None:
        limits = {
            Meter.TEXT: self.text_a_month,
            Meter.VIDEO: self.videos_a_month,
            Meter.QUESTION: self.questions_a_day,
        }
        return limits[Meter(meter)]
