"""Make, change, archive and restore a strategy of one's own."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pydantic import ValidationError

from lessons.models import Strategy, StrategyVersion
from lessons.strategies.linting import lint
from lessons.strategies.overriding import Overrides, extend
from lessons.strategies.reading import as_sentences
from lessons.strategies.spec import Spec
from organizations import audit
from organizations.access import require
from organizations.models import Membership
from project.errors import Conflict, Invalid

MOST = 200  # of an organization


@transaction.atomic
def create_strategy(
    *, by: Membership, base: Spec, name: str, description: str, used_by: str, overrides: Overrides
) -> Strategy:
    """Raises Invalid where what comes of it is not sound, Conflict where there are too many."""
    require(by, "strategies.make")
    if Strategy.objects.count() >= MOST:
        raise Conflict(_("There are %(most)s ways of teaching here already.") % {"most": MOST})
    row = Strategy(
        organization=by.organization,
        key=f"{slugify(name)[:30] or 'own'}-{uuid4().hex[:6]}",
        name=name,
        description=description,
        used_by=used_by,
        made_by=by.user,
    )
    spec = sound(base, row, overrides)
    row.save()
    _keep(row, base, overrides, spec, by)
    audit.record("strategies.created", organization=by.organization, subject=row)
    return row


@transaction.atomic
def change_strategy(
    row: Strategy,
    *,
    by: Membership,
    base: Spec,
    name: str,
    description: str,
    used_by: str,
    overrides: Overrides,
) -> None:
    """A version of it beside those that lessons were made by; none where only `used_by` changes.

    Raises Invalid where what comes of it is not sound.
    """
    row = Strategy.objects.select_for_update().get(pk=row.pk)
    row.name, row.description, row.used_by = name, description, used_by
    before = row.versions.get(number=row.version)
    if sound(base, row, overrides).model_dump(mode="json") != before.spec:
        row.version += 1
        _keep(row, base, overrides, sound(base, row, overrides), by)
    row.save()
    audit.record(
        "strategies.changed",
        organization=by.organization,
        subject=row,
        detail={"version": row.version},
    )


def archive_strategy(row: Strategy) -> None:
    """No new lesson is made with it; those that were keep it."""
    if Strategy.objects.filter(pk=row.pk, archived_at=None).update(archived_at=timezone.now()):
        audit.record("strategies.archived", organization=row.organization, subject=row)


def restore_strategy(row: Strategy) -> None:
    archived = Strategy.objects.filter(pk=row.pk).exclude(archived_at=None)
    if archived.update(archived_at=None):
        audit.record("strategies.restored", organization=row.organization, subject=row)


def sound(base: Spec, row: Strategy, overrides: Overrides) -> Spec:
    """Raises Invalid with a line for each thing that is wrong."""
    try:
        spec = extend(
            base,
            overrides,
            key=row.key,
            version=row.version,
            name=row.name,
            description=row.description,
        )
    except ValidationError as error:
        raise Invalid(as_sentences(error)) from error
    if problems := lint(spec):
        raise Invalid("\n".join(problems))
    return spec


def _keep(row: Strategy, base: Spec, overrides: Overrides, spec: Spec, by: Membership) -> None:
    StrategyVersion.objects.create(
        organization=by.organization,
        strategy=row,
        number=row.version,
        base_key=base.key,
        base_version=base.version,
        overrides=overrides.model_dump(mode="json", exclude_defaults=True),
        spec=spec.model_dump(mode="json"),
        made_by=by.user,
    )
