"""What sign-up asks before the account's own form."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.countries import country_choices

OLDEST = 110  # years


class PlaceForm(forms.Form):
    country = forms.ChoiceField(label=_("Where you live"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose = [("", _("Choose a country"))]
        self.fields["country"].choices = choose + country_choices()  # type: ignore[attr-defined]


class AgeForm(PlaceForm):
    """Neutral: it says nothing of what an answer leads to."""

    month = forms.TypedChoiceField(label=_("Month of birth"), coerce=int)
    year = forms.TypedChoiceField(label=_("Year of birth"), coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        this_year = timezone.localdate().year
        years = [(str(year), str(year)) for year in range(this_year, this_year - OLDEST, -1)]
        months = [(str(number), name.capitalize()) for number, name in MONTHS.items()]
        self.fields["month"].choices = [("", _("Month")), *months]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("Year")), *years]  # type: ignore[attr-defined]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if {"month", "year"} <= cleaned.keys():
            cleaned["born"] = date(cleaned["year"], cleaned["month"], 1)
            if cleaned["born"] > timezone.localdate():
                raise ValidationError(_("This month has not come yet."))
        return cleaned


class GuardianForm(forms.Form):
    guardian_email = forms.EmailField(
        label=_("Email of your parent or guardian"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
