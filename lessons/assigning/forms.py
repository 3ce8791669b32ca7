"""What teachers say of an assignment, and how they mark."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lessons.assigning.assigning import Terms
from lessons.assigning.attempts import State as AttemptState
from lessons.models import Assignment, Attempt
from library.models import Source
from organizations.models import Class, Membership

MOST_MINUTES = 24 * 60
WHEN = "%Y-%m-%dT%H:%M"


def _moment(label, **more) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN)
    return forms.DateTimeField(label=label, widget=widget, **more)


class TermsForm(forms.Form):
    """When, how often, how long. Without the last three where it is no quiz."""

    opens_at = _moment(_("Opens"))
    due_at = _moment(
        pgettext_lazy("assignment", "Due"), required=False, help_text=_("Later is late.")
    )
    closes_at = _moment(
        _("Closes"), required=False, help_text=_("Then nothing can be handed in any more.")
    )
    attempts_allowed = forms.IntegerField(
        label=_("Attempts"),
        min_value=0,
        max_value=100,
        initial=1,
        help_text=_("The best counts. 0: as many as they like."),
    )
    time_limit_min = forms.IntegerField(
        label=_("Minutes for an attempt"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    feedback = forms.ChoiceField(
        label=_("When students see what was right"), choices=Assignment.Feedback.choices
    )

    QUIZ_ONLY = ("attempts_allowed", "time_limit_min", "feedback")

    def __init__(self, *args, is_quiz: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opens_at"].initial = timezone.now
        if not is_quiz:
            for name in self.QUIZ_ONLY:
                del self.fields[name]

    def clean(self):
        data = super().clean() or {}
        opens, due, closes = (data.get(name) for name in ("opens_at", "due_at", "closes_at"))
        if opens and due and due <= opens:
            self.add_error("due_at", _("It has to be due after it opens."))
        if closes and closes < (due or opens or closes):
            self.add_error("closes_at", _("It cannot close before it is due."))
        elif closes and closes == opens:
            self.add_error("closes_at", _("It has to close after it opens."))
        return data

    def terms(self) -> Terms:
        names = ("opens_at", "due_at", "closes_at", *self.QUIZ_ONLY)
        return Terms(**{name: self.cleaned_data[name] for name in names if name in self.fields})


class AssignForm(TermsForm):
    """To classes; or, where the address names one, to some of its students; or to people without a
    class. Of a reading also which part: `part` is "whole", "pages" or a node's id."""

    field_order = ("part", "pages", "classes", "people")

    def __init__(
        self,
        *args,
        classes: list[Class],
        students: list[Membership],
        source: Source | None,
        nodes: list[tuple[str, str]],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        if source is not None:
            self._offer_parts(source, nodes)
        self._classes, self._students = classes, students
        if classes:
            self.fields["classes"] = forms.MultipleChoiceField(
                label=_("For"),
                choices=[(str(each.pk), each.name) for each in classes],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose at least one.")},
            )
        if students:
            self.fields["people"] = forms.MultipleChoiceField(
                label=_("Only for some") if classes else _("For"),
                choices=[(str(each.pk), str(each.user)) for each in students],
                required=not classes,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("None chosen is all of them.") if classes else "",
                error_messages={"required": _("Choose at least one.")},
            )
        self.order_fields(self.field_order)

    def _offer_parts(self, source: Source, nodes: list[tuple[str, str]]) -> None:
        parts: list[tuple[str, Any]] = [("whole", _("All of it"))]
        if source.has_printed_pages:
            parts.append(("pages", _("Some pages")))
            self.fields["pages"] = forms.CharField(
                label=_("Pages"),
                max_length=30,
                required=False,
                help_text=_("As printed, the first and the last: 12-40. Only for some pages."),
            )
        self.fields["part"] = forms.ChoiceField(label=_("What of it"), choices=[*parts, *nodes])

    def clean(self):
        data = super().clean()
        if data.get("part") == "pages" and not data.get("pages"):
            self.add_error("pages", _("Write the first and the last page, as in 12-40."))
        if data.get("people") and len(data.get("classes", [])) > 1:
            self.add_error("people", _("Choose some students of one class only."))
        return data

    def part_asked(self) -> dict:
        """What `lessons.services.lessons.part_of` takes."""
        part = self.cleaned_data.get("part", "whole")
        if part == "pages":
            return {"pages": self.cleaned_data["pages"]}
        return {} if part == "whole" else {"node_id": part}

    def chosen_classes(self) -> list[Class]:
        return [one for one in self._classes if str(one.pk) in self.cleaned_data.get("classes", [])]

    def chosen_people(self) -> list[Membership]:
        chosen = self.cleaned_data.get("people", [])
        return [one for one in self._students if str(one.pk) in chosen]


class MarkForm(forms.Form):
    """A field for the points of each item that was answered; `p-<id>`."""

    def __init__(self, *args, attempt: Attempt, **kwargs):
        super().__init__(*args, **kwargs)
        if attempt.state == AttemptState.OPEN:
            return
        for item in attempt.assignment.items:
            known = attempt.marks[item["id"]]
            value = known["points"] if known["points"] is not None else known["suggested"]
            self.fields[f"p-{item['id']}"] = forms.FloatField(
                label=_("Points"),
                required=False,
                min_value=0,
                max_value=item["points"],
                initial=value,
                widget=forms.NumberInput(attrs={"step": "any", "class": "input input-points"}),
            )

    def points(self) -> dict[str, float | None]:
        """Of those that change, or that nobody has confirmed yet."""
        return {name.removeprefix("p-"): value for name, value in self.cleaned_data.items()}
