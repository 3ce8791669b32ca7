"""Recommendations in the admin."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from billing.models import MonthOfCredit, Referral
from organizations.admin.base import ToLookAt


class ManyFromOneAddress(admin.SimpleListFilter):
    """Where several came from one machine, or by one domain that is few people's."""

    title = _("from one address")
    parameter_name = "many"
    LEAST = 3

    def lookups(self, request, model_admin):
        return [("ip", _("Three or more from one IP address")),
                ("domain", _("Three or more of one mail domain"))]  # fmt: skip

    def queryset(self, request, rows):
        field = self.value()
        if field not in ("ip", "domain"):
            return rows
        known = Referral.objects.exclude(**{field: None}).exclude(domain="")
        many = known.values(field).annotate(count=Count("pk")).filter(count__gte=self.LEAST)
        return rows.filter(**{f"{field}__in": many.values(field)})


@admin.register(Referral)
class ReferralAdmin(ToLookAt):
    """To look at: what was refused and why, and what looks like one person with many names."""

    list_display = [
        "at", "referrer", "referred", "state", "reason", "ip", "same_address", "domain",
        "same_domain", "paid_at",
    ]  # fmt: skip
    list_select_related = ["referrer", "referred"]
    list_filter = ["state", "reason", ManyFromOneAddress, "at"]
    search_fields = ["referrer__email", "referred__email", "domain"]
    ordering = ["-at"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(
            of_ip=_others("ip"), of_domain=_others("domain")
        )  # fmt: skip

    @admin.display(description=_("of this IP address"))
    def same_address(self, row: Referral) -> int | None:
        return row.of_ip  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("of this domain"))
    def same_domain(self, row: Referral) -> int | None:
        return row.of_domain  # type: ignore[attr-defined]


def _others(field: str) -> Subquery:
    same = Referral.objects.filter(**{field: OuterRef(field)}).order_by().values(field)
    return Subquery(same.annotate(count=Count("pk")).values("count"))


@admin.register(MonthOfCredit)
class MonthOfCreditAdmin(ToLookAt):
    list_display = ["given_at", "person", "referral", "used_at"]
    list_select_related = ["person", "referral"]
    search_fields = ["person__email"]
    ordering = ["-given_at"]
