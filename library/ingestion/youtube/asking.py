"""Asks for a video by youtube-transcript-api, whose requests somebody else makes for it."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from json import dumps
from typing import Any
from xml.etree.ElementTree import ParseError

from requests import Response
from youtube_transcript_api import (
    AgeRestricted,
    CouldNotRetrieveTranscript,
    FailedToCreateConsentCookie,
    InvalidVideoId,
    IpBlocked,
    NoTranscriptFound,
    PoTokenRequired,
    RequestBlocked,
    Transcript,
    TranscriptsDisabled,
    VideoUnavailable,
    VideoUnplayable,
    YouTubeRequestFailed,
    YouTubeTranscriptApi,
)

from library.ingestion.youtube import troubles
from library.ingestion.youtube.found import MOST_CUES, MOST_TRACKS, Cue, Track, Video
from library.ingestion.youtube.watch import describe

# Of what YouTube says, where that is not built as it is awaited; a KeyError and an IndexError are
# LookupErrors, defusedxml's are ValueErrors.
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError, ParseError, RecursionError)
_TROUBLES: list[tuple[type[CouldNotRetrieveTranscript], str]] = [
    (PoTokenRequired, troubles.BLOCKED),
    (IpBlocked, troubles.BLOCKED),
    (RequestBlocked, troubles.BLOCKED),
    (FailedToCreateConsentCookie, troubles.BLOCKED),
    (AgeRestricted, troubles.AGE),
    (InvalidVideoId, troubles.UNAVAILABLE),
    (VideoUnavailable, troubles.UNAVAILABLE),
    (VideoUnplayable, troubles.UNAVAILABLE),
    (NoTranscriptFound, troubles.NO_CAPTIONS),
]
TOO_MANY, REFUSED = 429, (401, 403)
_COOKIE = re.compile(r"[A-Za-z0-9+._-]{1,200}")


@dataclass(slots=True)
class Answer:
    status: int
    url: str
    body: bytes


class NotAnswered(Exception):
    """YouTube did not answer. trouble: one of `troubles`."""

    def __init__(self, trouble: str):
        super().__init__(trouble)
        self.trouble = trouble


# method, address, content, cookies; raises NotAnswered
Exchange = Callable[[str, str, bytes, dict[str, str]], Answer]


@dataclass(slots=True)
class Cookies:
    """YouTube's consent, which is all that is ever set."""

    values: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: str, domain: str = "") -> None:
        if _COOKIE.fullmatch(name) and _COOKIE.fullmatch(value):
            self.values[name] = value


class Session:
    """As much of a `requests.Session` as youtube-transcript-api uses. It keeps what was said."""

    def __init__(self, exchange: Exchange):
        self.headers: dict[str, str] = {}
        self.cookies = Cookies()
        self.page = ""
        self.player: Any = None
        self.status = 0
        self._exchange = exchange

    def get(self, url: str) -> Response:
        answer = self._ask("GET", url, b"")
        if "/watch?" in url:
            self.page = answer.text
        return answer

    def post(self, url: str, json: Any) -> Response:
        answer = self._ask("POST", url, dumps(json).encode())
        try:
            self.player = answer.json()
        except _NONSENSE:
            self.player = None
        return answer

    def _ask(self, method: str, url: str, content: bytes) -> Response:
        found = self._exchange(method, url, content, self.cookies.values)
        self.status = found.status
        answer = Response()
        answer.status_code, answer.url, answer.encoding = found.status, found.url, "utf-8"
        answer.raw = io.BytesIO(found.body)
        return answer


def ask(video_id: str, wanted: list[str], exchange: Exchange) -> Video:
    """The video, with its captions or the trouble that there is none.

    wanted: keys of tracks or languages, the dearest first.
    """
    video, session = Video(video_id), Session(exchange)
    try:
        listed = YouTubeTranscriptApi(http_client=session).list(video_id)  # type: ignore[arg-type]
        by_key = {_track(one).key: one for one in list(listed)[:MOST_TRACKS]}
        video.tracks = [_track(one) for one in by_key.values()]
        if chosen := choose(video.tracks, wanted):
            video.cues = _cues(by_key[chosen.key])
            video.key = chosen.key
            video.trouble = "" if video.cues else troubles.EMPTY
        else:
            video.trouble = troubles.NO_CAPTIONS
    except NotAnswered as error:
        video.trouble = error.trouble
    except TranscriptsDisabled:
        video.trouble = _without_captions(session.player)
    except CouldNotRetrieveTranscript as error:
        video.trouble = _trouble(error, session.status)
        video.said = str(getattr(error, "reason", "") or "")
    except _NONSENSE:
        video.trouble = troubles.NOT_UNDERSTOOD
    describe(video, session.page, session.player)
    return video


def _track(transcript: Transcript) -> Track:
    return Track(transcript.language_code, transcript.language, transcript.is_generated)


def _cues(transcript: Transcript) -> list[Cue]:
    return [
        (snippet.start, snippet.start + snippet.duration, words)
        for snippet in transcript.fetch().snippets[:MOST_CUES]
        if (words := " ".join(snippet.text.split()))
    ]


def choose(tracks: list[Track], wanted: list[str]) -> Track | None:
    """The first that is wanted, by its key or its language; else any, that of the sound's language
    before others: always what people wrote before what was generated."""
    for key in wanted:
        code = key.removeprefix("a.")
        of_language = [track for track in tracks if _is(track.code, code)]
        if of_language:
            return min(of_language, key=lambda t: (t.key != key, t.is_generated, t.code != code))
    spoken = [track.code for track in tracks if track.is_generated]
    return min(
        tracks,
        key=lambda t: (t.is_generated, not any(_is(t.code, code) for code in spoken)),
        default=None,
    )


def _is(code: str, wanted: str) -> bool:
    """ "en-GB" is what who wants "en" wants, and the other way round."""
    return code.split("-")[0].lower() == wanted.split("-")[0].lower()


def _without_captions(player: Any) -> str:
    """Whether the video's player knows captions, and has none; or is not to have them."""
    captions = player.get("captions") if isinstance(player, dict) else None
    return troubles.NO_CAPTIONS if captions else troubles.CAPTIONS_OFF


def _trouble(error: CouldNotRetrieveTranscript, status: int) -> str:
    if status == TOO_MANY:
        return troubles.LIMITED
    if isinstance(error, YouTubeRequestFailed):
        return troubles.BLOCKED if status in REFUSED else troubles.UNREACHABLE
    known = (name for kind, name in _TROUBLES if isinstance(error, kind))
    return next(known, troubles.NOT_UNDERSTOOD)
