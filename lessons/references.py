"""References from lessons and chats to sources, in the other database."""

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.services import language_of
from lessons import pipeline
from lessons.models import ChatSession, Lesson, LessonRequest
from library.models import Source
from organizations import registries
from organizations.models import Grant
from organizations.references import column


def register() -> None:
    """A lesson outlives its source: its files are whole. A chat does not, and what was not
    made yet can no longer be."""
    registries.reference_checks += [
        column(Grant, "subject_id", Lesson, _delete, only=Q(subject=Grant.Subject.LESSON)),
        column(ChatSession, "source_id", Source, _delete),
        column(LessonRequest, "source_id", Source, fail_without_source, only=_UNFINISHED),
    ]


SOURCE_GONE = gettext_lazy(
    "The source of this lesson was deleted. Make a new one from another source."
)
_UNFINISHED = ~Q(state__in=LessonRequest.FINAL)


def _delete(rows) -> None:
    rows.delete()


def fail_without_source(requests) -> None:
    """Requests that are not finished, each in the language of who asked."""
    for request in requests.select_related("requested_by"):
        with translation.override(language_of(request.requested_by)):
            pipeline.fail(request.pk, request.fence + 1, str(SOURCE_GONE))
