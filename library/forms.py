"""What people send about a source."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from library.ingestion.listening.keys import RECORDINGS
from library.ingestion.recognisers.engines import known_languages
from library.models import Source, Watch
from library.overview import AUDIENCES, ORDERS, STATES, SourceFilter
from library.sharing import Audience
from library.side_files.taking import MOST_BYTES
from library.transcripts import SUFFIXES
from organizations.recipients import find_person
from project.languages import LANGUAGES, name_of
from project.text.storable import storable


class AboutForm(forms.Form):
    """What a source is called and says; whose its file is, for who administers it."""

    title = forms.CharField(max_length=300, label=_("Title"))
    description = forms.CharField(
        label=_("Description"),
        max_length=5000,
        required=False,
        help_text=_("For those who see it: what it is, and what it is for."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    students_get_file = forms.BooleanField(
        label=_("Students may download the file"),
        required=False,
        help_text=_("Otherwise they read its pages here, and staff alone have the file."),
    )

    def __init__(self, *args, source: Source, administers: bool):
        super().__init__(*args, initial={name: getattr(source, name) for name in self.base_fields})
        if not administers:
            del self.fields["students_get_file"]


class AddressForm(forms.Form):
    """Where a source is on the web, and who sees it from the first moment on."""

    address = forms.CharField(
        max_length=2000,
        label=_("Address"),
        help_text=_("Of a page, a file or a video of YouTube, as the browser shows it."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    audience = forms.ChoiceField(
        label=_("Who sees it"), choices=Audience.choices, initial=Audience.EVERYBODY, required=False
    )

    def __init__(self, *args, is_for_many: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].is_asked = True  # its first choice is one
        if not is_for_many:
            del self.fields["audience"]

    def for_whom(self) -> Audience:
        return Audience(self.cleaned_data.get("audience") or Audience.EVERYBODY)


class SiteForm(AddressForm):
    """A site, its sitemap, or a list of its pages."""

    address = forms.CharField(
        max_length=200_000,
        label=_("Addresses"),
        help_text=_(
            "The address of a site or of its sitemap; or the addresses of the pages, a line each."
        ),
        widget=forms.Textarea(
            attrs={"rows": 6, "inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class WatchForm(forms.Form):
    """How often a page of the web is looked at again."""

    every = forms.ChoiceField(
        label=_("Look for changes"),
        choices=Watch.Every.choices,
        help_text=_("A page that has changed is read again; the text that it had is kept."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["every"].is_asked = True


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Password of the file"),
        max_length=200,
        strip=False,
        help_text=_("It is used once to make an unlocked copy and is not kept."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class RecogniseForm(forms.Form):
    """In which language the text of a scan is to be recognised."""

    language = forms.ChoiceField(label=_("Language of the scan"), required=False)

    def __init__(self, *args, source: Source):
        super().__init__(*args, initial={"language": source.recognised_language})
        known = known_languages(tuple(settings.OCR_ENGINES)) | {source.recognised_language}
        named = sorted((name_of(code), code) for code in known if code)
        said = _("As the file says it")
        self.fields["language"].choices = [("", said), *((code, name) for name, code in named)]
        self.fields["language"].is_asked = True  # its empty choice is one


class CaptionsForm(forms.Form):
    """A file of captions, or a transcript as pasted."""

    MOST_BYTES = MOST_BYTES

    file = forms.FileField(
        label=_("File of captions"),
        required=False,
        help_text=_("WebVTT (.vtt) or SubRip (.srt), as a video service or an editor exports it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,.srt,.txt"}),
    )
    text = forms.CharField(
        label=_("Or paste the transcript"),
        required=False,
        strip=False,
        max_length=2_000_000,
        help_text=_("With times such as 0:12 before or above what is said, or without any."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, source: Source):
        super().__init__(*args, initial={"language": source.captions_language})
        known = {code for code, _name in LANGUAGES} | {source.captions_language}
        named = sorted((name_of(code), code) for code in known if code)
        said = _("As the captions say it")
        self.fields["language"].choices = [("", said), *((code, name) for name, code in named)]
        self.fields["language"].is_asked = True  # its empty choice is one

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("This file is too large to be captions."))
        if file and not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("Choose a file that ends in .vtt or .srt."))
        return file

    def clean(self):
        found = super().clean()
        if not self.errors and not (found.get("file") or found.get("text", "").strip()):
            raise forms.ValidationError(_("Choose a file, or paste the transcript."))
        return found

    def given(self) -> dict:
        """For `library.transcripts.give_captions`. The file counts where there are both."""
        found = self.cleaned_data
        if file := found["file"]:
            content, suffix = file.read(), f".{file.name.rsplit('.', 1)[-1].lower()}"
        else:
            content, suffix = storable(found["text"]).encode(), ".txt"
        return {"content": content, "suffix": suffix, "language": found["language"]}


class RecordingForm(forms.Form):
    """A recording of which is written down what is said in it."""

    recording = forms.FileField(
        label=_("Video or sound"),
        help_text=_("Such as .mp3, .m4a, .wav, .mp4 or .webm. It is deleted when it was heard."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(RECORDINGS)}),
    )
    spoken = forms.ChoiceField(label=_("Language that is spoken"))
    has_rights = forms.BooleanField(label=_("I may use this recording for teaching"))

    def __init__(self, *args, languages: frozenset[str] | None):
        super().__init__(*args, auto_id="id_recording_%s")
        known = {code for code, _name in LANGUAGES} if languages is None else languages
        named = [(code, name) for name, code in sorted((name_of(code), code) for code in known)]
        if languages is None:
            named = [("", _("As it is heard")), *named]
            self.fields["spoken"].required = False
            self.fields["spoken"].is_asked = True  # its empty choice is one
        self.fields["spoken"].choices = named

    def clean_recording(self):
        file = self.cleaned_data["recording"]
        if not file.name.lower().endswith(RECORDINGS):
            raise forms.ValidationError(_("Choose a video or a sound, such as .mp3 or .mp4."))
        if file.size > settings.MAX_UPLOAD_BYTES:
            limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise forms.ValidationError(
                _("The recording is larger than %(limit)s. Save its sound alone, as MP3.")
                % {"limit": limit}
            )
        return file


class TransferForm(forms.Form):
    """To one of the staff, by what they sign in with."""

    person = forms.CharField(
        label=_("Who has it from now on"),
        max_length=254,
        help_text=_("The email that they sign in with. Somebody who may add sources."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_person(self):
        found = find_person(self.actor, storable(self.cleaned_data["person"]).strip())
        if found is None:
            raise forms.ValidationError(_("Nobody whom you can choose signs in like that."))
        return found


class OverviewForm(forms.Form):
    """From an address: what cannot be read is left out, never an error."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(required=False, label=_("State"))
    audience = forms.ChoiceField(required=False, label=_("Who sees it"))
    order = forms.ChoiceField(required=False, label=_("Order"))

    def __init__(self, data):
        super().__init__({key: storable(value) for key, value in data.items()})
        self.fields["state"].choices = [("", _("Any state")), *_words(STATES)]
        self.fields["audience"].choices = [("", _("Anybody")), *_words(AUDIENCES)]
        self.fields["order"].choices = _words(ORDERS)
        for field in self.fields.values():
            field.is_asked = True  # its empty choice is one

    def wanted(self) -> SourceFilter:
        self.is_valid()
        found = self.cleaned_data
        return SourceFilter(
            query=found.get("q", "").strip(),
            state=found.get("state", ""),
            audience=found.get("audience", ""),
            order=found.get("order", ""),
        )


def _words(choices: dict) -> list[tuple]:
    return [(key, words) for key, (words, _rule) in choices.items()]


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


class LinkForm(forms.Form):
    """A link to one source that is made once and cannot be changed, only revoked."""

    LIVES = [("1", _("A day")), ("7", _("A week")), ("30", _("30 days")), ("365", _("A year"))]

    days = forms.ChoiceField(label=_("Good for"), choices=LIVES, initial="7")
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters. Tell it on another way than the link; or have none."),
    )

    @property
    def life(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))
