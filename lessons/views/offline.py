"""A lesson to keep for when there is no line."""

from tempfile import TemporaryFile
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.access import access_lesson
from lessons.files import filename_of
from lessons.models import Lesson
from lessons.offline import offline_file, offline_sizes
from lessons.selectors import list_segments
from project.blocks import BLOCK_BYTES, body_for
from project.errors import NotFound
from project.storage.media_types import disposition


@require_safe
def lesson_offline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How large it is, before it is taken."""
    lesson = _written(request, pk)
    sizes = offline_sizes(lesson, list_segments(lesson), request.user)
    context = {"nav": "lessons", "lesson": lesson, "sizes": sizes}
    return render(request, "lessons/lesson_offline.html", context)


@require_safe
def lesson_offline_file(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """?sound=yes with its sound inside. Written to disk first: what is missing is an error."""
    lesson = _written(request, pk)
    with_sound = request.GET.get("sound") == "yes"
    file = TemporaryFile()  # noqa: SIM115  it is closed with the last reference to it
    for piece in offline_file(lesson, list_segments(lesson), request.user, with_sound=with_sound):
        file.write(piece)
    file.seek(0)
    blocks = iter(lambda: file.read(BLOCK_BYTES), b"")
    response = StreamingHttpResponse(
        body_for(request, blocks), content_type="text/html; charset=utf-8"
    )
    response["Content-Disposition"] = disposition(filename_of(lesson, "html"), inline=False)
    return response


def _written(request: HttpRequest, pk: UUID) -> Lesson:
    """Raises NotFound before its text is whole."""
    lesson = access_lesson(request.membership, pk)
    if "html" not in lesson.files:
        raise NotFound(_("This lesson has no text yet."))
    return lesson
