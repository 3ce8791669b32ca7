"""Schools of a district, sites of a firm."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit
from organizations.access import require, require_whole
from organizations.models import Class, Membership, School
from project.errors import Conflict


@transaction.atomic
def create_school(*, name: str, by: Membership) -> School:
    """Raises Conflict for a name that another school has, Forbidden for admins of schools."""
    require(by, "schools.manage")
    require_whole(by)
    school = School(organization=by.organization, name=name)
    _save(school)
    audit.record("schools.created", organization=by.organization, subject=school)
    return school


@transaction.atomic
def rename_school(*, school: School, name: str, by: Membership) -> None:
    require(by, "schools.manage")
    school.name = name
    _save(school)
    audit.record("schools.renamed", organization=school.organization, subject=school)


def _save(school: School) -> None:
    try:
        with transaction.atomic():
            school.save()
    except IntegrityError as error:
        raise Conflict(
            _("There is a school called “%(name)s” already.") % {"name": school.name}
        ) from error


@transaction.atomic
def archive_school(*, school: School, by: Membership) -> None:
    """Raises Conflict while classes of it are open."""
    require(by, "schools.manage")
    require_whole(by)
    school = School.objects.select_for_update().get(pk=school.pk)
    still_open = Class.objects.filter(school=school, archived_at=None).count()
    if still_open:
        raise Conflict(
            _("%(school)s has %(count)d open groups. Archive them first.")
            % {"school": school, "count": still_open}
        )
    if school.archived_at is None:
        school.archived_at = timezone.now()
        school.save(update_fields=["archived_at"])
        audit.record("schools.archived", organization=school.organization, subject=school)


@transaction.atomic
def restore_school(*, school: School, by: Membership) -> None:
    require(by, "schools.manage")
    require_whole(by)
    if School.objects.filter(pk=school.pk).exclude(archived_at=None).update(archived_at=None):
        audit.record("schools.restored", organization=school.organization, subject=school)
