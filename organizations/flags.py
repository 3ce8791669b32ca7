"""Whether a feature is on for somebody.

| name of a flag                 | without that flag     | with it                            |
|--------------------------------|-----------------------|------------------------------------|
| a Feature, which organizations | on where the          | on where the organization has it   |
|   switch in their settings     |   organization has it |   and the flag lets the person in  |
| any other                      | off                   | on for those whom the flag lets in |
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from waffle import get_waffle_flag_model

from organizations.models import FeatureFlag, Membership
from organizations.scoping import once_in_brief
from organizations.settings_schema import Feature
from project.errors import Forbidden

# The others know no person: an address of a domain, a key of the API.
HELD_BACK = [each for each in Feature if each not in {Feature.DOMAIN_JOIN, Feature.API}]


def is_on(name: str, membership: Membership) -> bool:
    """name: of a FeatureFlag. One that does not exist is off."""
    return _flag(name).is_active_for(membership)


def has_feature(membership: Membership, feature: Feature) -> bool:
    return membership.organization.has_feature(feature) and _lets_in(feature, membership)


def require_feature(membership: Membership, feature: Feature) -> None:
    """Raises Forbidden, in words for who asks."""
    if not membership.organization.has_feature(feature):
        raise Forbidden(
            _("%(organization)s has switched this off.")
            % {"organization": membership.organization.name}
        )
    if not _lets_in(feature, membership):
        raise Forbidden(_("This is not open to you yet."))


def with_flag_names(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Each with `flag_names`: of the flags that there are, read along with it. Most features have
    no flag, and then nothing more is read."""
    names = FeatureFlag.objects.order_by().values("name")
    return memberships.annotate(flag_names=ArraySubquery(names))


def _lets_in(feature: Feature, membership: Membership) -> bool:
    names = getattr(membership, "flag_names", None)
    if names is not None and feature.value not in names:
        return True
    flag = _flag(feature.value)
    return not flag.pk or flag.is_active_for(membership)


def _flag(name: str) -> FeatureFlag:
    """As the cache knows it, or the database; of a name that no flag has, one without a key."""
    return once_in_brief(("flag", name), lambda: get_waffle_flag_model().get(name))
