"""What people send about a source."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RenameForm(forms.Form):
    title = forms.CharField(max_length=300, label=_("Title"))


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Password of the file"),
        max_length=200,
        strip=False,
        help_text=_("It is used once to make an unlocked copy and is not kept."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class DeleteForm(forms.Form):
    """What becomes of what was made from the source."""

    KEEP, DELETE = "keep", "delete"

    made = forms.ChoiceField(
        label=_("What becomes of them"),
        choices=[
            (KEEP, _("Keep them. Who can read them now still can, without the book’s pages.")),
            (DELETE, _("Delete them too, with their sound and video.")),
        ],
        initial=KEEP,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["made"].is_asked = True


class GoldenQuestionForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=500)
    pages = forms.CharField(
        label=_("Pages that answer it"),
        max_length=200,
        help_text=_("As printed, such as 527, 530–531. One of them has to be found."),
    )


class GoldenImportForm(forms.Form):
    MOST_BYTES = 1_000_000

    file = forms.FileField(
        label=_("File"),
        help_text=_("One question a line, as exported here (JSONL)."),
        widget=forms.ClearableFileInput(attrs={"accept": ".jsonl,.ndjson,.json,.txt"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a list of questions."))
        return file
