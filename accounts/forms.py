"""Sign-up and preferences."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Modality, User
from project.languages import INTERFACE, LANGUAGES


class SignUpForm(forms.Form):
    """What we ask beside email and password; allauth saves the person."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request, user) -> None:
        """Called by allauth after the adapter has saved the name with the user."""


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = [
            "name",
            "language",
            "time_zone",
            "preferred_modality",
            "modality_preferences",
            "reading_speed",
            "captions_on",
            "transcript_first",
            "theme",
            "text_size",
            "dyslexia_type",
            "high_contrast",
            "reduced_motion",
            "letter_keys",
        ]
        labels = {
            "name": _("Your name"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "preferred_modality": _("Open lessons as"),
            "reading_speed": _("Reading speed"),
            "captions_on": _("Show captions"),
            "transcript_first": _("Show the transcript first"),
            "theme": _("Light or dark"),
            "text_size": _("Text size"),
            "dyslexia_type": _("Wider, plainer type"),
            "high_contrast": _("More contrast"),
            "reduced_motion": _("Less motion"),
            "letter_keys": _("Keys of a single character"),
        }
        help_texts = {
            "name": _("As teachers and students of your school see it."),
            "language": _(
                "For these pages, and for new lessons where the source allows it. Some languages "
                "are for lessons only; the pages are then in English."
            ),
            "time_zone": _("Your days and months begin at midnight there."),
            "preferred_modality": _("Where a lesson does not have it yet, the text opens."),
            "transcript_first": _("The words stand before the player."),
            "reading_speed": _("How fast lessons are spoken, and how long they take to read."),
            "letter_keys": _(
                "In the reader, such as H to highlight. Switch them off where they "
                "are in the way, as when you speak to your device."
            ),
            "theme": _("On a device where you chose in the menu, that choice stays."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("text_size", "reading_speed"):
            self.fields[name].is_asked = True  # type: ignore[attr-defined] # a mark of ours; "" is a choice of theirs
        self.fields["modality_preferences"] = forms.MultipleChoiceField(
            label=_("Ask for new lessons as"),
            choices=Modality.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Chosen at first when you ask for a lesson."),
        )
        self.fields["language"].choices = _language_choices()  # type: ignore[attr-defined]

        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            help_text=self.fields["time_zone"].help_text,
            choices=zone_choices(),
            required=False,
        )

    SECTIONS = [
        (_("You"), ["name", "language", "time_zone"]),
        (
            _("Lessons"),
            [
                "preferred_modality",
                "modality_preferences",
                "reading_speed",
                "captions_on",
                "transcript_first",
            ],
        ),
        (
            _("Reading"),
            [
                "theme",
                "text_size",
                "dyslexia_type",
                "high_contrast",
                "reduced_motion",
                "letter_keys",
            ],
        ),
    ]

    def sections(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields under the headings of the page."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]


def zone_choices() -> list[tuple[str, str | Promise]]:
    """Those that are called after a place."""
    places = sorted(zone for zone in available_timezones() if _is_place(zone))
    names = [(zone, zone.replace("_", " ").replace("/", " / ")) for zone in places]
    return [("", _("As this site: %(zone)s") % {"zone": settings.TIME_ZONE}), *names]


def _is_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))


def _language_choices() -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Grouped by what a language does here."""
    others = [choice for choice in LANGUAGES if choice not in INTERFACE]
    return [
        (_("These pages and lessons"), INTERFACE),
        (_("Lessons; these pages in English"), others),
    ]
