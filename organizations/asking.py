"""Who may ask questions: where organization and flag allow it, and a student's class."""

from organizations.class_settings import class_allows, require_class_allows
from organizations.flags import has_feature, require_feature
from organizations.models import Membership
from organizations.settings_schema import Feature

SETTING = "students_ask"


def may_ask(membership: Membership) -> bool:
    return has_feature(membership, Feature.ASK) and class_allows(membership, SETTING)


def require_ask(membership: Membership) -> None:
    """Raises Forbidden, in words for who asks."""
    require_feature(membership, Feature.ASK)
    require_class_allows(membership, SETTING)
