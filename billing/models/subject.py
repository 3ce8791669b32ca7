from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.scoping import TenantModel


class SubjectModel(TenantModel):
    """A row of who pays: a person or an organization, never both.

    In an organization's scope its own rows are there, and those of people, who belong to none:
    a query names the person whose row it wants.
    """

    organization = models.ForeignKey(
        "organizations.Organization",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, organization__isnull=False)
                | Q(person__isnull=False, organization=None),
                name="%(class)s_has_one_subject",
            )
        ]

    @classmethod
    def in_scope(cls, organization_id: UUID | None) -> Q:
        return Q(organization_id=organization_id) | Q(organization_id=None)

    @property
    def subject(self):
        return self.organization if self.organization_id else self.person
