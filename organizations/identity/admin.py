"""Identity providers in the Django admin: platform admins set them up, schools look at them."""

from uuid import uuid4

import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.oidc.adapter import is_private_address
from organizations.identity.setup import Connection, read_connection, save_provider
from organizations.models import IdentityProvider, ProviderDomain
from organizations.public_domains import is_public
from organizations.scoping import unscoped

NEEDED = {
    IdentityProvider.Kind.OIDC: ("server_url", "client_id"),
    IdentityProvider.Kind.SAML: ("entity_id", "sso_url", "x509cert"),
}
CONNECTION = [
    "server_url",
    "client_id",
    "secret",
    "required_claims",
    "entity_id",
    "sso_url",
    "x509cert",
    "attributes",
]


class IdentityProviderForm(forms.ModelForm):
    server_url = forms.URLField(label=_("Issuer"), required=False, assume_scheme="https")
    client_id = forms.CharField(label=_("Client id"), required=False, max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=191,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Not shown again. Left empty, it stays as it is."),
    )
    required_claims = forms.JSONField(
        label=_("Required claims"),
        required=False,
        initial=dict,
        help_text=_('Such as {"hd": "riverside.edu"} for Google or {"tid": "…"} for Microsoft.'),
    )
    entity_id = forms.CharField(label=_("Entity id"), required=False, max_length=500)
    sso_url = forms.URLField(label=_("Sign-in address"), required=False, assume_scheme="https")
    x509cert = forms.CharField(label=_("Certificate"), required=False, widget=forms.Textarea)
    attributes = forms.JSONField(
        label=_("Attribute names"),
        required=False,
        initial=dict,
        help_text=_('Where they differ, such as {"uid": ["…"], "email": ["…"]}.'),
    )

    class Meta:
        model = IdentityProvider
        fields = [
            "organization",
            "kind",
            "name",
            "is_on",
            "trusts_addresses",
            "role",
            "requires_approval",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.app_id:
            found = read_connection(self.instance)
            self.initial |= {name: getattr(found, name) for name in CONNECTION}
            self.fields["kind"].disabled = self.fields["organization"].disabled = True

    def clean(self) -> dict:
        found = super().clean()
        for name in NEEDED.get(found.get("kind"), ()):
            if not found.get(name) and name not in self.errors:
                self.add_error(name, _("This kind of provider needs it."))
        for name in ("server_url", "sso_url"):
            if found.get(name) and not is_private_address(found[name]):
                self.add_error(name, _("Write an address that begins with https."))
        for name in ("required_claims", "attributes"):
            if not isinstance(found.get(name) or {}, dict):
                self.add_error(name, _("Write an object, such as {}."))
        return found

    def connection(self) -> Connection:
        found = self.cleaned_data
        objects = {name: found[name] or {} for name in ("required_claims", "attributes")}
        return Connection(**({name: found[name] for name in CONNECTION} | objects))


class DomainForm(forms.ModelForm):
    class Meta:
        model = ProviderDomain
        fields = ["domain"]

    def clean_domain(self) -> str:
        domain = self.cleaned_data["domain"].strip().lower().removeprefix("@")
        if is_public(domain):
            raise ValidationError(_("Anybody can have an address there: no school vouches for it."))
        return domain


class DomainInline(TabularInline):
    model = ProviderDomain
    form = DomainForm
    extra = 1


@admin.register(IdentityProvider)
class IdentityProviderAdmin(ModelAdmin):
    form = IdentityProviderForm
    list_display = ["name", "organization", "kind", "is_on"]
    list_filter = ["kind", "is_on"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]
    autocomplete_fields = ["organization"]
    inlines = [DomainInline]
    fieldsets = [
        (None, {"fields": IdentityProviderForm.Meta.fields}),
        (_("OpenID Connect"), {"fields": CONNECTION[:4]}),
        (_("SAML"), {"fields": CONNECTION[4:]}),
    ]

    def get_queryset(self, request):
        with unscoped("platform admins look after all organizations"):
            return super().get_queryset(request)

    def changeform_view(self, request, *args, **kwargs):
        with unscoped("platform admins look after all organizations"):
            response = super().changeform_view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def save_model(self, request, obj, form, change):
        obj.pk = obj.pk or uuid4()  # the formset of its domains has emptied that of a new one
        save_provider(obj, form.connection())

    def save_formset(self, request, form, formset, change):
        for domain in formset.save(commit=False):
            domain.organization_id = form.instance.organization_id
        formset.save()

    def has_delete_permission(self, request, obj=None):
        """It is switched off instead: people are bound to it."""
        return False


# They show secrets and bind people by hand. Imported first, so that they are there to be taken out.
for model in (SocialApp, SocialAccount, SocialToken, Authenticator):
    admin.site.unregister(model)
