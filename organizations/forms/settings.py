"""What the pages that run an organization ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organizations.branding import OURS
from organizations.models import Organization
from organizations.settings_schema import ConsentBasis, Feature, OrganizationSettings, Regime
from organizations.words import WORDS

FEATURES = {
    Feature.ASK: _("People may ask the library"),
    Feature.LESSONS_BY_STUDENTS: _("Students may request lessons"),
    Feature.VIDEO: _("Lessons may be videos"),
    Feature.GUARDIANS: _("Guardians may be invited"),
    Feature.JOIN_CODES: _("Classes may have join codes"),
    Feature.DOMAIN_JOIN: _("People with an address of our domain may ask to join"),
    Feature.API: _("Programs may use the API"),
    Feature.LINKS: _("Staff may share sources by link, also with people outside"),
}
REGIMES = {
    Regime.COPPA: _("COPPA (children under 13, US)"),
    Regime.FERPA: _("FERPA (education records, US)"),
    Regime.GDPR: _("GDPR (EU and UK)"),
    Regime.NONE: _("None of these"),
}
STORAGE = ("person_gb", "pictures_days", "clips_days", "earlier_days", "unconfirmed_days")
CONSENT = {
    ConsentBasis.AGREEMENT: _("A signed agreement with the school"),
    ConsentBasis.PARENTAL: _("Consent of each parent"),
    ConsentBasis.OWN: _("People consent for themselves"),
}


class SettingsForm(forms.Form):
    """`seen` holds the version that was looked at, so that nobody overwrites unseen changes."""

    seen = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    grade_levels = forms.CharField(
        label=_("Grade levels"),
        required=False,
        max_length=400,
        help_text=_("Separated by commas, in their order."),
    )
    word_class = forms.ChoiceField(label=_("A group that learns together is a"))
    word_student = forms.ChoiceField(label=_("Who learns is a"))
    word_teacher = forms.ChoiceField(label=_("Who teaches is a"))
    features = forms.MultipleChoiceField(
        label=_("What is allowed"),
        choices=list(FEATURES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chunk_tokens = forms.IntegerField(
        label=_("Length of a passage, in tokens"),
        min_value=500,
        max_value=1000,
        help_text=_(
            "Longer passages keep more together, shorter ones are found more exactly. It holds "
            "for what is read from now on."
        ),
    )
    person_gb = forms.IntegerField(
        label=_("Storage of each person, in GB"),
        min_value=1,
        max_value=100_000,
        help_text=_("For the files that they add, within what the organization has."),
    )
    pictures_days = forms.IntegerField(
        label=_("Days for which pictures of pages are kept"),
        min_value=7,
        max_value=3650,
        help_text=_("An older one is drawn again when somebody opens its page."),
    )
    clips_days = forms.IntegerField(
        label=_("Days for which unused parts of lessons are kept"),
        min_value=7,
        max_value=3650,
        help_text=_("The finished lesson stays; its parts are made again when something changes."),
    )
    earlier_days = forms.IntegerField(
        label=_("Days for which earlier texts of web pages are kept"),
        min_value=7,
        max_value=3650,
        help_text=_("One that has words which something quotes is kept longer."),
    )
    unconfirmed_days = forms.IntegerField(
        label=_("Days for which an upload may wait to be confirmed"),
        min_value=1,
        max_value=30,
        help_text=_("What was sent and not confirmed goes after that."),
    )
    regimes = forms.MultipleChoiceField(
        label=_("Laws on data that you are under"),
        choices=list(REGIMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent_basis = forms.ChoiceField(
        label=_("Ground on which data of minors is kept"), choices=list(CONSENT.items())
    )
    agreement = forms.CharField(
        label=_("The agreement: who signed it, and when"), required=False, max_length=200
    )
    retention_days = forms.IntegerField(
        label=_("Days for which data of who left is kept"), min_value=30, max_value=3650
    )

    SECTIONS = (
        (_("The organization"), ["name", "grade_levels"]),
        (_("Words"), ["word_class", "word_student", "word_teacher"]),
        (_("Features"), ["features"]),
        (_("Reading sources"), ["chunk_tokens"]),
        (_("Storage"), list(STORAGE)),
        (_("Data protection"), ["regimes", "consent_basis", "agreement", "retention_days"]),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for slot, words in WORDS.items():
            choices = [(name, one) for name, (one, _many) in words.items()]
            self.fields[f"word_{slot}"].choices = choices

    @classmethod
    def initial_of(cls, organization: Organization) -> dict:
        options = organization.options
        return {
            "name": organization.name,
            "grade_levels": ", ".join(options.grade_levels),
            **{f"word_{slot}": options.words.get(slot, slot) for slot in WORDS},
            "features": sorted(options.features),
            "chunk_tokens": options.knowledge_base.chunk_tokens,
            **options.storage.model_dump(),
            **options.compliance.model_dump(mode="json"),
        }

    def clean_grade_levels(self) -> list[str]:
        levels = [level.strip() for level in self.cleaned_data["grade_levels"].split(",")]
        found = list(dict.fromkeys(filter(None, levels)))
        if any(len(level) > 20 for level in found):
            raise ValidationError(_("A grade level has at most 20 letters."))
        return found

    def parts(self) -> dict:
        """What `change_settings` takes."""
        data = self.cleaned_data
        compliance = ("regimes", "consent_basis", "agreement", "retention_days")
        return {
            "grade_levels": data["grade_levels"],
            "words": {slot: data[f"word_{slot}"] for slot in WORDS},
            "features": data["features"],
            "knowledge_base": {"chunk_tokens": data["chunk_tokens"]},
            "storage": {name: data[name] for name in STORAGE},
            "compliance": {name: data[name] for name in compliance},
        }

    def sections(self) -> list[tuple]:
        """The fields under the headings of the page."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]


class BrandingForm(forms.Form):
    """Empty colours are ours."""

    seen = forms.CharField(widget=forms.HiddenInput)
    left = forms.CharField(label=_("Left teacher and links, light"), required=False)
    left_dark = forms.CharField(label=_("Left teacher and links, dark"), required=False)
    right = forms.CharField(label=_("Right teacher, light"), required=False)
    right_dark = forms.CharField(label=_("Right teacher, dark"), required=False)
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 512 KB. It stands in the bar of every page."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    logo_alt = forms.CharField(label=_("The logo in words"), required=False, max_length=120)
    remove_logo = forms.BooleanField(label=_("Use no logo"), required=False)

    COLOURS = ("left", "left_dark", "right", "right_dark")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.COLOURS:
            accent, _sign, dark = name.partition("_")
            self.fields[name].widget.attrs |= {
                "placeholder": OURS[accent][bool(dark)], "maxlength": 7, "spellcheck": "false",
            }  # fmt: skip

    @classmethod
    def initial_of(cls, settings: OrganizationSettings) -> dict:
        return settings.branding.model_dump(include={*cls.COLOURS, "logo_alt"})

    def colours(self) -> dict[str, str | None]:
        return {name: self.cleaned_data[name].strip() or None for name in self.COLOURS}
