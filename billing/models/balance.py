from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from billing.models.plan import Meter
from organizations.scoping import TenantModel

WHOLE = 1000  # of one lesson, in thousandths: a video that is made in part counts in part


class Balance(TenantModel):
    """What one holder has used of one meter in one month, or of questions in one day.

    The sum of its movements, kept so that one statement can compare it with a limit.

    holder: one of
        person:<id>              what a person uses of their own plan, wherever they use it
        covered:<id>:<id>        what an organization's staff use there, which it covers
        family:<id>              the videos that a family shares, by its owner
        organization:<id>        the pool of an organization
    starts_on: the first day of the month, or the day, where its person lives.
    used, held: in thousandths of a lesson or question; held is reserved and not settled.
    """

    organization = models.ForeignKey(
        "organizations.Organization",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    holder = models.CharField(max_length=90)
    meter = models.CharField(max_length=8, choices=Meter.choices)
    starts_on = models.DateField()
    used = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "meter", "starts_on"], name="balance_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0) & Q(held__gte=0), name="balance_not_below_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} of {self.holder} from {self.starts_on}"

    @classmethod
    def in_scope(cls, organization_id: UUID | None) -> Q:
        """People and families belong to none: a query names whose balance it wants."""
        return Q(organization_id=organization_id) | Q(organization_id=None)
