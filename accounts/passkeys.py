"""A new passkey or security key, in our words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Its name")
        self.fields["passwordless"].label = _("It signs me in alone")
        self.fields["passwordless"].help_text = _(
            "A passkey: without the password, by your finger, face or PIN on the device. "
            "Otherwise it stands beside the password."
        )
