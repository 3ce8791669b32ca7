"""What was used this month, of a person and of an organization."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import Modality
from billing import registries
from billing.models import WHOLE, ProviderCall
from billing.usage import uses_of
from lessons.models import ChatMessage, LessonRequest
from library.quota import storage_of_person, storage_use
from organizations.models import Membership, Organization

SITE = ZoneInfo(settings.TIME_ZONE)
BATCH = 1000


def month_begins(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _lessons(rows, since: datetime) -> dict:
    is_video = Q(modalities__contains=[Modality.VIDEO])
    return rows.filter(created_at__gte=since).aggregate(
        text_lessons=Count("pk", filter=~is_video), video_lessons=Count("pk", filter=is_video)
    )


def usage_of(membership: Membership) -> dict:
    now, user_id = timezone.now(), membership.user_id
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = ChatMessage.objects.filter(session__user_id=user_id, created_at__gte=midnight)
    own = storage_of_person(membership.organization, user_id)
    return {
        "month": f"{now:%Y-%m}",
        **_lessons(LessonRequest.objects.filter(requested_by=user_id), month_begins(now)),
        "questions_today": asked.count(),
        "storage_bytes": own.used,
        "storage_limit_bytes": own.limit,
    }


def questions_by_month(since: datetime, until: datetime) -> Iterator[tuple]:
    """(month, id of the person, how many): those that were answered, by month and person."""
    answered = ChatMessage.objects.filter(
        state=ChatMessage.State.DONE, created_at__gte=since, created_at__lt=until
    )
    month = TruncMonth("created_at", tzinfo=SITE)
    rows = answered.annotate(month=month, person=F("session__user_id")).values("month", "person")
    counted = rows.annotate(count=Count("pk")).order_by("month", "person")
    return counted.values_list("month", "person", "count").iterator(BATCH)


def register() -> None:
    registries.questions_asked.append(questions_by_month)


def plan_use_of(membership: Membership) -> list[dict]:
    """Of what the person may make: what is used of it, and why it is so much."""
    return [
        {
            "meter": use.meter.value,
            "plan": use.plan,
            "used": use.own.used / WHOLE,
            "limit": use.own.limit,
            "why": use.why,
            "resets_at": use.resets_at,
        }
        for use in uses_of(membership)
    ]


def usage_of_organization(organization: Organization) -> dict:
    now = timezone.now()
    since = month_begins(now)
    calls = ProviderCall._base_manager.filter(organization_id=organization.pk, at__gte=since)
    use = storage_use(organization)
    return {
        "month": f"{now:%Y-%m}",
        **_lessons(LessonRequest.objects.all(), since),
        "provider_calls": calls.count(),
        "provider_cost_microusd": calls.aggregate(total=Sum("cost_microusd", default=0))["total"],
        "storage_bytes": use.used,
        "storage_limit_bytes": use.limit,
    }
