"""Sign-up and preferences."""

from django import forms

from accounts.models import User


class SignUpForm(forms.Form):
    """What we ask beside email and password; allauth saves the person."""

    name = forms.CharField(
        label="Your name",
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
            "preferred_modality",
            "captions_on",
            "transcript_first",
            "theme",
            "text_size",
            "dyslexia_type",
            "high_contrast",
            "reduced_motion",
        ]
        labels = {
            "name": "Your name",
            "preferred_modality": "Open lessons as",
            "theme": "Light or dark",
            "dyslexia_type": "Wider, plainer type",
            "reduced_motion": "Less motion",
            "high_contrast": "More contrast",
        }
        help_texts = {
            "name": "As teachers and students of your school see it.",
            "language": "New lessons are asked for in this language where the source allows it.",
            "preferred_modality": "Where a lesson does not have it yet, the text opens.",
            "transcript_first": "The words stand before the player.",
            "theme": "On a device where you chose in the menu, that choice stays.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text_size"].is_asked = True  # type: ignore[attr-defined] # a mark of ours; "" is its choice "Normal"

    SECTIONS = {
        "You": ["name", "language"],
        "Lessons": ["preferred_modality", "captions_on", "transcript_first"],
        "Reading": ["theme", "text_size", "dyslexia_type", "high_contrast", "reduced_motion"],
    }

    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields under the headings of the page."""
        return {title: [self[name] for name in names] for title, names in self.SECTIONS.items()}
