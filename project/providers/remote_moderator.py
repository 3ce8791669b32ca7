"""A Moderator over HTTP, by OpenAI's /moderations; and several of them in a row."""

import logging
from collections.abc import Sequence
from typing import Any

from project.errors import ProviderError
from project.providers import pseudonyms
from project.providers.base import Moderation
from project.providers.calls import Kind
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure, ProviderFailure
from project.providers.json_call import post_json
from project.providers.retrying import with_tries

log = logging.getLogger(__name__)


class RemoteModerator:
    """A Moderator. Names of people here do not leave with the text."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self.name = endpoint.name

    def check(self, text: str) -> Moderation:
        text = pseudonyms.without_people(text, [])
        return with_tries(self._endpoint, lambda: self._ask(text))

    def _ask(self, text: str) -> Moderation:
        body = {"model": self._endpoint.model, "input": text}
        # Recorded as a chat model's: the purpose says what it was for.
        found = post_json(self._endpoint, Kind.CHAT, "moderations", body, sent=text)
        try:
            return Moderation(self.name, _flagged(found))
        except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
            raise ProviderFailure(Failure.INVALID, self.name, "no categories") from error


def _flagged(found: Any) -> frozenset[str]:
    """Of the one result: a verdict that is not plain yes or no would be a guess."""
    [result] = found["results"]
    categories = result["categories"]
    if not isinstance(result["flagged"], bool) or not all(
        isinstance(value, bool) or value is None for value in categories.values()
    ):
        raise ValueError("no plain answers")
    named = frozenset(name for name, is_so in categories.items() if is_so)
    if result["flagged"] and not named:
        raise ValueError("flagged for nothing")
    return named


class ModeratorChain:
    """The next is asked when one fails."""

    def __init__(self, links: Sequence[RemoteModerator]):
        self._links = links
        self.name = ",".join(link.name for link in links)

    def check(self, text: str) -> Moderation:
        for number, link in enumerate(self._links, start=1):
            try:
                return link.check(text)
            except ProviderError as error:
                log.warning("%s failed: %s %s", link.name, error, getattr(error, "detail", ""))
                if number == len(self._links):
                    raise
        raise AssertionError("the last link returns or raises")
