import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GuardianConsent(models.Model):
    """A parent or guardian is asked to agree that a child has an account, and what they said.

    It goes with the child's account. age: of the country when it was asked, in years; below it the
    law wants a guardian's word. How old the child is, is kept nowhere.
    guardian: where they have an account; a family's has made the child's profile.
    wording: the version of what they read, of `accounts.consent.wording`.
    ip: from where it was given.
    language: of the page on which it was asked, and then of that on which it was answered.
    sent_at, told_at: when the mail that asks was sent, and the one after a yes. problem: why one
    could not be, in words.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REPLACED = "replaced", _("Another guardian was asked")

    OPEN = (State.ASKED, State.GIVEN)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    guardian_email = models.EmailField()
    guardian_name = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)
    age = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    ip = models.GenericIPAddressField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True, db_default="", default="")
    problem = models.CharField(max_length=300, blank=True, db_default="", default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(state__in=["asked", "given"]), name="consent_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"consent for {self.child_id} ({self.state})"
