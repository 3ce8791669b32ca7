"""Several transcribers in a row: the next goes on with the window at which one fails."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from project.errors import ProviderError
from project.providers.base import Heard, Transcriber

log = logging.getLogger(__name__)


class TranscriberChain:
    """A Transcriber. Windows stand by themselves, so each may be another's; it says whose."""

    def __init__(self, links: Sequence[Transcriber]):
        self._links = links
        self.name = ",".join(link.name for link in links)
        self.languages = _union([link.languages for link in links])

    def transcribe(
        self,
        sound: Path,
        *,
        language: str,
        from_s: float = 0.0,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Iterator[Heard]:
        """Raises the error that may pass, where there was one: the work can be tried again."""
        at, passing = from_s, None
        for number, link in enumerate(self._links, start=1):
            try:
                for heard in link.transcribe(sound, language=language, from_s=at, is_over=is_over):
                    yield heard
                    at = heard.end_s
                return
            except ProviderError as error:
                log.warning("%s failed: %s %s", link.name, error, getattr(error, "detail", ""))
                passing = passing or (error if error.retryable else None)
                if number == len(self._links):
                    raise passing or error from error


def _union(known: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """None where any of them understands all."""
    return frozenset().union(*(each or () for each in known)) if all(known) else None
