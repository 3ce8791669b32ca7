"""A new webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Webhook


class WebhookForm(forms.Form):
    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("On the public internet, beginning with https://."),
    )
    events = forms.MultipleChoiceField(
        label=_("When"), choices=Webhook.Event.choices, widget=forms.CheckboxSelectMultiple
    )
