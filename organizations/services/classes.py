"""Make classes, set them up, archive and restore them."""

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from organizations import audit, registries
from organizations.access import require
from organizations.authority import covers
from organizations.class_settings import ClassSettings
from organizations.models import Class, ClassMember, Membership, Role, School
from organizations.services.class_members import add_to_class
from project.errors import Conflict, Forbidden, Invalid


@transaction.atomic
def create_class(
    *,
    by: Membership,
    name: str,
    school: School | None = None,
    settings: ClassSettings | None = None,
    **facts: str,
) -> Class:
    """A teacher who makes one teaches it. facts: subject, grade_level, term.

    Raises Forbidden beyond the actor's schools, Conflict for an archived school.
    """
    require(by, "classes.make")
    _check_school(by, school)
    school_class = Class.objects.create(
        organization=by.organization,
        name=name,
        school=school,
        settings=_checked(by, settings or ClassSettings()).model_dump(mode="json"),
        **facts,
    )
    audit.record("classes.created", organization=by.organization, subject=school_class)
    if by.role == Role.TEACHER:
        add_to_class(school_class=school_class, people=[by], part=ClassMember.Part.TEACHER)
    return school_class


def _check_school(by: Membership, school: School | None) -> None:
    if not covers(by, [school.pk] if school else []):
        raise Forbidden(_("You run some schools only. Name one of them."))
    if school is not None and school.archived_at:
        raise Conflict(_("%(school)s is archived. Restore it first.") % {"school": school})


def strategies_for(by: Membership, school_class: Class | None = None) -> dict[str, str | Promise]:
    """The ways of teaching that somebody may choose for a class, in words, by key: first those
    that are usual here. What the class has already stays, whoever else may use it."""
    found: dict[str, str | Promise] = dict(
        each for offer in registries.strategy_choices for each in offer(by)
    )
    usual = {key: found.get(key, key) for key in by.organization.options.strategies}
    kept = school_class.settings.get("strategy", "") if school_class else ""
    return usual | found | ({kept: found.get(kept, kept)} if kept else {})


def _checked(
    by: Membership, settings: ClassSettings, school_class: Class | None = None
) -> ClassSettings:
    if settings.strategy and settings.strategy not in strategies_for(by, school_class):
        raise Invalid(_("Lessons are not made in this way here. Choose another."))
    return settings


@transaction.atomic
def change_class(
    *, school_class: Class, by: Membership, name: str, settings: ClassSettings, **facts: str
) -> None:
    """Its name, its facts and its settings."""
    settings = _checked(by, settings, school_class)
    before = school_class.settings
    school_class.settings = settings.model_dump(mode="json")
    school_class.name = name
    for field, value in facts.items():
        setattr(school_class, field, value)
    school_class.save(update_fields=["name", "settings", *facts])
    changed = {
        key: value for key, value in school_class.settings.items() if before.get(key) != value
    }
    audit.record(
        "classes.changed",
        organization=school_class.organization,
        subject=school_class,
        detail={"settings": changed},
    )


@transaction.atomic
def archive_class(school_class: Class) -> None:
    """It is over: nobody joins it any more; its people and what they made stay."""
    rows = Class.objects.filter(pk=school_class.pk, archived_at=None)
    if rows.update(archived_at=timezone.now()):
        audit.record(
            "classes.archived", organization=school_class.organization, subject=school_class
        )


@transaction.atomic
def restore_class(school_class: Class) -> None:
    """Raises Conflict while its school is archived."""
    if school_class.school is not None and school_class.school.archived_at:
        raise Conflict(
            _("%(school)s is archived. Restore it first.") % {"school": school_class.school}
        )
    rows = Class.objects.filter(pk=school_class.pk).exclude(archived_at=None)
    if rows.update(archived_at=None):
        audit.record(
            "classes.restored", organization=school_class.organization, subject=school_class
        )
