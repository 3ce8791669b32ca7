from django import forms
from django.utils.translation import gettext_lazy as _


class ConsentForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_guardian = forms.BooleanField(
        label=_("I am an adult and this child's parent or guardian."),
    )
