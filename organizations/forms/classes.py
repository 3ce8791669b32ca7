"""What is sent about classes and schools: shapes only; services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.age_bands import Band
from organizations.class_settings import ClassSettings
from organizations.forms.fields import SeenChoiceField, fill_schools
from organizations.models import Class, Membership
from organizations.services.classes import strategies_for
from organizations.types import profile_of
from project.languages import LANGUAGES


class ClassForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    school = SeenChoiceField(
        queryset=None, required=False, empty_label=_("None"), label=_("School")
    )
    subject = forms.CharField(label=_("Subject"), max_length=120, required=False)
    grade_level = forms.CharField(label=_("Level"), max_length=20, required=False)
    term = forms.CharField(label=_("Term"), max_length=60, required=False)
    students_ask = forms.BooleanField(required=False, initial=True)
    students_request_lessons = forms.BooleanField(required=False, initial=True)
    students_share_notes = forms.BooleanField(required=False, initial=True)
    join_code_open = forms.BooleanField(
        required=False, initial=True, label=_("The join code lets new people in")
    )
    approve_joining = forms.BooleanField(
        required=False, label=_("Whoever joins by code waits until I say yes")
    )
    strategy = forms.ChoiceField(required=False, label=_("Way of teaching"))
    language = forms.ChoiceField(
        required=False,
        label=_("Language of lessons"),
        choices=[("", _("As the source")), *LANGUAGES],
    )
    age_band = forms.ChoiceField(
        required=False,
        label=_("Words that students read"),
        choices=Band.choices,
        help_text=_("Plain words up to the fifth grade where the level says it, or you do."),
    )

    FACTS = ("subject", "grade_level", "term")

    def __init__(self, *args, actor: Membership, school_class: Class | None = None, **kwargs):
        if school_class is not None:
            facts = {name: getattr(school_class, name) for name in ("name", *self.FACTS)}
            kwargs["initial"] = facts | school_class.settings
        super().__init__(*args, **kwargs)
        organization = actor.organization
        many = organization.words["students"].capitalize()
        self.fields["students_ask"].label = _("%(many)s may ask questions") % {"many": many}
        self.fields["students_request_lessons"].label = _("%(many)s may ask for lessons") % {
            "many": many
        }
        self.fields["students_share_notes"].label = _(
            "%(many)s may share their notes with the class"
        ) % {"many": many}
        self.fields["strategy"].choices = [
            ("", _("As usual here")),
            *strategies_for(actor, school_class).items(),
        ]
        levels = profile_of(organization.type).grade_levels
        self.fields["grade_level"].help_text = ", ".join(levels)
        if school_class is not None:
            del self.fields["school"]
        else:
            fill_schools(self, actor)

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def settings(self) -> ClassSettings:
        names = ClassSettings.model_fields
        return ClassSettings(**{name: self.cleaned_data[name] for name in names})


class CodeForm(forms.Form):
    days = forms.TypedChoiceField(
        label=_("It works"),
        coerce=lambda value: int(value) if value else None,
        empty_value=None,
        required=False,
        choices=[("", _("until it is changed")), (1, _("for a day")), (7, _("for a week")),
                 (30, _("for a month"))],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].is_asked = True


class StudentsForm(forms.Form):
    names = forms.CharField(
        label=_("Names"),
        max_length=6000,
        help_text=_("One in each line, 40 at most. For those who have no email address."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class SchoolForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
