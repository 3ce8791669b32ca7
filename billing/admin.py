from django.contrib import admin

from billing.models import ProviderCall, ProviderState
from organizations.admin.base import ToLookAt


@admin.register(ProviderCall)
class ProviderCallAdmin(ToLookAt):
    list_display = [
        "at", "purpose", "provider", "model", "outcome", "problem", "tokens_in", "tokens_out",
        "seconds", "cost_microusd", "organization", "person",
    ]  # fmt: skip
    list_select_related = ["organization", "person"]
    list_filter = ["outcome", "kind", "provider", "at"]
    search_fields = ["purpose", "model", "organization__name"]
    ordering = ["-at"]


@admin.register(ProviderState)
class ProviderStateAdmin(ToLookAt):
    """To look at; a breaker closes again by itself."""

    list_display = ["name", "failures", "closed_until", "requests_left", "tokens_left"]
    ordering = ["name"]
