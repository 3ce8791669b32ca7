"""What is sent about people: shapes only; services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.authority import classes_seen_by, schools_seen_by
from organizations.emails import split_emails
from organizations.forms.fields import RoleField, SeenChoiceField, fill_schools, role_choices
from organizations.models import Membership, Relationship, Role
from organizations.selectors.people import PeopleFilter
from organizations.services.inviting import roles_to_offer
from project.errors import Invalid
from project.text.storable import storable


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
        fill_schools(self, actor)
        classes = self.fields["school_class"]
        classes.label = words["class"].capitalize()
        classes.queryset = classes_seen_by(actor).filter(archived_at=None).order_by("name")

    def clean_emails(self) -> list[str]:
        try:
            return split_emails(storable(self.cleaned_data["emails"]))
        except Invalid as error:
            raise forms.ValidationError(error.message) from error


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
