from django import forms
from django.utils.translation import gettext_lazy as _

from billing.checkout import MOST_SEATS
from billing.models import Interval
from billing.offers import OFFERS


class PurchaseForm(forms.Form):
    """What a person buys: the two are buttons."""

    plan = forms.CharField(max_length=20)
    interval = forms.ChoiceField(choices=Interval.choices, required=False)
    back = forms.CharField(max_length=500, required=False)


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)


class OrganizationPurchaseForm(SeatsForm):
    plan = forms.ChoiceField(label=_("Plan"))
    interval = forms.ChoiceField(label=_("Paid"), choices=Interval.choices)

    field_order = ["plan", "seats", "interval"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sold = [(one.plan, one.name) for one in OFFERS.values() if one.per_seat]
        self.fields["plan"].choices = sold  # type: ignore[attr-defined]
        self.fields["seats"].help_text = _(
            "One for each owner, admin, teacher and student. Guardians need none."
        )
