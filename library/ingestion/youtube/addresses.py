"""Which video an address of YouTube names. Nothing is asked of anybody for it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

HOSTS = {
    "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com",
    "youtube-nocookie.com", "www.youtube-nocookie.com",
}  # fmt: skip
SHORT_HOSTS = {"youtu.be", "www.youtu.be"}
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_IN_PATH = re.compile(r"/(?:shorts|live|embed|v|e)/([A-Za-z0-9_-]{11})(?:/|$)")
_WITHOUT_SCHEME = re.compile(r"(?:[a-z-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be)/", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """What an address of YouTube names. video_id: empty where it is no video.

    in_playlist: it names a playlist too, or alone.
    """

    video_id: str
    in_playlist: bool = False


def read_address(address: str) -> Named | None:
    """address: as people write it, also the eleven signs of an id alone. None: not YouTube's."""
    address = address.strip()
    if _ID.fullmatch(address):
        return Named(address)
    if _WITHOUT_SCHEME.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    asked = parse_qs(parts.query)
    if host in SHORT_HOSTS:
        found = parts.path.strip("/").partition("/")[0]
    elif host in HOSTS:
        in_path = _IN_PATH.match(parts.path)
        found = in_path[1] if in_path else asked.get("v", [""])[0]
    else:
        return None
    in_playlist = "list" in asked or parts.path.startswith("/playlist")
    return Named(found if _ID.fullmatch(found) else "", in_playlist)


def watch_address(video_id: str, at_s: float = 0) -> str:
    """The video's page, from this second on."""
    address = f"https://www.youtube.com/watch?v={video_id}"
    return f"{address}&t={int(at_s)}s" if at_s >= 1 else address
