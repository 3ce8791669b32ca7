"""References between the library and the people's database."""

from uuid import UUID

from django.db.models import Q

from accounts.models import Profile, User
from library import deletion, lost, services
from library.catalogue.subscriptions import end_subscriptions
from library.models import GoldenQuestion, Source
from organizations import registries
from organizations.models import CatalogueSubscription, Grant, Job, Organization, SharingLink
from organizations.references import column, missing


def register() -> None:
    registries.reference_checks += [
        column(Source, "organization_id", Organization, _delete),
        column(Source, "owner_id", User, _delete),
        column(Source, "added_by_id", User, _forget_adder),
        column(Grant, "subject_id", Source, _delete_rows, only=Q(subject=Grant.Subject.SOURCE)),
        column(SharingLink, "source_id", Source, _delete_rows),
        column(GoldenQuestion, "created_by_id", User, _forget_author),
        column(CatalogueSubscription, "source_id", Source, _end, only=Q(ended_at=None)),
        registries.ReferenceCheck(
            "Profile.active_source_ids -> Source", _missing_active, _forget_active
        ),
        registries.ReferenceCheck("Job.subject_id -> Source", _lost_jobs, _cancel_jobs),
        registries.ReferenceCheck("Source without a Job", _jobless, _give_job),
    ]


def _delete(sources) -> None:
    """With all rows and files; what they belonged to is gone, and a job for it with that."""
    for source in sources:
        deletion.delete_now(source)


def _delete_rows(rows) -> None:
    rows.delete()


def _forget_adder(sources) -> None:
    sources.update(added_by_id=None)


def _forget_author(questions) -> None:
    questions.update(created_by_id=None)


def _end(subscriptions) -> None:
    end_subscriptions(set(subscriptions.values_list("source_id", flat=True)))


def _missing_active() -> set[UUID]:
    lists = Profile.objects.exclude(active_source_ids=[]).values_list(
        "active_source_ids", flat=True
    )
    return missing({pk for ids in lists.iterator() for pk in ids}, Source)


def _forget_active(orphans: set[UUID]) -> None:
    for profile in Profile.objects.filter(active_source_ids__overlap=list(orphans)):
        profile.active_source_ids = [pk for pk in profile.active_source_ids if pk not in orphans]
        profile.save(update_fields=["active_source_ids"])


def _lost_jobs() -> set[UUID]:
    subjects = Job.objects.active().filter(kind="ingest_source")
    return missing(set(subjects.values_list("subject_id", flat=True)), Source)


def _cancel_jobs(orphans: set[UUID]) -> None:
    Job.objects.active().filter(kind="ingest_source", subject_id__in=orphans).update(
        state=Job.State.CANCELLED
    )


def _jobless() -> set[UUID]:
    return lost.find_jobless(Source.objects.all())


def _give_job(ids: set[UUID]) -> None:
    for source in Source.objects.filter(pk__in=ids):
        services.requeue_source(source)
