"""References from lessons and chats to sources, in the other database."""

from uuid import UUID

from django.db.models import F, Func, Q, Value
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.services import language_of
from lessons import pipeline
from lessons.models import ChatMessage, ChatSession, Lesson, LessonRequest, Place
from library.models import Source
from organizations import registries
from organizations.models import Grant
from organizations.references import BATCH, column, missing


def register() -> None:
    """A lesson outlives its source: its files are whole. So does a chat, which is then about one
    source less; what was not made yet can no longer be."""
    registries.reference_checks += [
        column(Grant, "subject_id", Lesson, _delete, only=Q(subject=Grant.Subject.LESSON)),
        registries.ReferenceCheck(
            "ChatSession.source_ids -> Source", _missing_in_chats, forget_sources
        ),
        column(Place, "source_id", Source, _delete, only=Q(source_id__isnull=False)),
        column(LessonRequest, "source_id", Source, fail_without_source, only=_UNFINISHED),
    ]


SOURCE_GONE = gettext_lazy(
    "The source of this lesson was deleted. Make a new one from another source."
)
_UNFINISHED = ~Q(state__in=LessonRequest.FINAL)


def _delete(rows) -> None:
    rows.delete()


def _missing_in_chats() -> set[UUID]:
    lists = ChatSession._base_manager.exclude(source_ids=[]).values_list("source_ids", flat=True)
    return missing({pk for ids in lists.iterator() for pk in ids}, Source)


def forget_sources(gone: set[UUID]) -> None:
    """Take them out of the chats about them, and their words out of what was quoted."""
    for pk in gone:
        about = ChatSession._base_manager.filter(source_ids__contains=[pk])
        about.update(source_ids=Func(F("source_ids"), Value(pk), function="array_remove"))
        _unquote(pk)


def _unquote(source_id: UUID) -> None:
    """The answers stay, and say which page of what they were from."""
    citing = Q(statements__contains=[{"citations": [{"source_id": str(source_id)}]}])
    near = Q(nearest__contains=[{"source_id": str(source_id)}])
    for message in ChatMessage._base_manager.filter(citing | near).iterator(chunk_size=BATCH):
        cited = [c for said in message.statements for c in said["citations"]]
        for citation in (*cited, *message.nearest):
            if citation["source_id"] == str(source_id):
                citation["quote"] = ""
        message.save(update_fields=["statements", "nearest"])


def fail_without_source(requests) -> None:
    """Requests that are not finished, each in the language of who asked."""
    for request in requests.select_related("requested_by"):
        with translation.override(language_of(request.requested_by)):
            pipeline.fail(request.pk, request.fence + 1, str(SOURCE_GONE))
