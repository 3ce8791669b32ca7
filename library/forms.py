"""What people send about a source."""

from django import forms


class RenameForm(forms.Form):
    title = forms.CharField(max_length=300, label="Title")


class UnlockForm(forms.Form):
    password = forms.CharField(
        label="Password of the file",
        max_length=200,
        strip=False,
        help_text="It is used once to make an unlocked copy and is not kept.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
