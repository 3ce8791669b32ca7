"""What an organization's people have used: months to look at, and files to take along."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from billing.reporting import HEADERS, By, report
from organizations import audit
from organizations.access import require
from organizations.impersonation.guards import theirs_alone
from organizations.requests import OrganizationRequest
from organizations.spreadsheets import csv_response, lines_of
from project.errors import Invalid

MONTHS = 12  # that are shown, and asked for at first


class ReportForm(forms.Form):
    """until: its whole month is in the file."""

    by = forms.ChoiceField(
        label=_("By"),
        choices=[
            (By.PERSON, _("Person")),
            (By.CLASS, _("Class")),
            (By.SCHOOL, _("School")),
            (By.MODALITY, _("Text, video and questions")),
            (By.MONTH, _("Month")),
        ],
    )
    since = forms.DateField(
        label=_("From the month of"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    until = forms.DateField(
        label=_("To the month of"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )

    def clean(self):
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first month."))
        return data

    def span(self) -> tuple[datetime, datetime]:
        """The first moment of the first month, and the first after the last one."""
        last = self.cleaned_data["until"] or timezone.localdate()
        first = self.cleaned_data["since"] or _months_before(last, MONTHS - 1)
        return _begin(first), _begin(_months_before(last, -1))


@theirs_alone
@require_safe
def usage_report(request: OrganizationRequest) -> HttpResponse:
    require(request.membership, "organization.billing")
    return _page(request, ReportForm(initial={"by": By.PERSON}))


@theirs_alone
@require_POST
def usage_file(request: OrganizationRequest) -> HttpResponseBase:
    """Taking it along is an entry in the audit."""
    require(request.membership, "organization.billing")
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    organization, by = request.organization, By(form.cleaned_data["by"])
    since, until = form.span()
    audit.record(
        "usage.exported",
        organization=organization,
        subject=organization,
        detail={"by": by.value, "since": f"{since:%Y-%m}", "until": f"{until:%Y-%m}"},
    )
    lines = lines_of(HEADERS[by], report(organization, by, since=since, until=until))
    return csv_response(request, lines, f"usage-by-{by}-{organization.slug}.csv")


def _page(request: OrganizationRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    span = {
        "since": _begin(_months_before(today, MONTHS - 1)),
        "until": _begin(_months_before(today, -1)),
    }
    months = [
        dict(zip(HEADERS[By.MONTH], row, strict=True))
        for row in report(request.organization, By.MONTH, **span)
    ]
    for month in months:
        month["first_day"] = date.fromisoformat(f"{month['month']}-01")
    context = {"nav": "manage", "page_key": "usage", "form": form, "months": months[::-1]}
    return render(request, "billing/usage_report.html", context, status=status)


def _months_before(day: date, count: int) -> date:
    """The first day of the month so many before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    if not 1 <= year < 9999:
        raise Invalid(str(_("Give months that have been.")))
    return date(year, month + 1, 1)


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, 1, tzinfo=ZoneInfo(settings.TIME_ZONE))
