"""Who may ask for lessons: staff, and students where organization and class allow it."""

from django.utils.translation import gettext as _

from organizations.access import require
from organizations.class_settings import class_allows, require_class_allows
from organizations.models import Membership, Role
from organizations.roles import may
from organizations.settings_schema import Feature
from project.errors import Forbidden

SETTING = "students_request_lessons"


def may_make_lessons(membership: Membership) -> bool:
    if membership.role != Role.STUDENT:
        return may(membership, "lessons.make")
    return _is_on(membership) and class_allows(membership, SETTING)


def require_make_lessons(membership: Membership) -> None:
    """Raises Forbidden, in words for who asks."""
    require(membership, "lessons.make")
    if membership.role == Role.STUDENT and not _is_on(membership):
        raise Forbidden(
            _("%(organization)s has switched this off.")
            % {"organization": membership.organization.name}
        )
    require_class_allows(membership, SETTING)


def _is_on(membership: Membership) -> bool:
    return membership.organization.has_feature(Feature.LESSONS_BY_STUDENTS)
