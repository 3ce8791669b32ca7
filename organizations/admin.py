from django.contrib import admin

from organizations.identity import admin as identity_admin  # noqa: F401  registers itself
from organizations.models import Job, Membership, Organization
from organizations.scoping import unscoped


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "type", "created_at"]
    list_filter = ["type"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline]


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """To look at; what becomes of a job is decided by the workers."""

    list_display = ["kind", "organization", "state", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind", "cluster"]
    list_select_related = ["organization"]
    ordering = ["-created_at"]

    def get_queryset(self, request):
        with unscoped("platform admins look after all organizations"):
            return super().get_queryset(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
