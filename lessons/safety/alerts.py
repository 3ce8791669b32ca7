"""Alerts: raised with the question, mailed by a job, followed up by the adult who is named."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import language_of
from lessons.models import ChatMessage, SafetyAlert, SafetyStep
from lessons.safety.moderating import raises_alert
from organizations import audit, jobs
from organizations.jobs import JobKind
from organizations.models import Membership, Organization
from organizations.safety.adult import is_adult, keep_adult
from organizations.settings_schema import Risk
from organizations.slices import Slice
from project.errors import Conflict, Invalid, NotFound, ProviderError
from project.mails import send_mail
from project.sites import site_url
from project.text.storable import storable

KIND = "mail_alert"
SAME_FOR = timedelta(hours=1)  # a question like the one before raises no second alert
NOTE_CHARACTERS = 1000
State, Kind = SafetyAlert.State, SafetyStep.Kind


def raise_alert(message: ChatMessage, student: Membership) -> SafetyAlert | None:
    """In the transaction that stores the refused question; a topic's is not stored. None where
    the organization has alerts off, or not for this."""
    risk = Risk(message.moderation["refused"][0])
    if not raises_alert(risk, student.organization):
        return None
    recent = SafetyAlert.objects.filter(
        student=student, risk=risk, state=State.OPEN, created_at__gt=timezone.now() - SAME_FOR
    )
    if before := recent.order_by("-created_at").first():
        _step(before, Kind.AGAIN, note=message.question)
        return before
    alert = SafetyAlert.objects.create(
        organization_id=student.organization_id,
        student=student,
        message=None if message._state.adding else message,
        risk=risk,
        question=message.question[:1000],
        found_by=message.moderation["found_by"],
    )
    _step(alert, Kind.RAISED)
    jobs.enqueue(kind=KIND, organization_id=alert.organization_id, subject_id=alert.pk)
    return alert


def mail(slice_: Slice) -> bool:
    """To whoever gets the alerts now. Where mail is down, it is tried again."""
    alert = SafetyAlert.objects.filter(pk=slice_.job.subject_id, mailed_at=None).first()
    if alert is None:
        return True
    adult = keep_adult(alert.organization_id)
    if adult is None:  # there is nobody left: it stands on the page of who is named next
        return True
    try:
        _send(alert, adult)
    except OSError as error:  # SMTP's errors and those of sockets
        raise ProviderError(str(error), retryable=True) from error
    with transaction.atomic():
        SafetyAlert.objects.filter(pk=alert.pk).update(to=adult, mailed_at=timezone.now())
        _step(alert, Kind.MAILED)
    return True


def _send(alert: SafetyAlert, adult: Membership) -> None:
    """Without the question: a mail lies about in places that the organization does not know."""
    organization = Organization.objects.get(pk=alert.organization_id)
    with translation.override(language_of(adult.user)):
        send_mail(
            "lessons/mail/safety_alert",
            to=adult.user.email or "",  # who may be named has one
            organization=organization,
            risk=alert.get_risk_display(),
            url=site_url("lessons:alert_detail", organization.slug, alert.pk),
        )


def could_not_mail(alert_id: UUID, fence: int, sentence: str) -> None:
    """The alert stands on its page; that no mail went out stands with it."""


JOB = JobKind(name=KIND, cluster="default", run=mail, fail=could_not_mail)


def access_alerts(membership: Membership) -> None:
    """Raises NotFound for everybody but the adult who gets them."""
    if not is_adult(membership):
        raise NotFound(_("There is no such page, or it is not yours to see."))


def access_alert(membership: Membership, pk: UUID) -> SafetyAlert:
    access_alerts(membership)
    rows = SafetyAlert.objects.filter(organization_id=membership.organization_id, pk=pk)
    alert = rows.select_related("student__user", "message", "to__user").first()
    if alert is None:
        raise NotFound(_("There is no such page, or it is not yours to see."))
    return alert


@transaction.atomic
def follow_up(alert: SafetyAlert, *, do: str, note: str, by: User) -> None:
    """do: "seen", "noted" or "closed". Raises Invalid for a note without words, Conflict for what
    is closed already."""
    alert = SafetyAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    note = storable(note).strip()[:NOTE_CHARACTERS]
    if do == Kind.NOTED and not note:
        raise Invalid(_("Write the note first."))
    if alert.state == State.CLOSED and do != Kind.NOTED:
        raise Conflict(_("This alert is closed already."))
    if do != Kind.NOTED:
        alert.state = State.SEEN if do == Kind.SEEN else State.CLOSED
    alert.changed_at = timezone.now()
    alert.save(update_fields=["state", "changed_at"])
    _step(alert, Kind(do), by=by, note=note)
    organization = Organization.objects.get(pk=alert.organization_id)
    audit.record(f"safety.alert_{do}", organization=organization, subject=alert)


def _step(alert: SafetyAlert, kind: str, *, by: User | None = None, note: str = "") -> None:
    SafetyStep.objects.create(
        organization_id=alert.organization_id, alert=alert, kind=kind, by=by, note=note
    )


def list_alerts(*, is_closed: bool = False):
    """Of the organization in scope, the newest first."""
    rows = SafetyAlert.objects.select_related("student__user").order_by("-created_at", "pk")
    return rows.filter(state=State.CLOSED) if is_closed else rows.exclude(state=State.CLOSED)


def list_steps(alert: SafetyAlert):
    return SafetyStep.objects.filter(alert=alert).select_related("by").order_by("at", "pk")


def note_reading(alert: SafetyAlert, *, by: User) -> None:
    _step(alert, Kind.READ, by=by)
