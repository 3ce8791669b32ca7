"""A Transcriber over `/audio/transcriptions` of OpenAI's protocol."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from project.languages import base_of
from project.providers.base import Heard
from project.providers.calls import Kind
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure, ProviderFailure
from project.providers.json_call import post_content
from project.providers.retrying import with_tries
from project.providers.sound import Window, as_wav, read, windows
from project.providers.transcript_reply import read_reply

LEAST_S = 5.0  # the shortest window that is tried with a server that says it is too large
NOTHING_S = 0.2  # shorter sounds are refused by servers, and hold no word
TOO_LARGE = 413


class RemoteTranscriber:
    """A Transcriber. What is said leaves this machine, names and voices included."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self.name = endpoint.name
        self.languages = endpoint.taught

    def transcribe(
        self,
        sound: Path,
        *,
        language: str,
        from_s: float = 0.0,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Iterator[Heard]:
        """One window after the other; smaller ones where the server says that they are too large.

        The language that is heard first is said of all that follows.
        """
        longest_s, at = self._endpoint.sound_s, from_s
        while window := next(windows(sound, longest_s, at), None):
            try:
                heard = self._hear(sound, window, base_of(language))
            except ProviderFailure as error:
                longest_s = window.length_s / 2
                if error.status != TOO_LARGE or longest_s < LEAST_S:
                    raise
                continue
            yield heard
            if is_over():
                return
            at, language = heard.end_s, language or heard.language

    def _hear(self, sound: Path, window: Window, language: str) -> Heard:
        if window.length_s < NOTHING_S:
            return Heard(window.start_s, window.end_s, (), language, self.name)
        content = as_wav(read(sound, window))
        return with_tries(self._endpoint, lambda: self._ask(content, window, language))

    def _ask(self, content: bytes, window: Window, language: str) -> Heard:
        form = self._form(content, language)
        found = post_content(
            self._endpoint,
            Kind.CHAT,  # recorded as a chat model's: the purpose says what it was for
            "audio/transcriptions",
            form.read(),
            form.headers["content-type"],
            sound_s=window.length_s,
        )
        try:
            words, heard_in = read_reply(found, window)
        except ValueError as error:
            raise ProviderFailure(Failure.INVALID, self.name, "no words with times") from error
        return Heard(window.start_s, window.end_s, words, language or heard_in, self.name)

    def _form(self, content: bytes, language: str) -> httpx.Request:
        fields = {
            "model": self._endpoint.model,
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
        }
        said = {"language": language} if language else {}
        return httpx.Request(
            "POST",
            self._endpoint.url,
            data={**fields, **said, **self._endpoint.extra},
            files={"file": ("sound.wav", content, "audio/wav")},
        )
