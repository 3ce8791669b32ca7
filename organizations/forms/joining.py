"""What people send who are not in yet."""

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

NAME = forms.TextInput(attrs={"autocomplete": "name"})
CODE = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class NewPasswordForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=NAME)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=NEW_PASSWORD,
        help_text=_("At least 10 letters, figures or signs."),
    )

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class StudentSignUpForm(NewPasswordForm):
    login_name = forms.CharField(
        label=_("Login name"),
        max_length=60,
        help_text=_("You sign in with it. Such as ann.lee; nobody else here may have it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ["name", "login_name", "password"]


class CodeEntryForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, widget=CODE, help_text=_("Eight letters and figures.")
    )


class StudentSignInForm(CodeEntryForm):
    login_name = forms.CharField(
        label=_("Login name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
