"""A person's chats: begun, named, pointed at sources, deleted."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from lessons.models import ChatMessage, ChatSession
from lessons.services.chat import TITLE_CHARACTERS
from library.access import source_sight
from library.selectors import readable_source_ids
from organizations.access import membership_in_scope
from organizations.scoping import current_organization_id
from project.errors import Invalid
from project.text.storable import storable


def create_session(*, user: User, source_ids: Iterable[UUID] = ()) -> ChatSession:
    """source_ids: none for everything. Raises Invalid where one cannot be read by the person."""
    chosen = _readable(user, source_ids)
    return ChatSession.objects.create(
        organization_id=current_organization_id(),
        user=user,
        source_ids=chosen,
        is_about_everything=not chosen,
    )


def choose_sources(session: ChatSession, source_ids: Iterable[UUID]) -> None:
    """What the next questions are about; what was answered stays. Raises Invalid as above."""
    session.source_ids = _readable(session.user, source_ids)
    session.is_about_everything = not session.source_ids
    session.first_page = session.last_page = None  # pages are of the source it began with
    session.save(update_fields=["source_ids", "is_about_everything", "first_page", "last_page"])


def rename_session(session: ChatSession, title: str) -> None:
    session.title = " ".join(storable(title).split())[:TITLE_CHARACTERS]
    if not session.title:
        raise Invalid(_("Give the chat a name."))
    session.save(update_fields=["title"])


def delete_session(session: ChatSession) -> None:
    """With its questions and answers. One that is being answered ends: its row is gone."""
    ChatMessage.objects.filter(session=session).delete()
    session.delete()


def _readable(user: User, source_ids: Iterable[UUID]) -> list[UUID]:
    chosen = list(dict.fromkeys(source_ids))
    sight = source_sight(membership_in_scope(user.pk))
    if set(chosen) - set(readable_source_ids(sight)):
        raise Invalid(_("One of these sources cannot be asked, or not yet."))
    return chosen
