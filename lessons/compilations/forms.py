"""What people write of compilations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.models import Compilation
from library.ingestion.captions import seconds

FADES = (
    (0, _("Cut from clip to clip")),
    (500, _("Cross for half a second")),
    (1000, _("Cross for a second")),
)


class CompilationForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Give it a title.")},
    )


class StyleForm(CompilationForm):
    captions = forms.ChoiceField(label=_("Captions"), choices=Compilation.Captions.choices)
    fade_ms = forms.TypedChoiceField(
        label=_("Between clips"),
        choices=FADES,
        coerce=int,
        help_text=_("Clips that are cut are copied, which is quick; to cross they are drawn anew."),
    )
    has_cards = forms.BooleanField(label=_("Title cards"), required=False)
    is_shared = forms.BooleanField(
        label=_("Students see it"),
        required=False,
        help_text=_("Those who see all of its recordings, once the film is made."),
    )


class MomentField(forms.CharField):
    """A moment of a recording, in milliseconds: "12:31", "1:02:31.5"."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 16)
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        found = seconds(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("Write a time as 12:31 or 1:02:31.5."))
        return None if found is None else round(found * 1000)


class StretchForm(forms.Form):
    """Of a recording: from and to."""

    source = forms.UUIDField()
    start_ms = forms.IntegerField(min_value=0, max_value=10**9)
    end_ms = forms.IntegerField(min_value=0, max_value=10**9)


class TrimForm(forms.Form):
    start = MomentField(label=_("From"))
    end = MomentField(label=_("To"))
    heading = forms.CharField(label=_("On its title card"), max_length=200, required=False)


class PlaceForm(forms.Form):
    to = forms.IntegerField(min_value=0, max_value=1000)
