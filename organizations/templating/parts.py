"""What a template brings, part by part. Higher apps add theirs: `registries.template_parts`."""

from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations import registries
from organizations.models import Class, ClassMember, FeatureFlag, Organization
from organizations.settings_schema import read_settings
from organizations.template_files import Template

Value = Any  # what JSON holds; compared whole
Entry = dict[str, Any]  # {"value": what was written, …what the part finds it again by}


class TemplatePart(Protocol):
    """Everything runs in the organization's scope and in one transaction of `default`."""

    name: str
    label: str | Promise

    def wanted(self, template: Template) -> dict[str, Value]:
        """By key: what the file says."""

    def present(
        self, organization: Organization, keys: set[str], made: dict[str, Entry]
    ) -> dict[str, Value]:
        """By key: what is there now, whoever made it; what is not there is left out."""

    def is_in_use(self, organization: Organization, entry: Entry) -> bool:
        """Whether people would miss it."""

    def write(
        self, organization: Organization, key: str, value: Value, entry: Entry | None, by: User
    ) -> Entry:
        """Make it, or with an entry change it to the value."""

    def remove(self, organization: Organization, key: str, entry: Entry) -> None:
        """Take it away; it may be gone already."""


def parts() -> list[TemplatePart]:
    return [*registries.template_parts, Strategies(), Classes(), Flags()]


class Strategies:
    """Names in the organization's settings."""

    name = "strategies"
    label = _("Teaching strategies")

    def wanted(self, template):
        return dict.fromkeys(template.strategies, True)

    def present(self, organization, keys, made):
        return {name: True for name in organization.options.strategies if name in keys}

    def is_in_use(self, organization, entry):
        return False

    def write(self, organization, key, value, entry, by):
        _set_strategies(organization, [*organization.options.strategies, key])
        return {"value": value}

    def remove(self, organization, key, entry):
        left = [name for name in organization.options.strategies if name != key]
        _set_strategies(organization, left)


def _set_strategies(organization: Organization, names: list[str]) -> None:
    organization.settings = read_settings(
        organization.settings | {"strategies": list(dict.fromkeys(names))}
    ).as_json()
    organization.save(update_fields=["settings", "updated_at"])
    organization.__dict__.pop("options", None)


class Classes:
    """Found again by id, so that a class that people renamed is known."""

    name = "classes"
    label = _("Classes")

    def wanted(self, template):
        return {each.name: each.model_dump() for each in template.classes}

    def present(self, organization, keys, made):
        ids = {entry["id"]: key for key, entry in made.items()}
        rows = Class.objects.filter(archived_at=None)
        own = {ids[str(row.pk)]: _class_value(row) for row in rows.filter(pk__in=ids)}
        by_name = {row.name: _class_value(row) for row in rows.filter(name__in=keys - made.keys())}
        return own | by_name

    def is_in_use(self, organization, entry):
        return ClassMember.objects.filter(school_class_id=UUID(entry["id"])).exists()

    def write(self, organization, key, value, entry, by):
        row = Class.objects.filter(pk=entry["id"]).first() if entry else None
        row = row or Class(organization=organization)
        row.archived_at = None
        for field, said in value.items():
            setattr(row, field, said)
        row.save()
        return {"value": value, "id": str(row.pk)}

    def remove(self, organization, key, entry):
        Class.objects.filter(pk=entry["id"]).delete()


def _class_value(row: Class) -> dict[str, str]:
    return {"name": row.name, "subject": row.subject, "grade_level": row.grade_level}


class Flags:
    """The organization among those for which a flag is on."""

    name = "flags"
    label = _("Feature flags")

    def wanted(self, template):
        return dict.fromkeys(template.flags, True)

    def present(self, organization, keys, made):
        on = FeatureFlag.objects.filter(name__in=keys, organizations=organization)
        return dict.fromkeys(on.values_list("name", flat=True), True)

    def is_in_use(self, organization, entry):
        return False

    def write(self, organization, key, value, entry, by):
        flag, is_new = FeatureFlag.objects.get_or_create(name=key)
        flag.organizations.add(organization)
        flag.flush()
        return {"value": value, "is_new": is_new or bool(entry and entry["is_new"])}

    def remove(self, organization, key, entry):
        flag = FeatureFlag.objects.filter(name=key).first()
        if flag is None:
            return
        flag.organizations.remove(organization)
        flag.flush()
        if entry["is_new"] and _has_no_condition(flag):
            flag.delete()


def _has_no_condition(flag: FeatureFlag) -> bool:
    said = flag.everyone is not None or flag.percent or flag.types or flag.roles or flag.note
    return not said and not flag.organizations.exists() and not flag.users.exists()
