"""What is sent about people, classes and schools: shapes only; services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.authority import classes_seen_by, schools_seen_by
from organizations.class_settings import ClassSettings
from organizations.emails import split_emails
from organizations.models import Class, Membership, Relationship, Role
from organizations.roles import role_word
from organizations.selectors.people import PeopleFilter
from organizations.services.invitations import roles_to_offer
from organizations.types import profile_of
from project.errors import Invalid, NotFound
from project.languages import LANGUAGES
from project.text.storable import storable


class SeenChoiceField(forms.ModelChoiceField):
    """Of rows that the person sees; another one does not exist for them."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise NotFound("There is no such page, or it is not yours to see.") from error


class RoleField(forms.ChoiceField):
    """Offers what the person may give; whether another is theirs to give, a service says."""

    def valid_value(self, value) -> bool:
        return value in Role.values


def role_choices(actor: Membership, roles: list[str]) -> list[tuple[str, str]]:
    return [(role, role_word(actor.organization, role).capitalize()) for role in roles]


class InviteForm(forms.Form):
    emails = forms.CharField(
        label=_("Email addresses"),
        max_length=60_000,
        help_text=_("One or many, separated by commas, spaces or lines. 500 at most."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    role = RoleField(label=_("Role"))
    school = SeenChoiceField(
        queryset=None, required=False, empty_label=_("The whole organization"), label=_("School")
    )
    school_class = SeenChoiceField(queryset=None, required=False, empty_label=_("None"))

    def __init__(self, *args, actor: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        words = actor.organization.words
        roles = roles_to_offer(actor)
        self.fields["role"].choices = role_choices(actor, roles)
        self.fields["role"].initial = Role.STUDENT if Role.STUDENT in roles else None
        _fill_schools(self, actor)
        classes = self.fields["school_class"]
        classes.label = words["class"].capitalize()
        classes.queryset = classes_seen_by(actor).filter(archived_at=None).order_by("name")

    def clean_emails(self) -> list[str]:
        try:
            return split_emails(storable(self.cleaned_data["emails"]))
        except Invalid as error:
            raise forms.ValidationError(error.message) from error


def _fill_schools(form: forms.Form, actor: Membership) -> None:
    """A choice of schools where there are any; where one runs some only, one of them."""
    field = form.fields["school"]
    field.queryset = schools_seen_by(actor).filter(archived_at=None).order_by("name")
    if actor.school_ids:
        field.empty_label, field.required = None, True
        field.initial = field.queryset.first()
    elif not field.queryset.exists():
        field.widget = forms.HiddenInput()


class PeopleFilterForm(forms.Form):
    """From an address: what cannot be read is left out, never an error."""

    q = forms.CharField(required=False, max_length=200)
    role = forms.ChoiceField(required=False, label=_("Role"))
    school = forms.ModelChoiceField(None, required=False, label=_("School"))
    school_class = forms.ModelChoiceField(None, required=False)
    state = forms.ChoiceField(
        required=False,
        label=_("State"),
        choices=[("", _("Active")), ("ended", _("Deactivated")), ("all", _("All"))],
    )

    def __init__(self, data, *, actor: Membership):
        super().__init__({key: storable(value) for key, value in data.items()})
        words = actor.organization.words
        roles = [(role, label) for role, label in role_choices(actor, list(Role.values))]
        self.fields["role"].choices = [("", _("Any role")), *roles]
        self.fields["school"].queryset = schools_seen_by(actor).order_by("name")
        self.fields["school"].empty_label = _("Any school")
        self.fields["school_class"].queryset = (
            classes_seen_by(actor).filter(archived_at=None).order_by("name")
        )
        self.fields["school_class"].label = words["class"].capitalize()
        self.fields["school_class"].empty_label = _("Any %(word)s") % {"word": words["class"]}
        for field in self.fields.values():
            field.is_asked = True  # its empty choice is one

    def wanted(self) -> PeopleFilter:
        self.is_valid()
        found = self.cleaned_data
        school, school_class = found.get("school"), found.get("school_class")
        return PeopleFilter(
            query=found.get("q", "").strip(),
            role=found.get("role", ""),
            school=school.pk if school else None,
            school_class=school_class.pk if school_class else None,
            state=found.get("state", ""),
        )


class BulkForm(forms.Form):
    """To which class those who are ticked are added."""

    school_class = SeenChoiceField(None, required=False, empty_label=None)

    def __init__(self, *args, actor: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["school_class"]
        field.is_asked = True
        field.label = _("To which %(word)s") % {"word": actor.organization.words["class"]}
        field.queryset = classes_seen_by(actor).filter(archived_at=None).order_by("name")


class RoleForm(forms.Form):
    role = RoleField(label=_("Role"))

    def __init__(self, *args, actor: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(actor, roles_to_offer(actor))


class PersonSchoolsForm(forms.Form):
    schools = forms.ModelMultipleChoiceField(
        None,
        required=False,
        label=_("Schools"),
        help_text=_("None of them ticked: the whole organization."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, actor: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = (
            schools_seen_by(actor).filter(archived_at=None).order_by("name")
        )


class RelationshipForm(forms.Form):
    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        help_text=_("Of somebody here. A guardian who is not here yet is invited."),
    )
    kind = forms.ChoiceField(label=_("They are"), choices=Relationship.Kind.choices)


class ReceiverForm(forms.Form):
    email = forms.CharField(
        label=_("To whom"),
        max_length=254,
        help_text=_("The email address of somebody who teaches or runs things here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


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
        self.fields["strategy"].choices = [("", _("As usual here"))] + [
            (name, name.replace("_", " ").capitalize()) for name in organization.options.strategies
        ]
        levels = profile_of(organization.type).grade_levels
        self.fields["grade_level"].help_text = ", ".join(levels)
        if school_class is not None:
            del self.fields["school"]
        else:
            _fill_schools(self, actor)

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
