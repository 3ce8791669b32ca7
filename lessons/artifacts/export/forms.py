from django import forms
from django.utils.translation import gettext_lazy as _

from .registry import MAX_BYTES


class QuizFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("GIFT (text), QTI 1.2 or 2.1 (XML or zip), or a Common Cartridge, up to 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.gift,.xml,.zip,.imscc"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(size)s."), params={"size": "5 MB"}
            )
        return file
