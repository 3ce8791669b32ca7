"""Captions alone as a source: a transcript without its recording."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from project.errors import UnreadableSource
from project.sentences import gettext as _

from ..parsers.base import Inspection, OutlineEntry, ParsedPage
from .blocks import is_blocks
from .cue import Chapter, Transcript
from .decoding import decode
from .reading import read_chapters, read_transcript
from .stretches import outline_of, stretches

PASTED = ".txt"  # may have its times otherwise, or none
MOST_BYTES = 30 * 1024**2
CHAPTERS = "chapters.vtt"  # beside the captions, where their recording names some


class CaptionsParser:
    kind = "captions"

    def inspect(self, path: Path) -> Inspection:
        transcript, pages = _read(path)
        return Inspection(
            kind=self.kind,
            page_count=len(pages),
            language=transcript.language,
            warnings=transcript.warnings,
        )

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        yield from islice(_read(path)[1], max(start, 0), max(stop, 0))

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        return outline_of(_read(path)[1])


def _read(path: Path) -> tuple[Transcript, list[ParsedPage]]:
    facts = path.stat()
    return _read_once(path, facts.st_ino, facts.st_mtime_ns)


@lru_cache(1)
def _read_once(path: Path, *identity: int) -> tuple[Transcript, list[ParsedPage]]:
    """A reading child is asked three times for one file."""
    del identity
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableSource(
            _("This file is too large to be captions. Split it, and add its parts."),
            code="too_long",
        )
    text = decode(path.read_bytes())
    transcript = read_transcript(text)
    if not transcript.cues or (path.suffix != PASTED and not is_blocks(text)):
        raise UnreadableSource(
            _(
                "There are no captions in this file. Export them again as WebVTT (.vtt) or "
                "SubRip (.srt)."
            ),
            code="no_text",
        )
    return transcript, stretches(transcript.cues, _chapters_beside(path))


def _chapters_beside(path: Path) -> list[Chapter]:
    beside = path.with_name(CHAPTERS)
    if not beside.exists() or beside.stat().st_size > MOST_BYTES:
        return []
    return read_chapters(decode(beside.read_bytes()))
