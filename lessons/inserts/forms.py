"""What a teacher puts into a lesson, and where."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.compilations.forms import MomentField


class InsertForm(forms.Form):
    """One of both: a stretch of a recording, or a compilation.

    places: [(position, words), …] of what is there; recordings, compilations: [(id, words), …].
    """

    before = forms.TypedChoiceField(label=_("Where"), coerce=int, empty_value=None, required=False)
    recording = forms.ChoiceField(label=_("Recording"), required=False)
    start = MomentField(label=_("From"), required=False)
    end = MomentField(label=_("To"), required=False)
    compilation = forms.ChoiceField(
        label=_("Or a compilation"),
        required=False,
        help_text=_("Its film, with its cards and sources."),
    )

    def __init__(self, *args, places, recordings, compilations, **kwargs):
        super().__init__(*args, **kwargs)
        before = [(pk, _("Before “%(part)s”") % {"part": words}) for pk, words in places]
        self._offer("before", [*before, ("", _("At the end"))])
        self._offer("recording", [("", _("None")), *recordings])
        self._offer("compilation", [("", _("None")), *compilations])
        for name in ("before", "recording", "start", "end", "compilation"):
            self.fields[name].is_asked = True  # type: ignore[attr-defined]  # see clean
        if not compilations:
            del self.fields["compilation"]

    def _offer(self, name, choices):
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self):
        super().clean()
        data = self.cleaned_data
        stretch = [data.get(name) for name in ("recording", "start", "end")]
        if bool(data.get("recording")) == bool(data.get("compilation")):
            raise forms.ValidationError(_("Choose a recording or a compilation, one of both."))
        if data["recording"] and None in stretch and not self.errors:
            raise forms.ValidationError(_("Write from when to when, as in 12:31 and 12:58."))
        return data

    def chosen(self) -> UUID:
        data = self.cleaned_data
        return UUID(data["recording"] or data["compilation"])
