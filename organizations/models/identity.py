import uuid

from allauth.socialaccount.models import SocialApp
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organizations.models.people import Role
from organizations.scoping import TenantModel


class IdentityProvider(TenantModel):
    """Where an organization's people sign in: its own OpenID Connect or SAML server.

    Read for sign-in before any scope is known: `organizations.identity`. Address and client are
    in `app`, whose provider_id is this row's id: people are bound to that and to what the
    provider calls them, never to an email alone.
    sealed_secret: the client's, as `project.sealing` keeps it; `app.secret` stays empty.
    trusts_addresses: an address is verified although the provider does not say so, because
        the organization gives them out itself.
    role: of who comes in by it and is no member yet; not where one may change anything.
    """

    class Kind(models.TextChoices):
        OIDC = "openid_connect", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    JOINS_AS = [(Role.STUDENT, Role.STUDENT.label), (Role.TEACHER, Role.TEACHER.label)]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OIDC)
    name = models.CharField(max_length=40, help_text=_("As the button says: “Continue with …”."))
    app = models.OneToOneField(SocialApp, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.TextField(blank=True, editable=False)
    is_on = models.BooleanField(_("people may sign in by it"), default=False)
    trusts_addresses = models.BooleanField(_("its email addresses are verified"), default=False)
    role = models.CharField(max_length=12, choices=JOINS_AS, default=Role.STUDENT)
    requires_approval = models.BooleanField(_("an admin lets each new person in"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("name"), name="provider_name_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[Role.STUDENT, Role.TEACHER]), name="provider_role"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderDomain(TenantModel):
    """A domain of email whose addresses one provider may vouch for; no other may."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("domain"), name="provider_domain_once")]

    def __str__(self) -> str:
        return self.domain
