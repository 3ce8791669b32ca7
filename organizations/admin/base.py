"""What our pages of the admin share."""

from unfold.admin import ModelAdmin

from organizations import audit
from organizations.models import Organization


class OfPlatformAdmins:
    """Whoever is a platform admin may: `is_staff` is the whole of that role."""

    def is_platform_admin(self, request) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request):
        return self.is_platform_admin(request)

    def has_view_permission(self, request, obj=None):
        return self.is_platform_admin(request)

    def has_add_permission(self, request, obj=None):
        return self.is_platform_admin(request)

    def has_change_permission(self, request, obj=None):
        return self.is_platform_admin(request)

    def has_delete_permission(self, request, obj=None):
        """Rows of organizations are ended, archived or closed, and keep their history."""
        return False


class PlatformAdmin(OfPlatformAdmins, ModelAdmin):
    """Rows that may be put right here; what is made and changed is in the audit."""

    list_per_page = 50
    show_full_result_count = False  # tables grow past what is counted for every page
    list_filter_submit = False
    compressed_fields = True

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        organization = obj if isinstance(obj, Organization) else getattr(obj, "organization", None)
        if organization and form.changed_data:
            verb = "changed" if change else "created"
            audit.record(
                f"{obj._meta.model_name}.{verb}",
                organization=organization,
                subject=obj,
                detail={"fields": form.changed_data},
            )


class ToLookAt(PlatformAdmin):
    """Rows that are made and changed by the product only."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
