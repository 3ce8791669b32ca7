from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import GuardianConsent, User


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):
    """Only superusers: who changes people here may make platform admins."""

    form, add_form = UserChangeForm, UserCreationForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    readonly_fields = [
        "date_joined", "last_login", "see_as", "signed_up_as", "country", "awaits_consent",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Access", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Preferences", {"fields": ["language", "preferred_modality"]}),
        ("Sign-up", {"fields": ["signed_up_as", "country", "awaits_consent"]}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
        ("Support", {"fields": ["see_as"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]
    filter_horizontal = []

    @admin.display(description=_("As they see it"))
    def see_as(self, person: User) -> str:
        if person.is_staff or not person.is_active:
            return "-"
        address = reverse("impersonation_start", args=[person.pk])
        return format_html('<a href="{}">{}</a>', address, _("See Lectern as this person"))


@admin.register(GuardianConsent)
class GuardianConsentAdmin(ModelAdmin):
    """To look at: what a guardian has said is theirs to change."""

    list_display = ["asked_at", "child", "guardian_email", "state", "given_at", "ended_at"]
    list_select_related = ["child"]
    list_filter = ["state", "country", "wording"]
    search_fields = ["child__email", "child__name", "guardian_email"]
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
