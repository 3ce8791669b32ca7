"""A server on this machine that answers as YouTube does, and what can be wrong with it.

It knows one video. `replies` by what is asked: watch (the page), player (JSON) and captions (XML,
by the key of the track); a test puts another reply in its place.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from project import outgoing
from tests import model_server
from tests.model_server import Asked, Handler, ModelServer, Reply, whole

VIDEO_ID = "sLn_4oTx-9Q"
BOT = "Sign in to confirm you’re not a bot"
AGE = "This video may be inappropriate for some users."
GONE = "This video is unavailable"
Said = tuple[float, float, str]  # second, seconds long, words


@dataclass
class YouTubeServer(ModelServer):
    title: str = "How a leaf makes sugar"
    channel: str = "Plant School"
    length_s: int = 0
    description: str = ""
    is_creative_commons: bool = False
    marked: list[tuple[int, str]] = field(default_factory=list)  # second, title of a chapter
    tracks: dict[str, list[Said]] = field(default_factory=dict)  # "en", "a.en"
    playability: dict[str, Any] = field(default_factory=lambda: {"status": "OK"})
    captions: dict[str, Any] | None = None  # in place of that of the tracks
    instead: dict[str, Reply] = field(default_factory=dict)  # of watch, player, captions

    @property
    def origin(self) -> str:
        return self.url.removesuffix("/v1")

    def next_reply(self, asked: Asked) -> Reply:
        url = urlsplit(asked.path)
        part = {"/watch": "watch", "/youtubei/v1/player": "player"}.get(url.path, "captions")
        with self.lock:
            self.asked.append(asked)
        if part in self.instead:
            return self.instead[part]
        if part == "watch":
            return whole(self.page(), kind="text/html; charset=utf-8")
        if part == "player":
            return whole(self.player())
        key = parse_qs(url.query)
        return whole(timed_text(self.tracks[key["track"][0]]), kind="text/xml; charset=utf-8")

    @property
    def details(self) -> dict[str, Any]:
        return {
            "videoId": VIDEO_ID,
            "title": self.title,
            "author": self.channel,
            "lengthSeconds": str(self.length_s),
            "shortDescription": self.description,
        }

    def player(self) -> dict[str, Any]:
        renderer = {"captionTracks": [_track(key) for key in self.tracks]} if self.tracks else None
        captions = {"playerCaptionsTracklistRenderer": renderer} if renderer else None
        captions = captions if self.captions is None else self.captions
        found: dict[str, Any] = {"playabilityStatus": self.playability}
        if self.playability["status"] == "OK":
            found["videoDetails"] = self.details
        return found | ({"captions": captions} if captions else {})

    def page(self) -> str:
        chapters = [
            {"chapterRenderer": {"title": {"simpleText": title}, "timeRangeStartMillis": at * 1000}}
            for at, title in self.marked
        ]
        licence = {"runs": [{"text": "Creative Commons Attribution license (reuse allowed)"}]}
        row = {"title": {"simpleText": "License"}, "contents": [licence]}
        shown = {
            "playerOverlays": {"markersMap": [{"value": {"chapters": chapters}}]},
            "rows": [{"metadataRowRenderer": row}] if self.is_creative_commons else [],
        }
        of_player = {"videoDetails": self.details}
        return (
            '<!DOCTYPE html><html><head><script>ytcfg.set({"INNERTUBE_API_KEY": "AIza-Key_1"});'
            f"</script></head><body><script>var ytInitialPlayerResponse = {json.dumps(of_player)};"
            f"</script><script>var ytInitialData = {json.dumps(shown)};</script></body></html>"
        )


def _track(key: str) -> dict[str, Any]:
    code = key.removeprefix("a.")
    base = f"https://www.youtube.com/api/timedtext?v={VIDEO_ID}&lang={code}&track={key}&fmt=srv3"
    name = f"{code} (auto-generated)" if key != code else code
    kind = {"kind": "asr"} if key != code else {}
    return {"baseUrl": base, "name": {"runs": [{"text": name}]}, "languageCode": code, **kind}


def timed_text(said: list[Said]) -> str:
    """As YouTube writes it: what is escaped in words is escaped once more."""
    lines = (
        f'<text start="{at}" dur="{long}">{escape(escape(words, quote=False), quote=False)}</text>'
        for at, long, words in said
    )
    return f'<?xml version="1.0" encoding="utf-8" ?><transcript>{"".join(lines)}</transcript>'


def page_of(body: str) -> Reply:
    return whole(f"<html><body>{body}</body></html>", kind="text/html; charset=utf-8")


def consents(then: YouTubeServer) -> Reply:
    """Asks once for consent to cookies, and shows the page to who brings it."""

    def reply(handler: Handler) -> None:
        cookie = handler.asked.headers.get("cookie", handler.asked.headers.get("Cookie", ""))
        form = '<form action="https://consent.youtube.com/s"><input name="v" value="cb.2026-1">'
        asking = page_of(form)
        shown = whole(then.page(), kind="text/html; charset=utf-8")
        (shown if "CONSENT=YES+cb.2026-1" in cookie else asking)(handler)

    return reply


def endless(handler: Handler) -> None:
    handler.start("text/html")
    while not handler.model_server.release.is_set():
        handler.send(b"x" * 1_000_000)


@contextmanager
def standing_in(settings, monkeypatch) -> Iterator[YouTubeServer]:
    """Inside, the server is YouTube, as if it were on the public internet."""
    found = YouTubeServer()
    with model_server.running(found):
        settings.YOUTUBE_ORIGIN = found.origin
        port = int(found.origin.rpartition(":")[2])
        monkeypatch.setattr(outgoing, "PUBLIC_PORTS", {443, port})
        monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1")
        yield found
