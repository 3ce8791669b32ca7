import uuid

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.chat import ChatMessage
from organizations.scoping import TenantModel
from organizations.settings_schema import Risk

RISKS = {
    Risk.SELF_HARM: _("Self-harm"),
    Risk.ABUSE: _("Abuse"),
    Risk.VIOLENCE: _("Violence and danger"),
    Risk.SEXUAL: _("Sexual content"),
    Risk.HARASSMENT: _("Harassment and hate"),
    Risk.PERSONAL_DATA: _("Personal data"),
    Risk.PROMPT_ATTACK: _("Tricking the assistant"),
}


class SafetyAlert(TenantModel):
    """A student's question that an adult has to know of.

    student: a membership. question: as it was kept. found_by: "rules", or the model's name.
    message: null where its chat was deleted, or where it was the topic of a lesson.
    to: who was told last; null where nobody could be. mailed_at: when the mail went out.
    """

    class State(models.TextChoices):
        OPEN = "open", _("New")
        SEEN = "seen", _("Acknowledged")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+"
    )
    message = models.ForeignKey(
        ChatMessage, null=True, blank=True, on_delete=models.SET_NULL, related_name="alerts"
    )
    risk = models.CharField(max_length=16, choices=list(RISKS.items()))
    question = models.CharField(max_length=1000)
    found_by = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    to = models.ForeignKey(
        "organizations.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index("organization", "state", F("created_at").desc(), name="alert_newest"),
            models.Index(fields=["student", "risk", "created_at"], name="alert_of_student"),
        ]

    def __str__(self) -> str:
        return f"{self.get_risk_display()}, {self.created_at:%Y-%m-%d %H:%M}"


class SafetyStep(TenantModel):
    """What became of an alert: its history. by: null for what the program did."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("Raised")
        AGAIN = "again", _("Asked again like this")
        MAILED = "mailed", _("Mail sent")
        SEEN = "seen", _("Acknowledged")
        NOTED = "noted", _("Note")
        CLOSED = "closed", _("Closed")
        READ = "read", _("Read the chat")

    alert = models.ForeignKey(SafetyAlert, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["alert", "at"], name="alert_steps")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
