"""Apply a template to an organization; see first what that would change."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from organizations import audit
from organizations.models import AppliedTemplate, Organization
from organizations.scoping import scope
from organizations.settings_schema import read_settings
from organizations.template_files import Template
from organizations.templating.difference import EFFECTIVE, Item, What, compare
from organizations.templating.parts import TemplatePart, parts


def difference(organization: Organization, template: Template) -> list[Item]:
    """What applying it now would do, part by part; nothing is changed."""
    with scope(organization.pk):
        made = _made(organization, template)
        return [
            item
            for part in parts()
            for item in _compare(part, organization, template, made.get(part.name, {}))
        ]


def apply_template(
    *,
    organization: Organization,
    template: Template,
    by: User | None,
    replace: Collection[str] = (),
) -> list[Item]:
    """Again does nothing, unless the file has changed. Returns what was done and what was left.

    replace: ids of items ("classes:Science 6") that are made as the file says although people
        have changed or removed them since.
    """
    with transaction.atomic(), scope(organization.pk):
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        made = _made(organization, template)
        items = []
        for part in parts():
            entries = made.setdefault(part.name, {})
            for item in _compare(part, organization, template, entries):
                item = _decided(item, replace)
                _carry_out(part, organization, item, entries, by)
                items.append(item)
        _keep(organization, template, made, by, items)
    return items


def unapply_all(organization: Organization) -> None:
    """Take back what every template made here, as when an onboarding is undone."""
    with transaction.atomic(), scope(organization.pk):
        for applied in AppliedTemplate.objects.all():
            for part in reversed(parts()):
                for key, entry in applied.made.get(part.name, {}).items():
                    part.remove(organization, key, entry)
            applied.delete()


def _made(organization: Organization, template: Template) -> dict[str, dict]:
    applied = AppliedTemplate.objects.filter(organization=organization, slug=template.slug)
    return next(iter(applied.values_list("made", flat=True)), {})


def _compare(part: TemplatePart, organization, template, made) -> list[Item]:
    wanted = part.wanted(template)
    return compare(
        part.name,
        wanted=wanted,
        made=made,
        present=part.present(organization, wanted.keys() | made.keys(), made),
        in_use={key for key in made.keys() - wanted if part.is_in_use(organization, made[key])},
    )


def _decided(item: Item, replace: Collection[str]) -> Item:
    if not item.may_be_replaced or item.id not in replace:
        return item
    what = What.REMOVE if item.wanted is None else What.CHANGE if item.now else What.ADD
    return Item(item.part, item.key, what, now=item.now, wanted=item.wanted)


def _carry_out(part: TemplatePart, organization, item: Item, entries: dict, by) -> None:
    if item.what in (What.ADD, What.CHANGE):
        entry = entries.get(item.key)
        entries[item.key] = part.write(organization, item.key, item.wanted, entry, by)
    elif item.what == What.REMOVE:
        part.remove(organization, item.key, entries.pop(item.key))


def _keep(organization, template: Template, made: dict, by, items: list[Item]) -> None:
    AppliedTemplate.objects.update_or_create(
        organization=organization,
        slug=template.slug,
        defaults={"version": template.version, "made": made, "applied_by": by},
    )
    knowledge = organization.settings.get("knowledge_base", {})
    enabled = dict.fromkeys([*knowledge.get("enabled_templates", ()), template.slug])
    organization.settings = read_settings(
        organization.settings | {"knowledge_base": knowledge | {"enabled_templates": list(enabled)}}
    ).as_json()
    organization.save(update_fields=["settings", "updated_at"])
    if done := [item.id for item in items if item.what in EFFECTIVE]:
        detail = {"template": template.slug, "version": template.version, "items": done}
        audit.record("template.applied", organization=organization, detail=detail)
