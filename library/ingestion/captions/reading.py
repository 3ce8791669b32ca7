"""A file's text as a transcript, or as chapters."""

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped

from . import timing
from .blocks import is_blocks, read_blocks
from .cue import Chapter, RawCue, Transcript
from .pasted import read_pasted
from .rolling import said_once

MOST_CUES = 100_000  # one a second, for more than a day
MOST_CHAPTERS = 2_000
MOST_TITLE = 300


def read_transcript(text: str, *, length_s: float = 0.0) -> Transcript:
    """Of WebVTT, SRT or plain text. length_s: of the recording, 0 where it is not known.

    Raises UnreadableSource for more than MOST_CUES captions. None is no error: who asks says what
    that means.
    """
    cues, language, unreadable = _raw(text)
    if len(cues) > MOST_CUES:
        raise UnreadableSource(
            _("There are more than %(count)s captions in this file. Split it, and add its parts.")
            % {"count": grouped(MOST_CUES)},
            code="too_long",
        )
    timed, mended = timing.timed_cues(said_once(cues), length_s=length_s)
    return Transcript(timed, language, timing.warnings(mended, unreadable=unreadable))


def _raw(text: str) -> tuple[list[RawCue], str, int]:
    if is_blocks(text):
        found = read_blocks(text, most=MOST_CUES)
        return found.cues, found.language, found.unreadable
    return read_pasted(text, most=MOST_CUES), "", 0


def read_chapters(text: str, *, length_s: float = 0.0) -> list[Chapter]:
    """Of WebVTT whose captions are titles; in order. [] for any other text."""
    if not is_blocks(text):
        return []
    found = read_blocks(text, most=MOST_CHAPTERS)
    timed, _mended = timing.timed_cues(found.cues[:MOST_CHAPTERS], length_s=length_s)
    return [Chapter(cue.text[:MOST_TITLE], cue.time) for cue in timed if cue.time]
