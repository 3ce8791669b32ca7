"""A recording's speech is heard, a window at a time."""

from collections.abc import Callable
from pathlib import Path

from library.ingestion.listening.transcribed import Transcribed
from project.providers import sound
from project.providers.base import Transcriber


def write_down(
    speech: Path,
    kept: Transcribed,
    *,
    transcriber: Transcriber,
    language: str,
    keep: Callable[[Transcribed], object],
    is_over: Callable[[], bool] = lambda: False,
) -> bool:
    """Go on where `kept` ends; True when the end of the speech is reached.

    language: BCP 47, empty where nobody knows it. keep: called after each window, outside of
    transactions. is_over: as of Transcriber.transcribe(). Raises ProviderError.
    """
    heard_in = language or kept.language
    for heard in transcriber.transcribe(
        speech, language=heard_in, from_s=kept.until_s, is_over=is_over
    ):
        kept.add(heard)
        keep(kept)
    return kept.until_s >= sound.length_s(speech)
