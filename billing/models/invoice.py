import uuid

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from billing.models.subject import SubjectModel
from billing.models.subscription import Subscription


class Invoice(SubjectModel):
    """The summary of an invoice that Stripe keeps. Amounts are in the currency's minor unit."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        UNCOLLECTIBLE = "uncollectible", _("Uncollectible")
        VOID = "void", _("Void")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stripe_id = models.CharField(max_length=255, unique=True)
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.SET_NULL, related_name="invoices"
    )
    number = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=15, choices=Status.choices)
    currency = models.CharField(max_length=3)
    amount_due = models.BigIntegerField(default=0)
    amount_paid = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    page_url = models.TextField(blank=True)
    pdf_url = models.TextField(blank=True)
    synced_at = models.DateTimeField()

    class Meta(SubjectModel.Meta):
        abstract = False
        indexes = [
            models.Index("organization", F("issued_at").desc(), name="invoice_of_organization"),
            models.Index("person", F("issued_at").desc(), name="invoice_of_person"),
            models.Index("status", F("issued_at").desc(), name="invoice_by_status"),
        ]

    def __str__(self) -> str:
        return self.number or self.stripe_id

    @property
    def has_failed(self) -> bool:
        return self.status == self.Status.OPEN and self.attempts > 0
