"""A video of YouTube, as `library.youtube` fetched it: what it is called, and its captions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

from library.ingestion.captions import Chapter, Cue, outline_of, stretches
from library.ingestion.captions.cue import RawCue
from library.ingestion.captions.rolling import said_once
from library.ingestion.captions.timing import timed_cues, warnings
from library.ingestion.parsers.base import Inspection, OutlineEntry, ParsedPage
from library.ingestion.sandboxed.frames import load
from library.ingestion.youtube.addresses import watch_address
from library.ingestion.youtube.found import Video, unpack
from project.errors import UnreadableSource
from project.sentences import gettext as _

MOST_BYTES = 60 * 1024**2
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError)


class YouTubeParser:
    kind = "youtube"

    def inspect(self, path: Path) -> Inspection:
        """A video without captions of its own has no pages; people may have given it some."""
        read = _read(path)
        video, track = read.video, read.video.track
        return Inspection(
            kind=self.kind,
            page_count=len(read.pages),
            title=video.title,
            authors=[video.channel] if video.channel else [],
            language=track.code if track else "",
            licence=video.licence,
            attribution=_attribution(video),
            warnings=read.warnings,
        )

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        yield from islice(_read(path).pages, max(start, 0), max(stop, 0))

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        return outline_of(_read(path).pages)


@dataclass(slots=True)
class _Read:
    video: Video
    pages: list[ParsedPage]
    warnings: list[str]


def _read(path: Path) -> _Read:
    facts = path.stat()
    return _read_once(path, facts.st_ino, facts.st_mtime_ns)


@lru_cache(1)
def _read_once(path: Path, *identity: int) -> _Read:
    """A reading child is asked three times for one file."""
    del identity
    video = _load(path)
    cues, mended = timed_cues(said_once(_raw(video)), length_s=video.length_s)
    pages = stretches(_shown_alone(cues), chapters_of(video))
    return _Read(video, pages, warnings(mended, unreadable=0))


def _load(path: Path) -> Video:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableSource(_("The captions of this video are too long."), code="too_long")
    try:
        return unpack(load(path.read_bytes()))
    except _NONSENSE as error:
        raise UnreadableSource(
            _("What was kept of this video cannot be read. Try again."), code="damaged"
        ) from error


def _raw(video: Video) -> list[RawCue]:
    return [RawCue((words,), start, max(start, end)) for start, end, words in video.cues]


def _shown_alone(cues: Sequence[Cue]) -> list[Cue]:
    """YouTube leaves a caption there while the next is said: each ends where that begins."""
    return [*(_until(cue, after) for cue, after in pairwise(cues)), *cues[-1:]]


def _until(cue: Cue, after: Cue) -> Cue:
    if cue.time is None or after.time is None:
        return cue
    return replace(cue, time=(cue.time[0], max(cue.time[0], min(cue.time[1], after.time[0]))))


def chapters_of(video: Video) -> list[Chapter]:
    ends = [*(at for at, _title in video.chapters[1:]), video.length_s]
    return [
        Chapter(title, (at, max(at, end)))
        for (at, title), end in zip(video.chapters, ends, strict=False)
    ]


def _attribution(video: Video) -> str:
    named = [f"“{video.title}”" if video.title else "", video.channel]
    return ", ".join(filter(None, [*named, watch_address(video.video_id)]))
