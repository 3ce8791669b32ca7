"""A Transcriber by pocketsphinx: small, English alone, its model in its wheel; mishears much."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from project.errors import ProviderError
from project.languages import base_of, name_of
from project.providers.base import Heard
from project.providers.embedded.hearing import Engine, hear

NAME = "pocketsphinx"
LANGUAGE = "en"
WINDOW_S = 20.0  # heard in five seconds, many times as long on a busy machine
NOTICE = gettext_noop("Made by a small recogniser, which mishears many words: check it.")


class PocketsphinxTranscriber:
    """A sound whose language nobody knows is heard as English."""

    name = NAME
    languages = frozenset({LANGUAGE})

    def transcribe(
        self,
        sound: Path,
        *,
        language: str,
        from_s: float = 0.0,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Iterator[Heard]:
        if language and base_of(language) not in self.languages:
            raise ProviderError(
                _(
                    "The recogniser that comes with Lectern understands English only, and this is "
                    "in another language (%(language)s). Upload captions (.vtt or .srt), or ask "
                    "whoever runs this installation for another recogniser."
                )
                % {"language": name_of(language)},
                retryable=False,
            )
        yield from hear(
            sound,
            Engine(NAME, WINDOW_S),
            language=LANGUAGE,
            from_s=from_s,
            processes=settings.TRANSCRIBER_PROCESSES,
            is_over=is_over,
        )
