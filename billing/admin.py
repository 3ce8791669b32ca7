from datetime import UTC, datetime

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing import (
    gateway,
    ledger_admin,  # noqa: F401  # registers its own pages
    margins,
    referral_admin,  # noqa: F401
)
from billing.events import process_again
from billing.models import (
    Invoice,
    OutgoingCall,
    PlanPrice,
    ProviderCall,
    ProviderState,
    StripeEvent,
    Subscription,
)
from billing.money import money
from billing.revenue import plans_now, revenue_by_month
from organizations.admin.base import PlatformAdmin, ToLookAt


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


@admin.register(Subscription)
class SubscriptionAdmin(PlatformAdmin):
    """A plan is given here, to a person or an organization, without payment. What Stripe keeps is
    changed at Stripe, and only looked at here."""

    list_display = [
        "plan", "status", "person", "organization", "quantity", "interval", "current_period_end",
        "cancel_at", "grace_ends_at", "stripe_id",
    ]  # fmt: skip
    list_select_related = ["organization", "person"]
    list_filter = ["status", "plan", ("stripe_id", admin.EmptyFieldListFilter)]
    search_fields = ["stripe_id", "person__email", "organization__name"]
    autocomplete_fields = ["person", "organization"]
    fields = [
        "person", "organization", "plan", "interval", "quantity", "status", "trial_ends_at",
        "current_period_start", "current_period_end",
    ]  # fmt: skip
    ordering = ["-created_at"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_local)


@admin.register(Invoice)
class InvoiceAdmin(ToLookAt):
    """With what came in by month and plan above it; open ones with a try are failed payments."""

    list_display = [
        "number", "status", "due", "paid", "attempts", "next_attempt_at", "person", "organization",
        "issued_at", "paid_at",
    ]  # fmt: skip
    list_select_related = ["organization", "person"]
    list_filter = ["status", "issued_at", ("next_attempt_at", admin.EmptyFieldListFilter)]
    search_fields = ["number", "stripe_id", "person__email", "organization__name"]
    ordering = ["-issued_at"]
    list_before_template = "admin/billing/revenue.html"

    @admin.display(description=_("Due"), ordering="amount_due")
    def due(self, invoice):
        return money(invoice.amount_due, invoice.currency)

    @admin.display(description=_("Paid"), ordering="amount_paid")
    def paid(self, invoice):
        return money(invoice.amount_paid, invoice.currency)

    def changelist_view(self, request, extra_context=None):
        month = _month_asked(request)
        failed = Invoice.objects.filter(status=Invoice.Status.OPEN, attempts__gt=0)
        context = {
            "months": revenue_by_month(),
            "plans": plans_now(),
            "failed": failed.count(),
            "is_set_up": gateway.is_set_up(),
            "accounts": margins.of_all_months(),
            "accounts_of_month": margins.of_month(month),
            "month": month,
        }
        return super().changelist_view(request, context | (extra_context or {}))


def _month_asked(request) -> datetime:
    """`month` in the address, as 2026-11, which is no filter of the list; else this month."""
    request.GET = request.GET.copy()
    text = "".join(request.GET.pop("month", []))[:7]
    try:
        return margins.month_of(datetime.strptime(f"{text}-15", "%Y-%m-%d").replace(tzinfo=UTC))
    except ValueError:
        return margins.month_of(timezone.now())


@admin.register(PlanPrice)
class PlanPriceAdmin(PlatformAdmin):
    """A new amount is sold after the next `manage.py stripe_setup`."""

    list_display = ["plan", "interval", "amount", "currency", "is_offered", "stripe_id"]
    list_filter = ["plan", "is_offered"]
    search_fields = ["stripe_id", "plan"]
    ordering = ["plan", "interval"]


@admin.register(StripeEvent)
class StripeEventAdmin(ToLookAt):
    list_display = [
        "received_at", "kind", "state", "error", "deliveries", "api_version", "happened_at",
        "done_at", "stripe_id",
    ]  # fmt: skip
    list_filter = ["state", "kind", "received_at"]
    search_fields = ["stripe_id", "kind"]
    ordering = ["-received_at"]
    actions = ["process_again"]

    @admin.action(description=_("Process again"))
    def process_again(self, request, queryset):
        for event in queryset:
            process_again(event)
        messages.success(request, _("They wait for the next worker."))


@admin.register(OutgoingCall)
class OutgoingCallAdmin(ToLookAt):
    list_display = ["created_at", "action", "about", "state", "error", "id"]
    list_filter = ["state", "action", "created_at"]
    search_fields = ["about"]
    ordering = ["-created_at"]
