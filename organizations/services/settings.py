"""Change what an organization's settings say."""

from django.db import transaction
from django.utils.translation import gettext as _

from organizations import audit
from organizations.access import require
from organizations.models import Membership, Organization
from organizations.settings_schema import OrganizationSettings, read_settings
from project.errors import Conflict


@transaction.atomic
def change_settings(
    *, membership: Membership, seen: str, name: str | None = None, **parts: dict | list | tuple
) -> Organization:
    """parts: of OrganizationSettings, each whole or the values in it that change.

    seen: `version_of` what the person had before their eyes. Raises Conflict where somebody
    else changed it meanwhile, Invalid where the settings contradict themselves.
    """
    require(membership, "organization.settings")
    organization = Organization.objects.select_for_update().get(pk=membership.organization_id)
    if seen != version_of(organization):
        raise Conflict(
            _("Somebody else changed these settings meanwhile. Look at them, then save again.")
        )
    before = organization.options
    organization.settings = _merged(before, parts).as_json()
    organization.__dict__.pop("options", None)
    renamed = bool(name) and name != organization.name
    organization.name = name or organization.name
    organization.save(update_fields=["name", "settings", "updated_at"])
    changed = _changed(before, organization.options) + ["name"] * renamed
    if changed:
        audit.record(
            "settings.changed",
            organization=organization,
            subject=organization,
            detail={"settings": changed},
        )
    return organization


def version_of(organization: Organization) -> str:
    return organization.updated_at.isoformat()


def _merged(before: OrganizationSettings, parts: dict) -> OrganizationSettings:
    values = before.as_json()
    for part, change in parts.items():
        is_group = isinstance(change, dict) and part != "words"
        values[part] = {**values[part], **change} if is_group else change
    return read_settings(values)


def _changed(before: OrganizationSettings, after: OrganizationSettings) -> list[str]:
    """The names of the settings that differ: "branding.left", "features"."""
    return sorted(name for name, value in _flat(after).items() if value != _flat(before).get(name))


def _flat(settings: OrganizationSettings) -> dict:
    values = settings.model_dump(mode="json")
    values["features"] = sorted(values["features"])
    flat = {}
    for part, value in values.items():
        nested = value if isinstance(value, dict) else {"": value}
        flat |= {f"{part}.{name}".rstrip("."): inner for name, inner in nested.items()}
    return flat
