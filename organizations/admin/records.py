from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from organizations.admin.base import PlatformAdmin, ToLookAt
from organizations.flags import HELD_BACK
from organizations.models import AuditEntry, FeatureFlag, Job, Organization, Role


@admin.register(AuditEntry)
class AuditEntryAdmin(ToLookAt):
    list_display = ["at", "action", "organization", "actor", "subject", "ip"]
    list_select_related = ["organization", "actor"]
    list_filter = ["subject", "at"]
    search_fields = ["action", "organization__name", "subject_id"]
    ordering = ["-at"]


@admin.register(Job)
class JobAdmin(ToLookAt):
    """To look at; what becomes of a job is decided by the workers."""

    list_display = ["kind", "organization", "state", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind", "cluster"]
    list_select_related = ["organization"]
    search_fields = ["kind", "organization__name", "subject_id"]
    ordering = ["-created_at"]


class FlagForm(forms.ModelForm):
    types = forms.MultipleChoiceField(
        choices=Organization.Type.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    roles = forms.MultipleChoiceField(
        choices=Role.choices, required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )


@admin.register(FeatureFlag)
class FeatureFlagAdmin(PlatformAdmin):
    form = FlagForm
    list_display = ["name", "everyone", "percent", "types", "roles", "note", "modified"]
    list_filter = ["everyone"]
    search_fields = ["name", "note"]
    autocomplete_fields = ["organizations", "users"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "A flag with the name of a feature (%(names)s) holds that feature back from "
                    "everybody whom the flag does not let in, also where their organization has "
                    "it. Without such a flag the settings of the organization decide."
                )
                % {"names": ", ".join(HELD_BACK)},
                "fields": [
                    "name", "note", "everyone", "organizations", "types", "roles", "percent",
                    "users",
                ],
            },
        )
    ]  # fmt: skip

    def has_delete_permission(self, request, obj=None):
        """It holds no history of anybody."""
        return self.is_platform_admin(request)
