"""Who may ask for lessons: staff, and students where organization and class allow it."""

from collections.abc import Iterable

from accounts.models import Modality
from organizations.access import require
from organizations.class_settings import class_allows, require_class_allows
from organizations.flags import has_feature, require_feature
from organizations.models import Membership, Role
from organizations.roles import may
from organizations.settings_schema import Feature

SETTING = "students_request_lessons"
BY_STUDENTS = Feature.LESSONS_BY_STUDENTS


def may_make_lessons(membership: Membership) -> bool:
    if membership.role != Role.STUDENT:
        return may(membership, "lessons.make")
    return has_feature(membership, BY_STUDENTS) and class_allows(membership, SETTING)


def require_make_lessons(membership: Membership) -> None:
    """Raises Forbidden, in words for who asks."""
    require(membership, "lessons.make")
    if membership.role == Role.STUDENT:
        require_feature(membership, BY_STUDENTS)
    require_class_allows(membership, SETTING)


def require_ways(membership: Membership, modalities: Iterable[str]) -> None:
    """Raises Forbidden for a video where there are none."""
    if Modality.VIDEO in modalities:
        require_feature(membership, Feature.VIDEO)


def ways_offered(membership: Membership) -> list[tuple[str, str]]:
    """The choices of Modality that this person has."""
    has_video = has_feature(membership, Feature.VIDEO)
    return [each for each in Modality.choices if has_video or each[0] != Modality.VIDEO]
