"""Fields that several forms of people and classes have."""

from django import forms
from django.utils.translation import gettext as _

from organizations.authority import schools_seen_by
from organizations.models import Membership, Role
from organizations.roles import role_word
from project.errors import NotFound


class SeenChoiceField(forms.ModelChoiceField):
    """Of rows that the person sees; another one does not exist for them."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise NotFound(_("There is no such page, or it is not yours to see.")) from error


class RoleField(forms.ChoiceField):
    """Offers what the person may give; whether another is theirs to give, a service says."""

    def valid_value(self, value) -> bool:
        return value in Role.values


def role_choices(actor: Membership, roles: list[str]) -> list[tuple[str, str]]:
    return [(role, role_word(actor.organization, role).capitalize()) for role in roles]


def fill_schools(form: forms.Form, actor: Membership) -> None:
    """A choice of schools where there are any; where one runs some only, one of them."""
    field = form.fields["school"]
    field.queryset = schools_seen_by(actor).filter(archived_at=None).order_by("name")
    if actor.school_ids:
        field.empty_label, field.required = None, True
        field.initial = field.queryset.first()
    elif not field.queryset.exists():
        field.widget = forms.HiddenInput()
