"""The address of a video of YouTube: one for all the ways in which people copy it."""

from django.utils.translation import gettext as _

from library.ingestion.youtube import troubles
from library.ingestion.youtube.addresses import read_address, watch_address
from project.errors import UnreadableSource


def recognise(text: str) -> str | None:
    """None for what is not YouTube's. Raises UnreadableSource for what of it is no video."""
    named = read_address(text)
    if named is None:
        return None
    if named.video_id:
        return watch_address(named.video_id)
    if named.in_playlist:
        said = _(
            "This is the address of a playlist. Open its videos on YouTube and add them one by one."
        )
    else:
        said = _(
            "This address of YouTube names no video. Copy that of the video itself, such as "
            "https://www.youtube.com/watch?v=… or https://youtu.be/…"
        )
    raise UnreadableSource(said, code=troubles.NO_VIDEO)


def left_out(text: str) -> str:
    """What of an address was not taken, for people; empty where nothing was left."""
    named = read_address(text)
    if named and named.video_id and named.in_playlist:
        return _("Only the video is added, without the playlist that the address names.")
    return ""
