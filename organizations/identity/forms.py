"""Who looks for their school."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SchoolEmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email address at school"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
