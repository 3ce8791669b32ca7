import hashlib
import json
import uuid
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organizations.plans import limits_beyond
from organizations.public_domains import is_public
from organizations.settings_schema import OrganizationSettings, read_settings
from organizations.words import words_of
from project.errors import Invalid

GIGABYTE = 2**30  # as sizes are shown to people


class OrganizationQuerySet(models.QuerySet):
    def live(self):
        """Without those that are closed and wait for their purge, or are still being set up."""
        return self.filter(deleted_at=None, is_preparing=False)


class Organization(models.Model):
    """Whose the rows are: a school, a firm, a studio, or one person who signed up alone.

    settings: what `OrganizationSettings` describes; code reads it by the properties below.
    monthly_*_limit: lessons a calendar month for the whole organization; None is no limit.
    storage_limit_gb: files that are kept for it, in gigabytes (2^30 bytes); None is no limit.
    is_preparing: an onboarding sets it up; nobody enters before it is done.
    deleted_at: closed; nobody enters, nothing is lost until `purge_after`.
    """

    class Type(models.TextChoices):
        SCHOOL = "school", _("K-12 school")
        DISTRICT = "district", _("School district")
        COLLEGE = "college", _("College or university")
        TUTORING = "tutoring", _("Tutoring company")
        HOMESCHOOL = "homeschool", _("Homeschool group")
        CORPORATE = "corporate", _("Corporate training")
        NONPROFIT = "nonprofit", _("Nonprofit or library")
        ARTS = "arts", _("Arts and music studio")
        PERSONAL = "personal", _("Personal")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60)
    type = models.CharField(max_length=20, choices=Type.choices, default=Type.SCHOOL)
    domain = models.CharField(
        max_length=253, blank=True, help_text=_("Of its people's email, such as riverside.edu.")
    )
    settings = models.JSONField(default=dict, blank=True)
    monthly_text_limit = models.PositiveIntegerField(null=True, blank=True)
    monthly_video_limit = models.PositiveIntegerField(null=True, blank=True)
    storage_limit_gb = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    is_preparing = models.BooleanField(default=False, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(OrganizationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("slug"), name="organization_slug_unique"),
            models.UniqueConstraint(
                Lower("domain"), condition=~Q(domain=""), name="organization_domain_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self._others().filter(slug__iexact=self.slug).exists():
            raise ValidationError({"slug": _("“%s” is taken. Choose another address.") % self.slug})
        self.domain = self.domain.strip().lower()
        if is_public(self.domain):
            raise ValidationError(
                {"domain": _("Anybody can have an address there: it cannot be one organization's.")}
            )
        try:
            check_domain_is_free(self.domain, besides=self.pk)
        except ValidationError as error:
            raise ValidationError({"domain": error.messages}) from error
        try:
            options = read_settings(self.settings)
        except Invalid as error:
            raise ValidationError({"settings": str(error)}) from error
        beyond = limits_beyond(
            options.pricing.org_plan,
            monthly_text=self.monthly_text_limit,
            monthly_video=self.monthly_video_limit,
            storage_gb=self.storage_limit_gb,
        )
        # Who signed up alone has no contract: what each person pays for bounds them.
        if beyond and self.type != self.Type.PERSONAL:
            raise ValidationError(beyond)
        if options.joining.by_domain == "at_once" and not self.domain:
            raise ValidationError(
                {"domain": _("People of its domain join at once, and it has none. Name it.")}
            )

    def _others(self) -> models.QuerySet["Organization"]:
        return Organization.objects.exclude(pk=self.pk)

    def refresh_from_db(self, *args, **kwargs) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("options", None)

    @cached_property
    def options(self) -> OrganizationSettings:
        """The settings, read and checked; raises Invalid where the row holds others."""
        return read_settings(self.settings)

    @property
    def chunk_tokens(self) -> int:
        return self.options.knowledge_base.chunk_tokens

    @property
    def uses_openstax(self) -> bool:
        return self.options.knowledge_base.use_openstax

    @property
    def allows_individual_upgrades(self) -> bool:
        return self.options.pricing.allow_individual_upgrades

    @property
    def brand_version(self) -> str:
        """Changes with the look; empty where it is ours."""
        kept = self.settings.get("branding")
        look = json.dumps(kept, sort_keys=True).encode()
        return hashlib.sha256(look).hexdigest()[:12] if kept else ""

    @property
    def logo_alt(self) -> str:
        return self.options.branding.logo_alt or self.name

    def has_feature(self, name: str) -> bool:
        return name in self.options.features

    @property
    def storage_limit_bytes(self) -> int | None:
        return None if self.storage_limit_gb is None else self.storage_limit_gb * GIGABYTE

    @property
    def person_storage_bytes(self) -> int:
        return self.options.storage.person_gb * GIGABYTE

    @property
    def words(self) -> dict[str, str]:
        """What it calls its groups and people, see `organizations.words`."""
        return words_of(self.options.words)

    @property
    def purge_after(self) -> datetime | None:
        """When what is closed goes for good."""
        grace = timedelta(days=settings.ORGANIZATION_GRACE_DAYS)
        return self.deleted_at + grace if self.deleted_at else None


def check_domain_is_free(domain: str, *, besides: uuid.UUID | None) -> None:
    """Raises ValidationError where an organization other than this one has the domain."""
    others = Organization.objects.filter(domain__iexact=domain).exclude(pk=besides)
    if domain and (other := others.first()):
        raise ValidationError(
            _("%(domain)s belongs to %(name)s already. Leave it empty, or write theirs.")
            % {"domain": domain, "name": other.name}
        )
