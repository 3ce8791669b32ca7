"""Asks a child for the speech of a recording; what a hostile file may do to it ends with it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed.limits import Limits
from project.errors import UnreadableSource
from project.text.storable import storable

MODULE = "library.ingestion.speech"
# Twelve hours of speech are 1.4 GB, and take three minutes of computing.
LIMITS = Limits(memory_bytes=2 * 1024**3, page_s=240.0, file_bytes=2 * 1024**3)
CLOCK_S = 240.0  # less than a task may take
BEAT_S = 2.0


def extract_speech(
    path: Path, to: Path, *, beat: Callable[[], object] = lambda: None, clock_s: float = CLOCK_S
) -> Path:
    """`to`: a WAV file as `project.providers.sound` reads it, whole or not there at all.

    beat: called now and then; what it raises ends the work. Raises UnreadableSource.
    """
    unfinished = to.with_suffix(".part")
    request = {"path": str(path.absolute()), "to": str(unfinished.absolute())}
    child = Child(LIMITS, MODULE)
    try:
        child.ask(request | {"speaks": get_language() or "", "seconds": LIMITS.page_s})
        frame = _hear(child, beat, until=time.monotonic() + clock_s)
    except ChildLost as lost:
        unfinished.unlink(missing_ok=True)
        raise UnreadableSource(
            _(
                "The sound of this recording could not be read: %(reason)s. Save it again as MP3, "
                "and choose that."
            )
            % {"reason": lost},
            code="damaged",
        ) from lost
    finally:
        child.end()
    if "error" in frame:
        unfinished.unlink(missing_ok=True)
        raise UnreadableSource(
            storable(str(frame["error"]))[:1000], code=str(frame.get("code", "damaged"))[:40]
        )
    return unfinished.rename(to)


def _hear(child: Child, beat: Callable[[], object], *, until: float) -> dict[str, Any]:
    while time.monotonic() < until:
        if child.speaks_within(BEAT_S):
            return child.hear(BEAT_S)
        beat()
    raise ChildLost(_("it took too long"))
