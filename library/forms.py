"""What people send about a source."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RenameForm(forms.Form):
    title = forms.CharField(max_length=300, label=_("Title"))


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Password of the file"),
        max_length=200,
        strip=False,
        help_text=_("It is used once to make an unlocked copy and is not kept."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
