"""The kit page: each component in each state, to look at and to test. Only under DEBUG."""

from types import SimpleNamespace

from django import forms
from django.shortcuts import render


class SampleForm(forms.Form):
    """One field of each kind, for the eye."""

    title = forms.CharField(help_text="As it should stand in the library.")
    language = forms.ChoiceField(choices=[("en", "English"), ("es", "Español")])
    pages = forms.CharField(required=False, label="Page range")
    note = forms.CharField(widget=forms.Textarea, required=False)
    modality = forms.MultipleChoiceField(
        label="Ways to take this lesson",
        choices=[("text", "Text"), ("audio", "Audio"), ("video", "Video")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Text is ready first, video last.",
    )
    captions = forms.BooleanField(label="Show captions", required=False)

    def clean_pages(self):
        if self.cleaned_data["pages"]:
            raise forms.ValidationError("Write the first and the last page, as in 12-40.")
        return ""


def kit(request):
    wrong = SampleForm({"title": "", "pages": "forty", "language": "en"}, auto_id="wrong_%s")
    wrong.add_error(None, "Two things are missing; they are marked below.")
    sample = {
        "organization": SimpleNamespace(name="Riverside High", slug="riverside-high"),
        "form": SampleForm(initial={"modality": ["text"], "captions": True}),
        "wrong_form": wrong,
        "cloths": ["blue", "red", "green", "plum", "ochre", "teal", "grey"],
    }
    return render(request, "kit.html", sample)
