"""What of a recording is played beside its words: the form for the web that storage keeps of it."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from library.ingestion.listening.keys import heard_by
from library.models import Source
from organizations.links import url_here
from project import storage
from project.errors import NotFound
from project.providers.registry import notice_of_transcript

VIDEO, AUDIO, POSTER = "proxy/video.mp4", "proxy/audio.m4a", "proxy/poster.webp"
LINK_LIFE = timedelta(hours=1)  # a browser that plays on asks for the next bytes with a new one
AT_YOUTUBE = "https://www.youtube.com/watch?v="


@dataclass(frozen=True, slots=True)
class Recording:
    """tag: "video" or "audio", "" where nothing is played here. outside: where else it is seen.
    poster_url: of a video that has one.

    notices: of its words, by whom they were written down.
    """

    tag: str
    url: str = ""
    poster_url: str = ""
    captions_url: str = ""
    outside: str = ""
    notices: tuple[str, ...] = ()


def recording_of(request: HttpRequest, source: Source) -> Recording | None:
    """None for a source without time."""
    if not source.has_time:
        return None
    captions_url = url_here(request, "library:captions_file", source.pk)
    outside = f"{AT_YOUTUBE}{source.video_id}" if source.video_id else ""
    if not is_played_here(source):
        notices = notices_of(source.captions_key)
        return Recording("", captions_url=captions_url, outside=outside, notices=notices)
    has_poster = source.has_picture and storage.exists(f"{source.storage_prefix}{POSTER}")
    return Recording(
        "video" if source.has_picture else "audio",
        url_here(request, "library:source_recording", source.pk, "media"),
        url_here(request, "library:source_recording", source.pk, "poster") if has_poster else "",
        captions_url,
        outside,
    )


def notices_of(captions_key: str) -> tuple[str, ...]:
    """What people should know of captions that a recogniser here wrote down."""
    return tuple(filter(None, map(notice_of_transcript, heard_by(captions_key))))


def is_played_here(source: Source) -> bool:
    return source.has_time and source.duration_s > 0 and not source.video_id


def recording_link(source: Source, part: str) -> str:
    """A link for a browser that runs out. part: "poster", or "media", the recording itself.

    Raises NotFound where the source has none.
    """
    key = f"{source.storage_prefix}{_name(source, part)}"
    if not is_played_here(source) or not storage.exists(key):
        raise NotFound(_("There is no recording of this source here."))
    filename = key.rsplit("/", 1)[-1]
    return storage.download_url(key, filename=filename, inline=True, lifetime=LINK_LIFE)


def _name(source: Source, part: str) -> str:
    if part == "poster":
        return POSTER
    return VIDEO if source.has_picture else AUDIO
