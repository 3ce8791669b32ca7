"""For how long chats and alerts are kept: as the organization's settings say of who has left."""

from datetime import timedelta

from django.utils import timezone

from lessons.models import ChatMessage, ChatSession, SafetyAlert, SafetyStep
from organizations.models import Membership, Organization


def forget() -> int:
    """Chats of who left so long ago, and alerts about them; alerts that are closed so long.
    Returns how many chats and alerts went. Unscoped, safe to run again."""
    gone = 0
    for organization in Organization.objects.live().iterator():
        before = timezone.now() - timedelta(days=organization.options.compliance.retention_days)
        gone += _forget(organization, before)
    return gone


def _forget(organization: Organization, before) -> int:
    left = Membership.objects.filter(organization=organization, ended_at__lt=before)
    people = list(left.values_list("pk", "user_id"))
    users = [user_id for _pk, user_id in people]
    chats = ChatSession.objects.filter(organization=organization, user__in=users)
    alerts = SafetyAlert.objects.filter(organization=organization)
    about = alerts.filter(student__in=[pk for pk, _user_id in people])
    closed = alerts.filter(state=SafetyAlert.State.CLOSED, changed_at__lt=before)
    gone = list({*about.values_list("pk", flat=True), *closed.values_list("pk", flat=True)})
    SafetyStep.objects.filter(alert__in=gone).delete()
    SafetyAlert.objects.filter(pk__in=gone).delete()
    ids = list(chats.values_list("pk", flat=True))
    ChatMessage.objects.filter(session__in=ids).delete()
    chats.filter(pk__in=ids).delete()
    return len(ids) + len(gone)
