"""Whether a recording was read well enough, beside what its receipt says."""

from django.utils.translation import gettext_lazy

from library.ingestion import receipt
from library.ingestion.recordings import levels
from library.ingestion.recordings.planning import steps
from library.ingestion.stages.recordings.keeping import Kept
from library.models import Source

SILENCE = -60.0  # LUFS: nobody is heard below
NO_WORDS = gettext_lazy(
    "Nothing was found in this recording that is said or written. It can be played; to search it "
    "and to teach from it, add captions (.vtt or .srt)."
)
NOT_WRITTEN_DOWN = gettext_lazy(
    "What is said in this recording was not written down: it carries no captions, and speech is "
    "not recognised here. What is written on its pictures was read. Add captions (.vtt or .srt)."
)


def verdict(source: Source, read: dict, *, has_passages: bool) -> tuple[Source.State, str, str]:
    """As `library.ingestion.receipt.verdict`. What can be played is never FAILED."""
    state, problem, code = receipt.verdict(read, has_passages=has_passages)
    if code == "empty":
        return Source.State.PARTIAL, _unheard(source) or str(NO_WORDS), "no_words"
    if state == Source.State.READY and not is_written_down(source):
        problem = _unheard(source) or str(NOT_WRITTEN_DOWN)
        return Source.State.PARTIAL, problem, "not_written_down"
    return state, problem, code


def _unheard(source: Source) -> str:
    """Why nobody could write it down, in a sentence; empty where nobody tried."""
    return "" if is_written_down(source) else Kept(source).read("unheard") or ""


def is_written_down(source: Source) -> bool:
    """Whether what is said in it is known, be it nothing."""
    kept = Kept(source)
    return bool(source.captions_key) or kept.read("cues") is not None or is_silent(kept)


def is_silent(kept: Kept) -> bool:
    recording = kept.read_recording("recording")
    assert recording is not None
    if recording.sound is None:
        return True
    heard = [kept.read(step.name) for step in steps(recording) if step.do == "listen"]
    return levels.integrated(levels.merge(heard)) <= SILENCE
