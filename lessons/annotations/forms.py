"""What is sent of notes: shapes only; the services decide."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from lessons.annotations.bodies import TEXT_CHARACTERS, sentences_of
from lessons.annotations.listing import Filter
from lessons.annotations.targets import Target
from lessons.models import Annotation
from organizations.models import Class
from project.errors import Invalid

Audience = Annotation.Audience
KINDS = [("", gettext_lazy("All kinds")), *Annotation.Kind.choices]
COLOURS = [("", gettext_lazy("All colours")), *Annotation.Colour.choices]
AUDIENCES = [("", gettext_lazy("Seen by anybody")), *Audience.choices]
OF_CLASS = "class:"


class NoteForm(forms.Form):
    """classes: with which it can be shared; None where it cannot be shared at all."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_CHARACTERS}),
    )
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour"), choices=Annotation.Colour.choices, required=False
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Set commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)

    def __init__(self, *args, classes: list[Class] | None, row: Annotation | None = None, **kwargs):
        if row is not None:
            kwargs["initial"] = {
                "text": row.text,
                "colour": row.colour,
                "tags": ", ".join(row.tags),
                "audience": _audience_of(row),
            }
        kwargs.setdefault("auto_id", f"note-{row.pk}-%s" if row else "note-%s")
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = _audiences(classes)
        for name in ("text", "audience"):
            self.fields[name].is_asked = True

    def sent(self) -> dict[str, Any]:
        """Arguments of the services. Raises Invalid, in words."""
        if not self.is_valid():
            raise Invalid(" ".join(said for errors in self.errors.values() for said in errors))
        data = self.cleaned_data
        audience, _colon, pk = (data["audience"] or Audience.PRIVATE).partition(":")
        return {
            "body": {"text": data["text"]},
            "colour": data["colour"] or Annotation.Colour.YELLOW,
            "tags": data["tags"].split(","),
            "audience": audience,
            "class_id": UUID(pk) if pk else None,
        }


def _audiences(classes: list[Class] | None) -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = [(Audience.PRIVATE.value, Audience.PRIVATE.label)]
    if classes is None:
        return choices
    choices += [(f"{OF_CLASS}{each.pk}", each.name) for each in classes]
    return [*choices, (Audience.ORGANIZATION.value, Audience.ORGANIZATION.label)]


def _audience_of(row: Annotation) -> str:
    return f"{OF_CLASS}{row.school_class_id}" if row.school_class_id else row.audience


class NewNoteForm(NoteForm):
    """target: JSON, as `lessons.annotations.targets.Target`; empty is the page as a whole."""

    kind = forms.ChoiceField(choices=Annotation.Kind.choices)
    target = forms.CharField(required=False, max_length=60_000)
    strokes = forms.CharField(required=False, max_length=2_000_000)

    def sent(self) -> dict[str, Any]:
        values = super().sent()
        if self.cleaned_data["strokes"]:
            values["body"]["strokes"] = read_json(self.cleaned_data["strokes"])
        return values | {"kind": self.cleaned_data["kind"], "target": self._target()}

    def _target(self) -> Target:
        try:
            return Target.model_validate(read_json(self.cleaned_data["target"] or "{}"))
        except ValidationError as error:
            raise Invalid(sentences_of(error)) from error


def read_json(text: str) -> Any:
    """Raises Invalid."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("The request is not JSON.")) from error


class FilterForm(forms.Form):
    """All optional; nonsense filters nothing."""

    q = forms.CharField(label=gettext_lazy("Find in notes"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, required=False)
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=COLOURS, required=False)
    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=40)
    author = forms.CharField(label=gettext_lazy("Author"), required=False, max_length=36)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=AUDIENCES, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        for field in self.fields.values():
            field.is_asked = True

    def offer(self, rows: Iterable[Annotation]) -> None:
        """The tags and authors that there are."""
        tags = sorted({tag for row in rows for tag in row.tags})
        authors = {str(row.author_id): str(row.author) for row in rows}
        named = sorted(authors.items(), key=lambda pair: pair[1].lower())
        tag_choices = [("", _("All tags")), *((tag, tag) for tag in tags)]
        self.fields["tag"].widget = forms.Select(choices=tag_choices)
        self.fields["author"].widget = forms.Select(choices=[("", _("All authors")), *named])

    def wanted(self) -> Filter:
        if not self.is_bound:
            return Filter()
        self.full_clean()
        data = self.cleaned_data
        names = ("kind", "colour", "audience")
        return Filter(
            query=data.get("q", ""),
            tag=data.get("tag", "").lower(),
            author=_uuid(data.get("author", "")),
            **{name: data.get(name, "") for name in names},
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
