"""What a stage of making a lesson is given."""

from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lessons.files import drop_files
from lessons.models import Lesson, LessonRequest, LessonSegment
from library.models import Source
from organizations.slices import Slice
from organizations.staged import StagedWork
from project.errors import Conflict


class Work(StagedWork):
    """One worker's slice of one request."""

    row: LessonRequest

    def __init__(self, request: LessonRequest, source: Source | None, slice_: Slice):
        super().__init__(request, slice_)
        self._source = source

    @property
    def source(self) -> Source:
        """Raises Conflict where it has gone since the lesson was asked for."""
        if self._source is None:
            raise Conflict(_("The source of this lesson has been deleted."))
        return self._source

    @property
    def lesson(self) -> Lesson:
        assert self.row.lesson is not None  # made with the request
        return self.row.lesson

    @property
    def segments(self) -> list[LessonSegment]:
        return list(LessonSegment.objects.filter(lesson=self.lesson).order_by("position"))

    def wants(self, *modalities: str) -> bool:
        return bool(set(modalities) & set(self.row.modalities))

    @cached_property
    def folder(self) -> Path:
        """For files on their way; nothing in it is needed after the slice."""
        folder = settings.DATA_DIR / "work" / str(self.lesson.pk)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def key(self, name: str) -> str:
        """Where storage keeps a file of this lesson."""
        return f"{self.lesson.storage_prefix}{name}"

    def add_files(self, **files: str) -> None:
        """Inside `writing`: from now on the lesson has these (kind -> storage key).

        Those in whose place they come go, once that is written.
        """
        before = self.lesson.files
        gone = {kind: key for kind, key in before.items() if files.get(kind, key) != key}
        transaction.on_commit(lambda: drop_files(self.lesson, gone))
        self.lesson.files = before | files
        self.lesson.save(update_fields=["files", "duration_s", "content_key", "updated_at"])
