"""Whether a feature is on for somebody: the organization allows it, and its flag is on."""

from waffle import get_waffle_flag_model

from organizations.models import Membership


def is_on(name: str, membership: Membership) -> bool:
    """name: of a FeatureFlag. One that does not exist is off."""
    return get_waffle_flag_model().get(name).is_active_for(membership)
