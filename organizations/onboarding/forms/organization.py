"""Step 1: who they are. The type comes first and fills in the rest."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Organization
from organizations.models.organization import check_domain_is_free
from organizations.onboarding.fields import CommasField
from organizations.onboarding.forms.base import StepForm
from organizations.settings_schema import Compliance, ConsentBasis, Regime
from organizations.words import WORDS

DOMAIN = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
# Of no organization: whoever has an address there would count as one of its people.
FREE_MAIL = {
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
    "icloud.com", "proton.me", "gmx.com", "gmx.de", "web.de", "aol.com",
}  # fmt: skip
TYPES = [choice for choice in Organization.Type.choices if choice[0] not in Organization.BY_SIGN_UP]
REGIMES = [
    (Regime.COPPA, gettext_lazy("COPPA (children under 13, United States)")),
    (Regime.FERPA, gettext_lazy("FERPA (education records, United States)")),
    (Regime.GDPR, gettext_lazy("GDPR (European Union)")),
    (Regime.NONE, gettext_lazy("None of these")),
]
CONSENT = [
    (ConsentBasis.AGREEMENT, gettext_lazy("A signed agreement")),
    (ConsentBasis.PARENTAL, gettext_lazy("Consent of the parents")),
    (ConsentBasis.OWN, gettext_lazy("People's own consent")),
]


def _words(slot: str) -> list[tuple[str, str]]:
    return [(name, one) for name, (one, _many) in WORDS[slot].items()]


class OrganizationForm(StepForm):
    step = "organization"
    title = gettext_lazy("Organization")
    fieldsets = [
        ("", ["name", "slug", "domain"]),
        (gettext_lazy("Words"), ["class_word", "student_word", "teacher_word", "grade_levels"]),
        (
            gettext_lazy("Compliance"),
            ["regimes", "consent_basis", "agreement", "retention_days"],
        ),
    ]

    type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=TYPES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of organization it is.")},
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Its pages are at /o/address/. Left empty: made from the name."),
    )
    domain = forms.CharField(
        label=gettext_lazy("Mail domain"),
        required=False,
        max_length=253,
        help_text=gettext_lazy("Of its people's email, such as riverside.edu."),
    )
    class_word = forms.ChoiceField(
        label=gettext_lazy("A class is called"), choices=lambda: _words("class")
    )
    student_word = forms.ChoiceField(
        label=gettext_lazy("A student is called"), choices=lambda: _words("student")
    )
    teacher_word = forms.ChoiceField(
        label=gettext_lazy("A teacher is called"), choices=lambda: _words("teacher")
    )
    grade_levels = CommasField(
        label=gettext_lazy("Grade levels"),
        required=False,
        help_text=gettext_lazy("From the lowest to the highest, with commas between."),
    )
    regimes = forms.MultipleChoiceField(
        label=gettext_lazy("Laws that hold"),
        choices=REGIMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent_basis = forms.ChoiceField(
        label=gettext_lazy("Data of minors is kept on"), choices=CONSENT
    )
    agreement = forms.CharField(
        label=gettext_lazy("Agreement"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Which one, by whom and of what day."),
    )
    retention_days = forms.IntegerField(
        label=gettext_lazy("Days until data of people who left is deleted"),
        min_value=30,
        max_value=3650,
    )

    @classmethod
    def defaults(cls, profile):
        compliance = profile.compliance.model_dump(mode="json")
        words = {f"{slot}_word": profile.words.get(slot, slot) for slot in WORDS}
        return words | compliance | {"grade_levels": list(profile.grade_levels), "slug": ""}

    def about_types(self) -> list[tuple[str, str, str, bool]]:
        """(value, label, what it is for, whether it is chosen)"""
        from organizations.types import profile_of

        chosen = self["type"].value()
        return [
            (value, str(label), profile_of(value).about, value == chosen) for value, label in TYPES
        ]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if slug and self._others(slug__iexact=slug):
            raise ValidationError(
                _("“%(slug)s” is taken. Choose another address, or leave it empty.")
                % {"slug": slug}
            )
        return slug

    def clean_domain(self) -> str:
        domain = self.cleaned_data["domain"].strip().lower().removeprefix("@")
        if domain and not DOMAIN.match(domain):
            raise ValidationError(
                _("“%(domain)s” is no mail domain. Write what stands behind the @.")
                % {"domain": domain}
            )
        if domain in FREE_MAIL:
            raise ValidationError(
                _("Anybody can have an address at %(domain)s. Name a domain of their own, or none.")
                % {"domain": domain}
            )
        check_domain_is_free(domain, besides=self.organization_id)
        return domain

    def clean(self):
        names = {name: name for name in ("regimes", "consent_basis", "agreement", "retention_days")}
        if not self.errors:
            values = {name: self.cleaned_data[name] for name in names}
            self.clean_by(Compliance, names, values)
        return self.cleaned_data

    def _others(self, **lookup) -> list[Organization]:
        return list(Organization.objects.filter(**lookup).exclude(pk=self.organization_id)[:1])
