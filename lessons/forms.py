"""What people ask for."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Modality
from lessons.models import ChatMessage, LessonRequest
from lessons.services.chat import MAX_QUESTION_CHARACTERS, TITLE_CHARACTERS, TOO_LONG
from lessons.strategies.own.choices import with_descriptions
from project.languages import LANGUAGES, name_of
from project.wording import grouped


class QuestionForm(forms.Form):
    question = forms.CharField(
        max_length=MAX_QUESTION_CHARACTERS,
        error_messages={
            "required": _("Write a question first."),
            "max_length": TOO_LONG,
        },
    )


class ChatTitleForm(forms.Form):
    title = forms.CharField(
        label=_("Name"),
        max_length=TITLE_CHARACTERS,
        error_messages={"required": _("Give the chat a name.")},
    )


class ChatSourcesForm(forms.Form):
    """What a chat is about; none chosen is everything."""

    sources = forms.MultipleChoiceField(
        label=_("Sources"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these sources cannot be asked, or not yet.")},
    )

    def __init__(self, *args, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = [(str(each.pk), each.title) for each in sources]

    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["sources"]]


class RatingForm(forms.Form):
    helpful = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    reason = forms.ChoiceField(
        label=_("Why"), choices=[("", ""), *ChatMessage.Reason.choices], required=False
    )
    note = forms.CharField(label=_("In your words"), max_length=500, required=False)


class LessonForm(forms.Form):
    """A lesson on a source; `part` is "whole", "pages", or a node's id.

    nodes: [(id, words), …] as `lessons.selectors.node_choices` gives them. minutes: of a lesson
    on all of it. person: whose own strategies are offered beside the global ones. ways: choices of
    Modality.
    """

    part = forms.ChoiceField(label=_("What of it"))
    pages = forms.CharField(
        label=_("Pages"),
        max_length=30,
        required=False,
        help_text=_("As printed, the first and the last: 12-40."),
        widget=forms.TextInput(attrs={"inputmode": "text", "placeholder": "12-40"}),
    )
    modalities = forms.MultipleChoiceField(
        label=_("Ways to take it"),
        choices=Modality.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Text is ready first, video last."),
        error_messages={"required": _("Choose at least one.")},
    )
    later = forms.BooleanField(
        label=_("Text now, video later"),
        required=False,
        help_text=_("The video is not made and does not count until you ask for it on the lesson."),
    )
    level = forms.ChoiceField(label=_("Level"), choices=LessonRequest.Level.choices, required=False)
    strategy = forms.ChoiceField(label=_("How it is taught"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"))
    for_class = forms.ModelChoiceField(
        None, required=False, help_text=_("They see it, whoever else does.")
    )

    def __init__(self, *args, source, nodes, minutes, classes, person, ways, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_classes(classes)
        self.fields["level"].is_asked = True  # "" is a choice of its own
        whole = ngettext(
            "All of it, in about %(count)s minute",
            "All of it, in about %(count)s minutes",
            minutes,
        ) % {"count": grouped(minutes)}
        parts = [("whole", whole), ("pages", _("Some pages")), *nodes]
        if not source.has_printed_pages:
            parts.pop(1)
            del self.fields["pages"]
        else:
            self.fields["pages"].is_asked = True  # where _("Some pages") is chosen: see clean
        self.fields["part"].choices = parts
        self.fields["modalities"].choices = ways
        self.fields["strategy"].choices = with_descriptions(person.pk)
        self.fields["language"].choices = _languages(source.language)

    def _offer_classes(self, classes) -> None:
        if not classes.exists():
            del self.fields["for_class"]
            return
        field = self.fields["for_class"]
        field.queryset, field.is_asked = classes, True
        field.label = _("For a %(word)s") % {"word": classes.first().organization.words["class"]}
        field.empty_label = _("For none in particular")

    def clean(self):
        data = super().clean()
        if data.get("part") == "pages" and not data.get("pages"):
            self.add_error("pages", _("Write the first and the last page, as in 12-40."))
        return data

    def now_and_later(self) -> tuple[list[str], list[str]]:
        """The modalities that are made now, and those that are wished for later."""
        chosen = self.cleaned_data["modalities"]
        if not self.cleaned_data["later"]:
            return chosen, []
        now = [each for each in chosen if each != Modality.VIDEO] or [Modality.TEXT.value]
        return now, [Modality.VIDEO.value]

    def part_asked(self) -> dict:
        """What `lessons.services.lessons.part_of` takes."""
        part = self.cleaned_data["part"]
        if part == "pages":
            return {"pages": self.cleaned_data["pages"]}
        return {} if part == "whole" else {"node_id": part}


def _languages(own: str) -> list[tuple[str, str]]:
    """The source's own first: it can always be had."""
    if not own:
        return LANGUAGES
    base = own.split("-")[0]
    others = [choice for choice in LANGUAGES if choice[0] != base]
    return [(own, _("%(language)s, as the source") % {"language": name_of(own)}), *others]
