"""The files of a lesson: links to them, and what becomes of those that it no longer has."""

from datetime import timedelta

from django.utils.text import slugify

from lessons.models import Lesson
from project import storage

LINK_LIFE = timedelta(hours=1)
SUFFIXES = {"captions": ".vtt", "chapters": "-chapters.vtt"}


def filename_of(lesson: Lesson, kind: str) -> str:
    name = slugify(lesson.title)[:60] or "lesson"
    return f"{name}{SUFFIXES.get(kind, '.' + kind)}"


def file_links(lesson: Lesson) -> list[dict]:
    """[{"kind", "filename", "url"}, …] of what is made so far."""
    found = []
    for kind, key in lesson.files.items():
        name = filename_of(lesson, kind)
        url = storage.download_url(key, filename=name, inline=False, lifetime=LINK_LIFE)
        found.append({"kind": kind, "filename": name, "url": url})
    return found


def drop_files(lesson: Lesson, files: dict[str, str]) -> None:
    """Those ({kind: key}) that it no longer has, where no other lesson has them."""
    for kind, key in files.items():
        others = Lesson._base_manager.exclude(pk=lesson.pk).filter(files__contains={kind: key})
        if not others.exists():
            storage.delete(key)
