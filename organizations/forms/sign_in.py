"""How the people of an organization come in, as its admins set it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization, Role
from organizations.settings_schema import Feature

BY_DOMAIN = {
    "ask": _("They ask, and an admin lets them in"),
    "at_once": _("They come in at once"),
}


class SignInForm(forms.Form):
    """`seen` holds the version that was looked at, so that nobody overwrites unseen changes."""

    seen = forms.CharField(widget=forms.HiddenInput)
    by_domain = forms.ChoiceField(
        label=_("People with a verified address of your domain"),
        choices=list(BY_DOMAIN.items()),
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(
        label=_("They come in as"),
        choices=[(Role.STUDENT, Role.STUDENT.label), (Role.TEACHER, Role.TEACHER.label)],
        help_text=_("Who should be more is made so on their page under People."),
    )
    staff_second_factor = forms.BooleanField(
        label=_("Owners, admins and teachers need a second factor"),
        required=False,
        help_text=_("Who has none is shown where to set up a passkey or a code, and nothing else."),
    )

    @classmethod
    def initial_of(cls, organization: Organization) -> dict:
        options = organization.options
        return options.joining.model_dump() | options.security.model_dump()

    def parts(self) -> dict:
        """What `change_sign_in` takes."""
        said = self.cleaned_data
        return {
            "joining": {"by_domain": said["by_domain"], "role": said["role"]},
            "security": {"staff_second_factor": said["staff_second_factor"]},
        }


def takes_domain(organization: Organization) -> bool:
    """Whether it has a domain, and lets people ask by it."""
    return bool(organization.domain) and organization.has_feature(Feature.DOMAIN_JOIN)
