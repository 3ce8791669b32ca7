"""What is sent about sharing: shapes only; services decide."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Grant, Membership
from organizations.recipients import (
    CLASS,
    PERSON,
    ROLE,
    SCHOOL,
    Recipient,
    classes_reached_by,
    find_person,
    roles_reached_by,
    schools_reached_by,
)
from project.text.storable import storable


class LevelForm(forms.Form):
    """How much, and how long."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("They may"),
        choices=[
            (Grant.Level.VIEW, gettext_lazy("Read and ask")),
            (Grant.Level.ANNOTATE, gettext_lazy("Annotate too")),
            (Grant.Level.EDIT, gettext_lazy("Correct and rename too")),
            (Grant.Level.ADMINISTER, gettext_lazy("Share and delete too")),
        ],
        coerce=int,
        initial=Grant.Level.VIEW,
    )
    until = forms.DateField(
        label=gettext_lazy("Until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def expires_at(self) -> datetime | None:
        """The midnight that ends the day, where the person is."""
        until = self.cleaned_data["until"]
        if until is None:
            return None
        return timezone.make_aware(datetime.combine(until, time.min) + timedelta(days=1))

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until is not None and not timezone.localdate() <= until <= _latest():
            raise ValidationError(_("Choose a day from today on, within ten years."))
        return until


def _latest():
    return timezone.localdate() + timedelta(days=3653)


class ShareForm(LevelForm):
    """With a class, a school or a role of the list, or with one person; `recipient` says which."""

    to = forms.ChoiceField(label=gettext_lazy("Share with"), required=False)
    person = forms.CharField(
        label=gettext_lazy("Or with one person"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("The email or login name that they sign in with."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["to", "person", "level", "until"]

    def __init__(self, *args, actor: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["to"].choices = _choices(actor)
        self.fields["to"].is_asked = self.fields["person"].is_asked = True

    @property
    def recipient(self) -> Recipient:
        person = self.cleaned_data["found"]
        if person is not None:
            return Recipient(PERSON, str(person.pk))
        return Recipient(*self.cleaned_data["to"].split(":", 1))

    def clean(self):
        data = super().clean()
        text = storable(data.get("person", "")).strip()
        data["found"] = find_person(self.actor, text) if text else None
        if text and data["found"] is None:
            self.add_error("person", _("Nobody with whom you can share signs in like that."))
        elif bool(text) == bool(data.get("to")) and "to" not in self.errors:
            self.add_error("to", _("Choose from the list, or name one person: one of the two."))
        return data


def _choices(actor: Membership) -> list:
    words = actor.organization.words
    groups = [
        (words["classes"].capitalize(), _rows(CLASS, classes_reached_by(actor))),
        (_("Schools"), _rows(SCHOOL, schools_reached_by(actor))),
        (_("Roles"), [(f"{ROLE}:{role}", label) for role, label in roles_reached_by(actor)]),
    ]
    return [("", _("Nobody of the list")), *((name, rows) for name, rows in groups if rows)]


def _rows(kind: str, rows) -> list[tuple[str, str]]:
    return [(f"{kind}:{row.pk}", row.name) for row in rows.order_by("name", "pk")]
