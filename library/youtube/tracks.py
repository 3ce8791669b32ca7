"""Which captions of a video are read: those that YouTube named, and the one that people chose."""

from django.utils.translation import gettext as _

from library import services
from library.editions import require_settled
from library.ingestion.youtube.found import Track, Video
from library.models import Source, VideoTracks
from library.transcripts import use_own_captions
from project.errors import Invalid


def tracks_of(source: Source) -> VideoTracks | None:
    return VideoTracks.objects.filter(source=source).first()


def named(row: VideoTracks) -> list[Track]:
    return [Track(*track) for track in row.tracks]


def wanted_of(source: Source) -> list[str]:
    row = tracks_of(source)
    return [row.wanted] if row and row.wanted else []


def used_of(source: Source) -> str:
    """Of the track that its file holds; empty where that holds none."""
    row = tracks_of(source)
    return row.used if row else ""


def note_tracks(source: Source, video: Video) -> None:
    """What YouTube named this time; where it named nothing, what it named before stays."""
    found = {"tracks": [[t.code, t.name, t.is_generated] for t in video.tracks]}
    VideoTracks.objects.update_or_create(
        source=source,
        defaults={"used": video.key} | (found if video.tracks else {}),
        create_defaults={"organization_id": source.organization_id, "used": video.key, **found},
    )


def read_track(source: Source, *, key: str) -> None:
    """Read the video again, in these captions of YouTube's in place of what it has.

    Raises Invalid for captions that YouTube did not name, and Conflict while it is being read.
    """
    row = tracks_of(source)
    if row is None or key not in {track.key for track in named(row)}:
        raise Invalid(_("Choose captions of the list."))
    require_settled(source)
    row.wanted = key
    row.save(update_fields=["wanted"])
    if source.captions_key:
        use_own_captions(source)
    else:
        services.start_ingestion(source)
