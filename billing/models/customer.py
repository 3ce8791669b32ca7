import uuid

from django.db import models

from billing.models.subject import SubjectModel


class Customer(SubjectModel):
    """A billing subject as Stripe knows it, and what holds once for it.

    stripe_id: null until something is bought; Stripe may have deleted it since.
    trial_used_at: one trial for each subject, with Stripe or without.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stripe_id = models.CharField(max_length=255, null=True, blank=True, unique=True)
    trial_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(SubjectModel.Meta):
        abstract = False
        constraints = [
            *SubjectModel.Meta.constraints,
            models.UniqueConstraint(fields=["person"], name="customer_once_per_person"),
            models.UniqueConstraint(fields=["organization"], name="customer_once_per_organization"),
        ]

    def __str__(self) -> str:
        return self.stripe_id or "no customer yet"
