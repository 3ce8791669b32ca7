"""Adults who read a student's chats: whom the organization lets, and what the student is told.

Each look is in the audit.
"""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lessons.models import ChatMessage, ChatSession, SafetyAlert
from lessons.safety.moderating import is_looked_after
from organizations import audit
from organizations.models import Membership, Relationship, Role
from organizations.roles import STAFF
from organizations.settings_schema import Watch
from project.errors import Forbidden, NotFound

GUARDIAN = Relationship.Kind.GUARDIAN


def watch_of(adult: Membership) -> Watch:
    """What the organization lets this person read of who answers to them."""
    safety = adult.organization.options.safety
    if adult.role == Role.GUARDIAN:
        return safety.guardians
    return safety.teachers if adult.role in STAFF else Watch.OFF


def read_by(adult: Membership) -> set[int]:
    """The memberships of whose chats they may read; none without a query where they may not."""
    if watch_of(adult) == Watch.OFF:
        return set()
    return set(_ties(adult).values_list("child", flat=True))


def _ties(adult: Membership) -> QuerySet[Relationship]:
    kind = GUARDIAN if adult.role == Role.GUARDIAN else Relationship.Kind.TEACHER
    return Relationship.objects.filter(adult=adult, ended_at=None, kind=kind)


def access_student(adult: Membership, pk: int) -> Membership:
    """A student who answers to this adult. Raises NotFound for any other, Forbidden where the
    organization does not let them read."""
    ties = _ties(adult).filter(child=OuterRef("pk"))
    rows = Membership.objects.active().filter(
        Exists(ties), organization_id=adult.organization_id, pk=pk
    )
    student = rows.select_related("user", "organization").first()
    if student is None:
        raise NotFound(_("There is nobody like that here, or they do not answer to you."))
    if watch_of(adult) == Watch.OFF:
        raise Forbidden(_("Your organization does not let you read what students ask."))
    return student


def list_watched(adult: Membership, student: Membership) -> QuerySet[ChatSession]:
    """The chats that this adult may read, the last asked first, with `questions` counted."""
    chats = ChatSession.objects.filter(
        organization_id=student.organization_id, user_id=student.user_id
    ).exclude(messages=None)
    if watch_of(adult) == Watch.ALERT:
        alerts = SafetyAlert.objects.filter(message__session=OuterRef("pk"), student=student)
        chats = chats.filter(Exists(alerts))
    return chats.annotate(questions=Count("messages")).order_by("-asked_at", "pk")


def watched_chat(adult: Membership, student: Membership, pk: UUID) -> ChatSession:
    """Raises NotFound for a chat that is not theirs to read."""
    chat = list_watched(adult, student).filter(pk=pk).first()
    if chat is None:
        raise NotFound(_("There is no such chat, or it is not yours to see."))
    return chat


def chat_of_alert(alert: SafetyAlert) -> ChatSession:
    """For who gets the alerts. Raises NotFound where the student has deleted it."""
    found = ChatSession.objects.filter(messages=alert.message_id) if alert.message_id else None
    chat = found.first() if found is not None else None
    if chat is None:
        raise NotFound(_("There is no such chat, or it is not yours to see."))
    return chat


def record_look(student: Membership, chat: ChatSession | None = None, **detail) -> None:
    """chat: None for the list of them."""
    audit.record(
        "safety.chat_read" if chat else "safety.chats_listed",
        organization=student.organization,
        subject=chat or student,
        detail={"student": str(student.user_id), **detail},
    )


def messages_read(chat: ChatSession) -> QuerySet[ChatMessage]:
    return ChatMessage.objects.filter(session=chat).order_by("created_at", "pk")


def told_to(student: Membership) -> list[str]:
    """What a student is told on the page where they ask; for others nothing."""
    if not is_looked_after(student):
        return []
    safety = student.organization.options.safety
    words = {
        Watch.ALWAYS: (
            _("Your teachers can read what you ask here."),
            _("Your guardians can read what you ask here."),
        ),
        Watch.ALERT: (
            _("Your teachers can read a chat in which a question raises an alert."),
            _("Your guardians can read a chat in which a question raises an alert."),
        ),
    }
    told = [words[safety.teachers][0]] if safety.teachers != Watch.OFF else []
    told += [words[safety.guardians][1]] if safety.guardians != Watch.OFF else []
    if safety.alerts:
        told.append(_("If a question suggests that somebody is in danger, an adult is told."))
    return told
