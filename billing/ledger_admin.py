"""Plans, and the ledger to look at. A plan is given to somebody by a subscription."""

from django.contrib import admin

from billing.models import (
    Balance,
    Family,
    FamilyMember,
    HeldRequest,
    Movement,
    Plan,
    Reservation,
)
from organizations.admin.base import PlatformAdmin, ToLookAt


@admin.register(Plan)
class PlanAdmin(PlatformAdmin):
    """A row of people's plans that is changed here is no longer filled from the file. What an
    organization's plan covers is said by the file alone."""

    list_display = [
        "name", "for_whom", "text_a_month", "videos_a_month", "questions_a_day", "people",
        "schools", "storage_gb", "is_edited",
    ]  # fmt: skip
    readonly_fields = ["key", "for_whom", "order", "is_edited", "shares_videos"]
    exclude = ["schools", "storage_gb"]
    ordering = ["-for_whom", "order"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        is_of_people = obj is None or obj.for_whom == Plan.For.PERSON
        return super().has_change_permission(request, obj) and is_of_people

    def save_model(self, request, obj, form, change):
        obj.is_edited = obj.is_edited or bool(form.changed_data)
        super().save_model(request, obj, form, change)


@admin.register(Balance)
class BalanceAdmin(ToLookAt):
    """used and held: in thousandths."""

    list_display = ["holder", "meter", "starts_on", "used", "held", "person", "organization"]
    list_select_related = ["person", "organization"]
    list_filter = ["meter", "starts_on"]
    search_fields = ["holder", "person__email", "organization__name"]
    ordering = ["-starts_on", "holder"]


@admin.register(Movement)
class MovementAdmin(ToLookAt):
    list_display = ["at", "kind", "balance", "held", "used", "reservation_id", "key"]
    list_select_related = ["balance"]
    list_filter = ["kind", "at"]
    search_fields = ["balance__holder", "key"]
    ordering = ["-at", "-pk"]


@admin.register(Reservation)
class ReservationAdmin(ToLookAt):
    list_display = [
        "created_at", "state", "meter", "person", "organization", "plan", "reason", "amount",
        "delivered", "parts", "parts_found", "expires_at",
    ]  # fmt: skip
    list_select_related = ["person", "organization"]
    list_filter = ["state", "meter", "reason"]
    search_fields = ["person__email", "organization__name", "subject_id"]
    ordering = ["-created_at"]


@admin.register(HeldRequest)
class HeldRequestAdmin(ToLookAt):
    list_display = ["created_at", "kind", "meter", "person", "organization", "done_at"]
    list_select_related = ["person", "organization"]
    list_filter = ["meter", "kind"]
    search_fields = ["person__email", "organization__name"]
    exclude = ["label", "payload"]  # what somebody asked is theirs
    ordering = ["-created_at"]


@admin.register(Family)
class FamilyAdmin(ToLookAt):
    list_display = ["owner", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["owner__email"]
    ordering = ["-created_at"]


@admin.register(FamilyMember)
class FamilyMemberAdmin(ToLookAt):
    list_display = ["email", "family", "person", "invited_at", "joined_at"]
    list_select_related = ["family__owner", "person"]
    search_fields = ["email", "family__owner__email"]
    ordering = ["-invited_at"]
