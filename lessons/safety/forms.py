from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.models import SafetyStep
from lessons.safety.alerts import NOTE_CHARACTERS

DOING = (SafetyStep.Kind.SEEN, SafetyStep.Kind.NOTED, SafetyStep.Kind.CLOSED)


class AlertForm(forms.Form):
    do = forms.ChoiceField(choices=[(str(kind), kind.label) for kind in DOING])
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you did, or found out. It stays with the alert."),
    )
