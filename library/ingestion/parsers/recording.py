"""Videos and sounds: what the stages before this found in one (`stages.recordings`), as pages.

Its path is not the recording but the document of what was found, which `Work.words` writes: JSON

    {"kind": "video", "duration_s": n, "recording": …, "changes": {stretch: [[s, is_slide], …]},
     "seen": {scene: [[text, height, top], …]}, "is_silent": whether nobody can be heard,
     "cues": {"language": "en", "cues": [[from, to, text, speaker], …]}, null where it is not known
     what is said, "notice": what is to be said of who wrote it down,
     "captions": the path of those that people gave it, or ""}

A page is a scene; where a scene is long, or there is only sound, a stretch of about a minute.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from library.ingestion.parsers.base import Inspection, OutlineEntry, ParsedPage
from library.ingestion.recordings import composing
from project.sentences import gettext as _


class RecordingParser:
    kind = "recording"

    def inspect(self, path: Path) -> Inspection:
        found = _read(path)
        recording = found.recording
        return Inspection(
            kind=found.kind,
            page_count=len(found.pages),
            title=recording.title,
            authors=[recording.author] if recording.author else [],
            language=found.transcript.language or recording.language,
            warnings=[*found.transcript.warnings, *_warnings(found)],
        )

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        yield from islice(_read(path).pages, max(start, 0), max(stop, 0))

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        found = _read(path)
        return composing.outline(found.pages, found.recording.chapters)


def _read(path: Path) -> composing.Found:
    return _read_once(path, path.stat().st_mtime_ns)


@lru_cache(1)
def _read_once(path: Path, _changed: int) -> composing.Found:
    """A reading child is asked three times for one recording."""
    return composing.compose(json.loads(path.read_bytes()))


def _warnings(found: composing.Found) -> list[str]:
    warnings = []
    if found.recording.said_s:
        said = _("The file says that it lasts %(said)s, and ends at %(end)s: it was cut off.")
        times = {
            "said": composing.clock(found.recording.said_s),
            "end": composing.clock(found.duration_s),
        }
        warnings.append(said % times)
    if not found.is_written_down:
        warnings.append(
            _("What is said was not written down. Add captions (.vtt or .srt) to search it.")
        )
    warnings += [found.notice] if found.notice else []
    if found.recording.other_sounds:
        warnings.append(_("It has more than one track of sound; one of them is used."))
    return warnings
