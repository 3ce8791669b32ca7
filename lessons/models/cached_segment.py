from django.db import models


class CachedSegment(models.Model):
    """A rendered segment, found by all that is drawn and spoken in it.

    It holds no more than its key's preimage says, and only those who may see the sources can
    make that key: so it belongs to no organization. Files are in storage under
    `segments/<key>/`: video.mp4, audio.wav, metadata.json.
    """

    key = models.CharField(max_length=64, primary_key=True)
    has_video = models.BooleanField(default=False)
    size_bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key[:12]
