"""The guarded way to a lesson and to a question."""

from uuid import UUID

from django.utils.translation import gettext as _

from lessons.models import ChatMessage, ChatSession, Lesson
from library.access import source_sight
from library.models import Source
from organizations.access import require
from organizations.models import Grant, Membership
from organizations.roles import may
from organizations.sight import Sight, sight_of
from project.errors import Forbidden, NotFound

Level = Grant.Level
NEEDED = {
    "lessons.view": Level.VIEW,
    "lessons.annotate": Level.ANNOTATE,
    "lessons.make": Level.VIEW,
    "lessons.edit": Level.EDIT,
    "lessons.administer": Level.ADMINISTER,
}


def access_lesson(membership: Membership, pk: UUID, action: str = "lessons.view") -> Lesson:
    """The lesson, for one of the actions of `organizations.roles`; with its `level`.

    Who may see a lesson's source may see the lesson, unless it is shared with chosen people;
    so may who made it; of one that outlives its source, all who could. Raises NotFound
    for all others and for another organization's lesson, Forbidden for the wrong role or level.
    """
    sight = lesson_sight(membership)
    found = Lesson.objects.filter(organization_id=membership.organization_id, pk=pk)
    source_id = found.values_list("source_id", flat=True).first()
    seen = [source_id] if source_id and sees_source(membership, source_id) else []
    lesson = found.seen_with(sight, seen).first()
    if lesson is None:
        raise NotFound(_("There is no such lesson, or it is not yours to see."))
    require(membership, action)
    lesson.level = level_on(membership, lesson, sight)
    if lesson.level < NEEDED[action]:
        raise Forbidden(_("You may see this lesson, and not do that with it."))
    return lesson


def lesson_sight(membership: Membership) -> Sight:
    return sight_of(membership, Grant.Subject.LESSON)


def level_on(membership: Membership, lesson: Lesson, sight: Sight) -> int:
    """What they may do with a lesson that they see. A student's own is theirs to edit."""
    is_staff = may(membership, "library.manage_own")
    level = sight.level(lesson.pk, maker_id=lesson.created_by_id, may_own=is_staff)
    is_own = lesson.created_by_id == membership.user_id
    everybody = Level.ANNOTATE if lesson.seen_by == Lesson.SeenBy.SOURCE else Level.VIEW
    return max(level, everybody, Level.EDIT if is_own else 0)


def sees_source(membership: Membership, source_id: UUID | None) -> bool:
    """Whether the source is there, and theirs to see."""
    sources = Source.objects.seen_by(source_sight(membership))
    return sources.exclude(state=Source.State.DELETING).filter(pk=source_id).exists()


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
    """A question is its author's alone; what they may not see any more, its pages do not show.

    Raises NotFound for everybody else.
    """
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
