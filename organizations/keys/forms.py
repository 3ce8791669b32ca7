"""A new key."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import OrganizationKey


class KeyForm(forms.Form):
    """A key that is made once and cannot be changed, only revoked."""

    LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), ("", _("For ever"))]

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Such as “timetable on the web”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=OrganizationKey.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    life = forms.ChoiceField(label=_("Good for"), choices=LIVES, required=False, initial="90")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["life"].is_asked = True  # "" is its choice "For ever"

    def expires_at(self):
        days = self.cleaned_data["life"]
        return timezone.now() + timedelta(days=int(days)) if days else None
