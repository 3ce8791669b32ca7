from django.contrib import admin

from organizations.admin.base import PlatformAdmin, ToLookAt
from organizations.models import Grant, Invitation, Membership


@admin.register(Membership)
class MembershipAdmin(PlatformAdmin):
    list_display = ["user", "organization", "role", "created_at", "ended_at"]
    list_select_related = ["user", "organization"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__email", "user__name", "organization__name", "login_name"]
    autocomplete_fields = ["organization", "user", "schools"]


@admin.register(Invitation)
class InvitationAdmin(ToLookAt):
    """To look at: they are sent, sent again and revoked by the organization's own pages."""

    list_display = ["email", "organization", "role", "sent_at", "expires_at", "accepted_at"]
    list_select_related = ["organization"]
    list_filter = [
        "role",
        ("accepted_at", admin.EmptyFieldListFilter),
        ("revoked_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["email", "organization__name"]
    exclude = ["token_sha256"]
    ordering = ["-created_at"]


@admin.register(Grant)
class GrantAdmin(ToLookAt):
    list_display = ["subject", "subject_id", "organization", "level", "given_to", "expires_at"]
    list_select_related = ["organization", "membership__user", "school_class", "school"]
    list_filter = ["subject", "level", "role"]
    search_fields = ["organization__name", "subject_id"]
    ordering = ["-created_at"]

    @admin.display(description="to")
    def given_to(self, grant: Grant) -> str:
        person = grant.membership.user if grant.membership else None
        return str(person or grant.school_class or grant.school or grant.get_role_display())
