"""After its grace period an organization goes for good: rows of both databases, files, caches,
and the accounts of people who were nowhere else.

A job that can be run twice from any point. What there was is counted before anything goes, so
that a worker that dies in the middle takes nothing from the receipt.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from organizations import jobs, registries
from organizations.identity.removing import delete_providers
from organizations.jobs import JobKind
from organizations.models import Job, Membership, Organization, PurgeReceipt
from organizations.scoping import unscoped
from organizations.slices import Slice
from organizations.tenant_tables import TenantTable, tenant_tables

KIND = "purge_organization"
LAST = {Job, Membership}  # the work itself; and whose accounts go, which memberships tell
PEOPLE = 200


def purge_closed() -> int:
    """Queue the purge of each organization whose grace period is over; returns how many."""
    grace = timedelta(days=settings.ORGANIZATION_GRACE_DAYS)
    over = Organization.objects.filter(deleted_at__lte=timezone.now() - grace)
    for organization_id in over.values_list("pk", flat=True):
        jobs.enqueue(kind=KIND, organization_id=organization_id, subject_id=organization_id)
    return len(over)


def run(slice_: Slice) -> bool:
    organization = Organization.objects.filter(pk=slice_.job.subject_id).first()
    if organization is None or organization.deleted_at is None:  # restored meanwhile
        return True
    return purge(organization, is_over=slice_.is_over)


def purge(organization: Organization, *, is_over: Callable[[], bool] = lambda: False) -> bool:
    """False where is_over() held before the end; call it again."""
    with unscoped("a purge goes through all tables, by the organization's id"):
        receipt = _receipt(organization)
        _stop_other_work(organization.pk)
        for step in _steps(organization.pk):
            while step():
                if is_over():
                    return False
        for cache in caches.all():  # their keys do not say whose they are
            cache.clear()
        _finish(organization.pk, receipt)
    return True


def _receipt(organization: Organization) -> PurgeReceipt:
    found = PurgeReceipt.objects.filter(pk=organization.pk).first()
    return found or PurgeReceipt.objects.create(
        pk=organization.pk, counts=_count(organization.pk), closed_at=organization.deleted_at
    )


def _count(organization_id: UUID) -> dict[str, int]:
    counts = {table.name: table.rows(organization_id).count() for table in tenant_tables()}
    for purger in registries.file_purgers:
        counts |= purger.count(organization_id)
    counts["accounts"] = people_nowhere_else(organization_id).count()
    return {name: number for name, number in sorted(counts.items()) if number}


def _stop_other_work(organization_id: UUID) -> None:
    active = Job.objects.active().filter(organization_id=organization_id).exclude(kind=KIND)
    for job in active:
        jobs.cancel(kind=job.kind, subject_id=job.subject_id)


def _steps(organization_id: UUID) -> Iterator[Callable[[], bool]]:
    """Each deletes some and says whether to call it again."""
    for purger in registries.file_purgers:  # while the rows still name them
        purger.purge(organization_id)
    delete_providers(organization_id)
    tables = tenant_tables()
    for table in tables:
        if table.model not in LAST:
            yield lambda table=table: _delete_batch(table, organization_id)
    yield lambda: _delete_people(organization_id)
    for table in tables:
        if table.model is Membership:
            yield lambda table=table: _delete_batch(table, organization_id)


def _delete_batch(table: TenantTable, organization_id: UUID) -> bool:
    with transaction.atomic():
        _allow_audit_to_go()
        return table.delete_batch(organization_id)


def _allow_audit_to_go() -> None:
    """For this transaction: the trigger of migration 0005 lets deletions pass."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lectern.purging = 'on'")


def people_nowhere_else(organization_id: UUID):
    elsewhere = Membership.objects.exclude(organization_id=organization_id)
    return User.objects.filter(
        memberships__organization_id=organization_id, is_staff=False
    ).exclude(pk__in=elsewhere.values("user_id"))


def _delete_people(organization_id: UUID) -> bool:
    ids = list(people_nowhere_else(organization_id).values_list("pk", flat=True)[:PEOPLE])
    return bool(User.objects.filter(pk__in=ids).delete()[0])


@transaction.atomic
def _finish(organization_id: UUID, receipt: PurgeReceipt) -> None:
    """Its jobs go as well, this one among them: the worker finds it gone and ends quietly."""
    Job.objects.filter(organization_id=organization_id).delete()
    Organization.objects.filter(pk=organization_id).delete()
    receipt.left = _count(organization_id)
    receipt.finished_at = timezone.now()
    receipt.save()


def fail(organization_id: UUID, fence: int, sentence: str) -> None:
    """It stays closed, out of everybody's sight; the job's row says why, and the next day's
    sweep tries again."""


PURGE_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail, while_closed=True)
