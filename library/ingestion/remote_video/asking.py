"""Asks for a video by yt-dlp. Imported in the child alone."""

import contextlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.update(YTDLP_NO_PLUGINS="1")

from yt_dlp import YoutubeDL
from yt_dlp.networking.exceptions import HTTPError, RequestError, TransportError
from yt_dlp.utils import (
    ContentTooShortError,
    ExtractorError,
    GeoRestrictedError,
    UnsupportedError,
    UserNotLive,
    YoutubeDLError,
)

from library.ingestion.remote_video import troubles
from library.ingestion.remote_video.troubles import Trouble

# One file with picture and sound, as no other program puts them together: MP4 of at most 720
# lines, else any such file, else the smallest above; where there is none, sound alone.
_WHOLE = "[protocol~='^https?$']"
FORMATS = (
    f"b{_WHOLE}[ext=mp4][height<=?720]/b{_WHOLE}[height<=?720]/w{_WHOLE}[vcodec!=none][acodec!=none]"
    f"/ba{_WHOLE}[ext=m4a]/ba{_WHOLE}"
)
CHOSEN = "chosen.json"  # which file it is, for a worker that goes on with it
NAME = "video"
KEPT = ("url", "ext", "protocol", "format_id", "http_headers", "cookies", "downloader_options")
EACH_S = 0.5
_LOGIN = re.compile(
    r"log.?in|logged|sign.?in|cookies|password|private|registered|members|subscri|purchase|rent"
    r"|premium|account|age.restrict|confirm your age|authenti",
    re.I,
)
_BOT = re.compile(r"not a bot|captcha|rate.?limit|too many requests|cloudflare|impersonat", re.I)
_PROTECTED = re.compile(r"\bdrm\b|protected", re.I)
_LIVE = re.compile(r"\blive\b|premieres|will begin|not started|upcoming", re.I)
_NO_FORMAT = re.compile(r"requested format is not available|no video formats found", re.I)
_GONE = re.compile(r"removed|deleted|does not exist|not exist|unavailable|not available", re.I)


@dataclass(frozen=True, slots=True)
class Wish:
    """folder: where the file goes, and what is needed to go on with it. proxy: its address.

    name: how we call ourselves to servers.
    """

    address: str
    folder: Path
    proxy: str
    most_bytes: int
    name: str


def fetch(
    wish: Wish,
    *,
    found: Callable[[dict[str, Any]], object],
    got: Callable[[dict[str, Any]], object],
) -> str:
    """The file's name in the folder. Raises Trouble, and what the callbacks raise.

    found: told once what it is, before it is fetched. got: told how far it is, now and then.
    """
    with _telling(), _Asker(wish, got) as asker:
        if (chosen := _chosen(wish)) is not None:
            try:
                return asker.take(chosen)
            except YoutubeDLError as error:
                if _status(error) is None:
                    raise
                # the address of the file was one for a while alone: it is looked for anew
        info = asker.find()
        found(_facts(info))
        return asker.take(_choose(wish, info))


class _Asker(YoutubeDL):
    def __init__(self, wish: Wish, got: Callable[[dict[str, Any]], object]):
        self._wish = wish
        self._got = got
        self._told_at = 0.0
        self._goes_on = False
        super().__init__(
            {
                "format": FORMATS,
                "proxy": wish.proxy,
                "http_headers": {"User-Agent": wish.name},
                "logger": _Silence(),
                "quiet": True,
                "no_warnings": True,
                "noprogress": True,
                "color": "never",
                "cachedir": False,
                "noplaylist": True,
                "playlist_items": "1:2",
                "socket_timeout": 20,
                "retries": 1,
                "extractor_retries": 0,
                "updatetime": False,
                "js_runtimes": {},
                "hls_prefer_native": True,
                "allowed_extractors": ["default", "generic"],
                "fixup": "never",
                "progress_hooks": [self._tell],
                "check_formats": False,
            }
        )

    def urlopen(self, req: Any) -> Any:
        response = super().urlopen(req)
        ranges = (response.headers.get("Accept-Ranges") or "").lower()
        self._goes_on = response.status == 206 or ranges == "bytes"
        return response

    def find(self) -> dict[str, Any]:
        """What yt-dlp knows of it, with one file chosen. Raises Trouble."""
        info = self.extract_info(self._wish.address, download=False)
        if info and info.get("_type") in ("playlist", "multi_video"):
            entries = list(info.get("entries") or [])
            if len(entries) != 1:
                raise Trouble(troubles.SEVERAL if entries else troubles.NO_VIDEO)
            info = entries[0]
        if not info or not info.get("url"):
            raise Trouble(troubles.IN_PIECES if info else troubles.NO_VIDEO)
        if info.get("is_live") or info.get("live_status") in ("is_live", "is_upcoming"):
            raise Trouble(troubles.LIVE)
        if (_size(info) or 0) > self._wish.most_bytes:
            raise Trouble(troubles.LARGE)
        return info

    def take(self, chosen: dict[str, Any]) -> str:
        """Raises Trouble."""
        name = f"{NAME}.{_ending(chosen)}"
        is_whole, _is_real = self.dl(str(self._wish.folder / name), dict(chosen))
        if not is_whole:
            raise Trouble(troubles.UNREACHABLE)
        return name

    def _tell(self, at: dict[str, Any]) -> None:
        """Raises Trouble."""
        done, total = at.get("downloaded_bytes") or 0, at.get("total_bytes") or 0
        if max(done, total) > self._wish.most_bytes:
            raise Trouble(troubles.LARGE)
        if time.monotonic() - self._told_at >= EACH_S:
            self._told_at = time.monotonic()
            self._got({"done": done, "total": total, "goes_on": self._goes_on})


class _Silence:
    def debug(self, said: str) -> None:
        pass

    info = warning = error = debug


def _chosen(wish: Wish) -> dict[str, Any] | None:
    try:
        return json.loads((wish.folder / CHOSEN).read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _choose(wish: Wish, info: dict[str, Any]) -> dict[str, Any]:
    """Noted; what was fetched of another file before goes."""
    for part in wish.folder.glob(f"{NAME}.*"):
        part.unlink()
    chosen = YoutubeDL.sanitize_info({key: info[key] for key in KEPT if info.get(key)})
    (wish.folder / CHOSEN).write_text(json.dumps(chosen))
    return chosen


def _ending(chosen: dict[str, Any]) -> str:
    ending = str(chosen.get("ext", "")).lower()
    return ending if re.fullmatch(r"[a-z0-9]{2,5}", ending) else "mp4"


def _size(info: dict[str, Any]) -> int | None:
    return info.get("filesize")


def _facts(info: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "uploader", "channel", "license", "webpage_url")
    said = {name: str(info.get(name) or "") for name in names}
    if str(info.get("id")).endswith("-1"):  # the videos of a page are counted, also the only one
        said["title"] = said["title"].removesuffix(" (1)")
    return said | {"size_bytes": _size(info) or 0}


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    """What yt-dlp raises, as a Trouble."""
    try:
        yield
    except (YoutubeDLError, OSError) as error:
        raise Trouble(_code(error)) from error


def _code(error: BaseException) -> str:
    errors = list(_causes(error))
    said = " ".join(map(str, errors))
    status = _status(error)
    if any(isinstance(each, UserNotLive) for each in errors):
        return troubles.LIVE
    if any(isinstance(each, GeoRestrictedError) for each in errors):
        return troubles.BLOCKED
    if status in (404, 410):
        return troubles.NOT_THERE
    if status == 401:
        return troubles.LOGIN
    if _BOT.search(said) or status in (403, 407, 429, 451):
        return troubles.BLOCKED
    if status is not None and status >= 500:
        return troubles.UNREACHABLE
    if any(isinstance(each, UnsupportedError) for each in errors):
        return troubles.NO_VIDEO
    for pattern, code in (
        (_PROTECTED, troubles.PROTECTED),
        (_LOGIN, troubles.LOGIN),
        (_LIVE, troubles.LIVE),
        (_NO_FORMAT, troubles.IN_PIECES),
    ):
        if pattern.search(said) and not any(isinstance(each, TransportError) for each in errors):
            return code
    if any(isinstance(each, RequestError | ContentTooShortError | OSError) for each in errors):
        return troubles.UNREACHABLE
    if _GONE.search(said):
        return troubles.NOT_THERE
    is_expected = any(isinstance(each, ExtractorError) and each.expected for each in errors)
    return troubles.NO_VIDEO if is_expected else troubles.NOT_UNDERSTOOD


def _causes(error: BaseException) -> Iterator[BaseException]:
    """It and what it came of."""
    seen: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and each not in seen:
            seen.append(each)
            yield each
            wrapped = getattr(each, "exc_info", None) or (None, None)
            waiting += [getattr(each, "cause", None), wrapped[1], each.__cause__]


def _status(error: BaseException) -> int | None:
    """Of HTTP, where a server said one."""
    return next((each.status for each in _causes(error) if isinstance(each, HTTPError)), None)
