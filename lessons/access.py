"""The guarded way to a lesson and to a question."""

from uuid import UUID

from django.utils.translation import gettext as _

from lessons.models import ChatMessage, ChatSession, Lesson
from library.models import Source
from organizations.access import require
from organizations.models import Membership
from project.errors import NotFound


def access_lesson(membership: Membership, pk: UUID, action: str = "lessons.view") -> Lesson:
    """The lesson, for one of the actions of `organizations.roles`.

    Who may see a lesson's source may see the lesson, and so may who made it; of one that outlives
    its source, all who could. Raises NotFound
    for all others and for another organization's lesson, Forbidden for the wrong role.
    """
    lesson = Lesson.objects.filter(organization_id=membership.organization_id, pk=pk).first()
    if lesson is None or not _sees(membership, lesson):
        raise NotFound(_("There is no such lesson, or it is not yours to see."))
    require(membership, action)
    return lesson


def _sees(membership: Membership, lesson: Lesson) -> bool:
    if lesson.retention == Lesson.Retention.GOING:
        return False
    if lesson.retention == Lesson.Retention.KEPT or lesson.created_by_id == membership.user_id:
        return True
    sources = Source.objects.visible_to(membership.user_id).exclude(state=Source.State.DELETING)
    return sources.filter(pk=lesson.source_id).exists()


def access_chat(membership: Membership, pk: UUID) -> ChatSession:
    """A chat is its person's alone. Raises NotFound for everybody else."""
    found = ChatSession.objects.filter(
        organization_id=membership.organization_id, user_id=membership.user_id, pk=pk
    ).first()
    if found is None:
        raise NotFound(_("There is no such chat, or it is not yours to see."))
    require(membership, "library.ask")
    return found


def access_message(membership: Membership, pk: UUID) -> ChatMessage:
    """A question is its author's alone. Raises NotFound for everybody else."""
    message = (
        ChatMessage.objects.select_related("session")
        .filter(
            organization_id=membership.organization_id,
            session__user_id=membership.user_id,
            pk=pk,
        )
        .first()
    )
    if message is None:
        raise NotFound(_("There is no such question, or it is not yours to see."))
    require(membership, "library.ask")
    return message
