"""Asks YouTube for a video, by `project.outgoing` alone; a child process reads what it says."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed.limits import Limits
from library.ingestion.youtube import troubles
from library.ingestion.youtube.found import Video, unpack
from project import outgoing
from project.outgoing import Fetched, OutgoingError

MODULE = "library.ingestion.youtube"
LIMITS = Limits(memory_bytes=1024**3, open_s=30.0, file_bytes=1024**2)
EXCHANGE = outgoing.Limits(
    connect_s=5, first_byte_s=15, idle_s=10, total_s=30, size_bytes=12 * outgoing.MEGABYTE
)
MOST_EXCHANGES = 8  # four are needed, six where consent is asked for
TOTAL_S = 90.0  # less than a job's lease
HOST = "www.youtube.com"
PATHS = {"/watch", "/youtubei/v1/player", "/api/timedtext"}
_NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError)


class LedElsewhere(Exception):
    """To a page that is not YouTube's: the one that asks whether we are a machine."""


def fetch_video(
    video_id: str, *, wanted: list[str], beat: Callable[[], object] = lambda: None
) -> Video:
    """What there is of the video; its `trouble` says why it has no captions.

    wanted: keys of tracks or languages, the dearest first. beat: called before each request; what
    it raises ends the work. A request waits half a minute at most, the whole a minute and a half.
    """
    child = Child(LIMITS, MODULE)
    until = time.monotonic() + TOTAL_S
    try:
        with tempfile.TemporaryDirectory() as folder:
            asked = {"video_id": video_id, "wanted": wanted, "seconds": LIMITS.open_s}
            child.ask(asked)
            for number in range(MOST_EXCHANGES + 1):
                frame = child.hear(LIMITS.open_s)
                if "video" in frame:
                    return unpack(frame["video"])
                if number == MOST_EXCHANGES or time.monotonic() >= until:
                    break
                beat()
                child.ask(_answer(frame["get"], Path(folder) / str(number)))
    except (ChildLost, *_NONSENSE):
        return Video(video_id, trouble=troubles.NOT_UNDERSTOOD)
    finally:
        child.end()
    return Video(video_id, trouble=troubles.NOT_UNDERSTOOD)


def _answer(get: dict[str, Any], path: Path) -> dict[str, Any]:
    """What YouTube says to one request, or the trouble that there was. path: a new file for its
    body. Raises ValueError for what is none of YouTube's addresses."""
    url = urlsplit(str(get["url"]))
    if url.scheme != "https" or url.netloc != HOST or url.path not in PATHS:
        raise ValueError(f"{url.geturl()} is not asked")
    try:
        fetched = _exchange(f"{settings.YOUTUBE_ORIGIN}{url.path}?{url.query}", get)
    except OutgoingError:
        return {"trouble": troubles.UNREACHABLE}
    except LedElsewhere:
        return {"trouble": troubles.BLOCKED}
    path.write_bytes(fetched.body)
    return {"status": fetched.status, "url": fetched.url, "path": str(path)}


def _exchange(url: str, get: dict[str, Any]) -> Fetched:
    """Raises OutgoingError and LedElsewhere."""
    # What a page says is looked for in English.
    headers = {"accept-language": "en-US", "user-agent": settings.WEB_USER_AGENT}
    if cookies := "; ".join(f"{name}={value}" for name, value in get["cookies"].items()):
        headers["cookie"] = cookies
    if get["method"] == "GET":
        return outgoing.fetch_public(url, headers=headers, limits=EXCHANGE, admit=_admit)
    headers["content-type"] = "application/json"
    return outgoing.ask_public(url, get["content"].encode(), headers=headers, limits=EXCHANGE)


def _admit(url: str) -> None:
    """Redirects lead on within YouTube alone. Raises LedElsewhere."""
    host = urlsplit(url).hostname or ""
    if host != urlsplit(settings.YOUTUBE_ORIGIN).hostname and not host.endswith(".youtube.com"):
        raise LedElsewhere(host)
