from django.contrib import admin

from organizations.admin.base import PlatformAdmin
from organizations.models import Class, Organization, School


class IsClosed(admin.SimpleListFilter):
    title, parameter_name = "state", "closed"

    def lookups(self, request, model_admin):
        return [("no", "Open"), ("yes", "Closed")]

    def queryset(self, request, queryset):
        return queryset.filter(deleted_at__isnull=self.value() == "no") if self.value() else None


@admin.register(Organization)
class OrganizationAdmin(PlatformAdmin):
    list_display = ["name", "slug", "type", "domain", "created_at", "deleted_at"]
    list_filter = ["type", IsClosed]
    search_fields = ["name", "slug", "domain"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["created_at", "updated_at", "deleted_at"]


@admin.register(School)
class SchoolAdmin(PlatformAdmin):
    list_display = ["name", "organization", "external_id", "archived_at"]
    list_select_related = ["organization"]
    list_filter = [("archived_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "organization__name", "external_id"]
    autocomplete_fields = ["organization"]


@admin.register(Class)
class ClassAdmin(PlatformAdmin):
    list_display = ["name", "organization", "school", "subject", "grade_level", "archived_at"]
    list_select_related = ["organization", "school"]
    list_filter = [("archived_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "organization__name", "subject"]
    autocomplete_fields = ["organization", "school"]
