import hashlib

from django.contrib.postgres.fields import ArrayField
from django.db import models
from waffle.models import AbstractUserFlag

from organizations.models.organization import Organization
from organizations.models.people import Membership, Role


class FeatureFlag(AbstractUserFlag):
    """On for those whom every condition that is set lets in, and for people named.

    everyone: Yes or No for all, whatever else is set. organizations or types, roles and
    percent each narrow it; with none of them set it is off. percent is a share of people:
    the same people at each visit and in each process.
    """

    organizations = models.ManyToManyField(Organization, blank=True, related_name="+")
    types = ArrayField(
        models.CharField(max_length=20, choices=Organization.Type.choices),
        default=list,
        blank=True,
    )
    roles = ArrayField(
        models.CharField(max_length=12, choices=Role.choices), default=list, blank=True
    )

    superusers = models.BooleanField(default=False, editable=False)
    staff = models.BooleanField(default=False, editable=False)
    authenticated = models.BooleanField(default=False, editable=False)

    def is_active(self, request, read_only: bool = False) -> bool:
        return self.is_active_for(getattr(request, "membership", None))

    def is_active_for(self, membership: Membership | None) -> bool:
        """membership: with its organization loaded; None is nobody."""
        if not self.pk or membership is None or self.everyone is not None:
            return bool(self.everyone)
        if membership.user_id in self._get_user_ids():
            return True
        conditions = [
            condition for condition in self._conditions(membership) if condition is not None
        ]
        return bool(conditions) and all(conditions)

    def _conditions(self, membership: Membership):
        """True or False for each condition that is set, None for one that is not."""
        yield self._is_of(membership.organization)
        yield membership.role in self.roles if self.roles else None
        yield self.share_of(membership.user_id) < self.percent if self.percent else None

    def _is_of(self, organization: Organization) -> bool | None:
        named = set(self.organizations.values_list("pk", flat=True))
        if not named and not self.types:
            return None
        return organization.pk in named or organization.type in self.types

    def share_of(self, user_id) -> float:
        """Where this person stands from 0 to 100; another place for each flag."""
        digest = hashlib.sha256(f"{self.name}:{user_id}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64 * 100
