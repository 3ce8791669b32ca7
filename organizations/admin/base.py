"""What our pages of the admin share."""

from unfold.admin import ModelAdmin


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
        return self.is_platform_admin(request)


class PlatformAdmin(OfPlatformAdmins, ModelAdmin):
    list_per_page = 50
    show_full_result_count = False  # tables grow past what is counted for every page
    list_filter_submit = False
    compressed_fields = True


class ToLookAt(PlatformAdmin):
    """Rows that are made and changed by the product only."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
