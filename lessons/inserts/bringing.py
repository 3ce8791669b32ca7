"""A clip comes into its lesson's own storage, once: what becomes of its recording later does not
change the lesson, unless it is deleted with all that was made of it."""

import hashlib
from pathlib import Path

from django.utils.translation import gettext as _

from lessons.compilations.clips import have_clip
from lessons.models import LessonSegment
from lessons.work import Work
from library.models import Source
from project import storage
from project.errors import Conflict


def bring(work: Work, segment: LessonSegment) -> None:
    """Raises Conflict where what it is of has gone, and Invalid where it cannot be cut."""
    clip = segment.clip or {}
    if "key" in clip:
        return
    try:
        path, facts = _film(work, clip) if "film" in clip else _stretch(work, clip)
    except storage.FileMissing as error:
        said = _("“%(title)s” is not there any more. Take the clip out of the lesson.")
        raise Conflict(said % {"title": clip["title"]}) from error
    key = work.key(f"clips/{facts['content']}.mp4")
    storage.save_file(key, path)
    segment.clip = clip | facts | {"key": key}


def _stretch(work: Work, clip: dict) -> tuple[Path, dict]:
    sources = Source.objects.exclude(state=Source.State.DELETING)
    source = sources.filter(pk=clip["source_ids"][0]).first()
    if source is None:
        raise storage.FileMissing(clip["title"])
    found = have_clip(
        source,
        clip["start_ms"],
        clip["end_ms"],
        organization_id=work.row.organization_id,
        made_by_id=work.row.requested_by_id,
        folder=work.folder,
        beat=work.is_over,
    )
    has_picture = bool(found.facts.get("size"))
    path = storage.fetch(found.file_key, into=work.folder)
    return path, {"content": found.key, "has_picture": has_picture}


def _film(work: Work, clip: dict) -> tuple[Path, dict]:
    """A film that is made again has another key."""
    path = storage.fetch(clip["film"], into=work.folder)
    content = hashlib.sha256(clip["film"].encode()).hexdigest()
    return path, {"content": content, "has_picture": True}
