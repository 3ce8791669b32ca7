"""What a class's settings may say. Read with `read_class_settings`."""

from typing import Literal

from django.utils.translation import gettext as _
from pydantic import ValidationError

from organizations.models import Class, ClassMember, Membership, Role
from organizations.scoping import once_in_brief
from organizations.settings_schema import Name, Part
from project.errors import Forbidden, Invalid
from project.languages import NAMES


class ClassSettings(Part):
    """join_code_open: the class's code lets new people in. approve_joining: a teacher decides
    about each. strategy, language: of lessons for this class; "" is the organization's and the
    source's own. students_share_notes: with the class, what they mark in a source. age_band: which
    words its students read (`organizations.age_bands`); "" is as their level says.
    """

    students_ask: bool = True
    students_request_lessons: bool = True
    students_share_notes: bool = True
    join_code_open: bool = True
    approve_joining: bool = False
    strategy: Name | Literal[""] = ""
    language: Literal["", *NAMES] = ""
    age_band: Literal["", "younger", "older"] = ""


def read_class_settings(school_class: Class) -> ClassSettings:
    """Raises Invalid where the row holds what no setting may say."""
    try:
        return ClassSettings.model_validate(school_class.settings)
    except ValidationError as error:
        said = _("The settings of “%(name)s” cannot be read.") % {"name": school_class}
        raise Invalid(said) from error


def require_class_allows(membership: Membership, setting: str) -> None:
    """Raises Forbidden, in words for the student, where `class_allows` does not hold."""
    if not class_allows(membership, setting):
        raise Forbidden(_("Your teacher has switched this off."))


def class_allows(membership: Membership, setting: str) -> bool:
    """For students: at least one of their classes allows it; who is in none, may."""
    if membership.role != Role.STUDENT:
        return True
    classes = open_classes(membership)
    return not classes or any(getattr(read_class_settings(c), setting) for c in classes)


def open_classes(membership: Membership) -> list[Class]:
    """Those that go on, by name."""
    return once_in_brief(("open classes", membership.pk), lambda: _read_open_classes(membership))


def _read_open_classes(membership: Membership) -> list[Class]:
    rows = ClassMember.objects.filter(
        membership=membership, left_at=None, school_class__archived_at=None
    ).select_related("school_class")
    return [row.school_class for row in rows.order_by("school_class__name", "pk")]
