from django import forms
from django.utils.translation import gettext_lazy as _

from library.forms import AddressForm


class RemoteVideoForm(AddressForm):
    address = forms.CharField(
        max_length=2000,
        label=_("Address"),
        help_text=_("Of the page on which the video plays, or of the file itself."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    has_rights = forms.BooleanField(
        label=_("My organization has the rights to copy this video and to teach from it"),
        help_text=_("That you said so is kept in the audit, with your name and the time."),
    )
