"""What YouTube has of a video, beside the captions that were read."""

import uuid

from django.db import models

from library.models.source import SourceChild


class VideoTracks(SourceChild):
    """The captions that YouTube named when the video was asked for; one row a source.

    tracks: [[code, name, is generated], …]. used, wanted: `Track.key` of the one that was read,
    and of the one that a person chose; empty for none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tracks = models.JSONField(default=list)
    used = models.CharField(max_length=40, blank=True)
    wanted = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source"], name="video_tracks_once")]

    def __str__(self) -> str:
        return f"tracks of {self.source_id}"
