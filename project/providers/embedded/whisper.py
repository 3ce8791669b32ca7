"""A Transcriber by faster-whisper, where an operator has installed it with a model on a disk."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from project.errors import ProviderError
from project.languages import base_of
from project.providers.base import Heard
from project.providers.embedded.hearing import Engine, hear

NAME = "faster-whisper"
WINDOW_S = 60.0  # two of Whisper's own; a large model takes about as long
MEMORY_BYTES = 16 * 1024**3  # address space: the largest models with their buffers


class WhisperTranscriber:
    """One window at a time, with all the threads that are allowed. Nothing is downloaded."""

    name = NAME
    languages = None

    def transcribe(
        self,
        sound: Path,
        *,
        language: str,
        from_s: float = 0.0,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Iterator[Heard]:
        if importlib.util.find_spec("faster_whisper") is None:
            raise ProviderError(
                _("The package faster-whisper is not installed on this machine."), retryable=False
            )
        if not settings.WHISPER_MODEL or not Path(settings.WHISPER_MODEL).is_dir():
            raise ProviderError(
                _("The folder of the model of faster-whisper is missing: %(path)s.")
                % {"path": settings.WHISPER_MODEL or "-"},
                retryable=False,
            )
        yield from hear(
            sound,
            Engine(
                NAME,
                WINDOW_S,
                settings.WHISPER_MODEL,
                MEMORY_BYTES,
                settings.TRANSCRIBER_PROCESSES,
            ),
            language=base_of(language),
            from_s=from_s,
            processes=1,
            is_over=is_over,
        )
