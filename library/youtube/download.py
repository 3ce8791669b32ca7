"""The stage "download" of a video of YouTube: what it is called, and captions.

What was found is kept as the source's file; `library.ingestion.parsers.youtube` reads it.
"""

import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from library.filenames import clean_filename
from library.ingestion.captions import Cue, webvtt
from library.ingestion.parsers.youtube import chapters_of
from library.ingestion.work import Work
from library.ingestion.workspace import chapters_key, close_workspace
from library.ingestion.youtube.addresses import read_address
from library.ingestion.youtube.fetching import fetch_video
from library.ingestion.youtube.found import Video, pack
from library.ingestion.youtube.saying import SENTENCES, refusal
from library.models import Source
from library.youtube.tracks import note_tracks, used_of, wanted_of
from project import storage

STAGE = "download"
GENERATED = gettext_noop(
    "YouTube made these captions from the sound: they have mistakes, and seldom full stops. "
    "Correct what matters."
)
NAMED = ("title", "authors", "licence", "duration_s", "video_id", "filename")


def run(work: Work) -> None:
    """A video that has no captions of its own is one all the same where people gave it some; and
    where YouTube is out of reach, what it said before is read again."""
    source = work.source
    if source.captions_key and source.file_key:
        _close(work)
        return
    named = read_address(source.address)
    assert named is not None  # by this the address was recognised
    source.video_id = named.video_id
    languages = _languages_of(source)
    video = fetch_video(source.video_id, wanted=[*wanted_of(source), *languages], beat=work.is_over)
    if not video.trouble or source.captions_key:
        _keep(work, video)
    elif source.file_key and used_of(source):
        _keep_what_is_here(work, video)
    else:
        _describe(work, video)
        raise refusal(video)


def _languages_of(source: Source) -> list[str]:
    """That of who added it."""
    return list(User.objects.filter(pk=source.added_by_id).values_list("language", flat=True))


def _keep(work: Work, video: Video) -> None:
    source = work.source
    content = json.dumps(pack(video), ensure_ascii=False).encode()
    source.file_key = f"{source.storage_prefix}original.json"
    source.media_type, source.size_bytes = "application/json", len(content)
    storage.save_bytes(source.file_key, content)
    _keep_chapters(source, video)
    if video.track and video.track.is_generated and not source.captions_key:
        work.row.receipt["fetch_warnings"] = [_(GENERATED)]
    close_workspace(source)
    _name(source, video)
    with work.writing(STAGE, done=1, total=1):
        work.save_source(*NAMED, "file_key", "media_type", "size_bytes")
        note_tracks(source, video)


def _keep_chapters(source: Source, video: Video) -> None:
    """For captions that people give it."""
    key = chapters_key(source)
    if video.chapters:
        told = [Cue(chapter.title, chapter.time) for chapter in chapters_of(video)]
        storage.save_bytes(key, webvtt(told).encode())
    else:
        storage.delete(key)


def _describe(work: Work, video: Video) -> None:
    """Whoever has to find captions elsewhere wants to see which video it is."""
    _name(work.source, video)
    with work.row.holding(work.slice.fence):
        work.save_source(*NAMED)
        note_tracks(work.source, video)


def _name(source: Source, video: Video) -> None:
    if video.title and not source.title_is_given:
        source.title = video.title
    source.authors = [video.channel] if video.channel else source.authors
    source.licence = video.licence or source.licence
    source.duration_s = video.length_s or source.duration_s
    source.filename = f"{clean_filename(video.title or source.video_id)[:250]}.json"


def _keep_what_is_here(work: Work, video: Video) -> None:
    said = _("It could not be fetched again; the captions that were here are read. %(why)s")
    work.row.receipt["fetch_warnings"] = [said % {"why": SENTENCES[video.trouble]}]
    _close(work)


def _close(work: Work) -> None:
    with work.writing(STAGE, done=1, total=1):
        pass
