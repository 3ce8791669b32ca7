"""Cuts, fits and joins in a child with limits: the bytes of a recording are a stranger's."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.clips.muxing import Facts
from lessons.clips.timeline import Card, Part
from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed.limits import Limits
from project.errors import Invalid
from project.text.storable import storable

MODULE = "lessons.clips"
LIMITS = Limits(memory_bytes=3 * 1024**3, open_s=20.0)
# Computing time for a second of film; the slowest, captions in a picture of 720p, takes a quarter.
PER_SECOND, AT_LEAST_S = 8.0, 60.0
PATIENCE = 2.5  # times as long by the clock: a processor has other work
BEAT_S = 2.0


def cut(
    recording: Path, start_ms: int, end_ms: int, to: Path, *, title: str, beat: Callable[[], object]
) -> dict:
    """As `cutting.cut`. beat: called now and then; what it raises ends the work. Raises Invalid."""
    asked = {
        "recording": str(recording.absolute()),
        "start_ms": start_ms,
        "end_ms": end_ms,
        "to": str(to.absolute()),
        "title": title,
    }
    return _done({"cut": asked}, (end_ms - start_ms) / 1000, lambda _time: beat())


def fit(
    clip: Path,
    length_ms: int,
    to: Path,
    *,
    card: Card,
    language: str,
    with_video: bool,
    beat: Callable[[], object],
) -> dict:
    """As `fitting.fit`; beat as above. Raises Invalid."""
    asked = {
        "clip": str(clip.absolute()),
        "length_ms": length_ms,
        "to": str(to.absolute()),
        "card": asdict(card),
        "language": language,
        "with_video": with_video,
    }
    return _done({"fit": asked}, length_ms / 1000, lambda _time: beat())


def join(
    parts: Sequence[Part],
    to: Path,
    *,
    fade: int,
    style: dict[str, Any],
    facts: Facts,
    note: Callable[[int], object],
) -> dict:
    """As `joining.join`. note: how far it is, now and then; what it raises ends the work.

    style: language, and cues [(start, end, lines), …]. Raises Invalid.
    """
    asked = {
        "parts": [asdict(part) for part in parts],
        "fade": fade,
        "to": str(to.absolute()),
        "style": style,
        "facts": asdict(facts) | {"chapters": [(c.start, c.end, c.title) for c in facts.chapters]},
    }
    length_s = sum(part.length for part in parts) / 90_000
    return _done({"join": asked}, length_s, note)


def _done(request: dict, length_s: float, note: Callable[[int], object]) -> dict:
    seconds = AT_LEAST_S + PER_SECOND * length_s
    child = Child(LIMITS, MODULE)
    until, at = time.monotonic() + PATIENCE * seconds, 0
    try:
        child.ask(request | {"speaks": get_language() or "", "seconds": seconds})
        while True:
            while not child.speaks_within(BEAT_S):
                note(at)
                if time.monotonic() > until:
                    raise Invalid(_("It took too long. Make the compilation shorter."))
            frame = child.hear(LIMITS.open_s)
            if "error" in frame:
                raise Invalid(storable(str(frame["error"]))[:500])
            if "done" in frame:
                return dict(frame["done"])
            at = int(frame["at"])
            note(at)
    except (ChildLost, KeyError, TypeError, ValueError) as error:
        said = _("The recording could not be cut: %(reason)s.") % {"reason": error}
        raise Invalid(said) from error
    finally:
        child.end()
