"""Several chat models in a row: the next is asked when one fails before it has said anything.

Once a statement is out, nobody else goes on with the answer: two models' sentences, read as one
text, may contradict each other, and nobody could say who wrote it.
"""

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from project.errors import ProviderError
from project.providers import pseudonyms
from project.providers.base import ChatModel, Passage, Schema, Statement, Turn
from project.providers.calls import Call, Kind, recorded
from project.providers.endpoints import Endpoint
from project.providers.prompts.loader import MOST_TURNS
from project.providers.pseudonyms import Veil
from project.providers.retrying import with_tries

log = logging.getLogger(__name__)
Result = TypeVar("Result")
Written = Generator[Statement, None, None]


@dataclass(frozen=True, slots=True)
class Link:
    """endpoint: None for a model on this machine, which is tried once and sees real names."""

    model: ChatModel
    endpoint: Endpoint | None = None

    def call(self) -> Call:
        return Call(self.model.name, self.model.name, Kind.CHAT, is_ours=True)


class Chain:
    """A ChatModel of one or more; what leaves this machine leaves without people's names."""

    def __init__(self, links: Sequence[Link]):
        self._links = links
        self.name = ",".join(link.model.name for link in links)
        self.notice = links[0].model.notice
        self.passage_tokens = links[0].model.passage_tokens
        self.says_all_at_once = all(link.model.says_all_at_once for link in links)

    def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        language: str,
        history: Sequence[Turn] = (),
    ) -> Iterator[Statement]:
        """Each statement says which model wrote it. Raises ProviderError."""
        recent = history[-MOST_TURNS:]

        def begin(link: Link) -> tuple[Statement | None, Written]:
            statements = _answer(link, question, passages, language, recent)
            return next(statements, None), statements

        first, others = self._first_that(begin)
        if first is None:
            return
        with closing(others):
            yield first
            try:
                yield from others
            except ProviderError as error:
                log.warning("an answer broke off: %s %s", error, getattr(error, "detail", ""))
                raise ProviderError(
                    _("The answer broke off: %(reason)s What stands here is only a part of it.")
                    % {"reason": error.message},
                    retryable=True,
                ) from error

    def rewrite(self, question: str, history: Sequence[Turn], *, language: str) -> str:
        if not history:
            return question
        recent = history[-MOST_TURNS:]
        return self._first_that(lambda link: _rewrite(link, question, recent, language))

    def complete(
        self, task: str, schema: type[Schema], *, passages: Sequence[Passage] = ()
    ) -> Schema:
        return self.complete_by(task, schema, passages=passages)[1]

    def complete_by(
        self, task: str, schema: type[Schema], *, passages: Sequence[Passage] = ()
    ) -> tuple[str, Schema]:
        """As `complete`, with the name of the model that made it."""
        return self._first_that(
            lambda link: (link.model.name, _complete(link, task, schema, passages))
        )

    def _first_that(self, work: Callable[[Link], Result]) -> Result:
        """What the first link gives that does not fail; else the error of the last."""
        for number, link in enumerate(self._links, start=1):
            try:
                if link.endpoint is None:
                    return work(link)
                return with_tries(link.endpoint, lambda link=link: work(link))  # type: ignore[misc]
            except ProviderError as error:
                log.warning(
                    "%s failed: %s %s", link.model.name, error, getattr(error, "detail", "")
                )
                if number == len(self._links):
                    raise
        raise AssertionError("the last link returns or raises")


def _answer(
    link: Link,
    question: str,
    passages: Sequence[Passage],
    language: str,
    history: Sequence[Turn],
) -> Written:
    book = [f"{passage.heading} {passage.text}" for passage in passages]
    veil = _veil(link, [question, *_texts(history)], book, language)
    hidden, turns = veil.hide(question), _hidden(veil, history)
    with recorded(link.call()) if link.endpoint is None else nullcontext():
        for statement in link.model.answer(hidden, passages, language=language, history=turns):
            text = veil.restore(statement.text)
            yield replace(statement, text=text, written_by=link.model.name)


def _rewrite(link: Link, question: str, history: Sequence[Turn], language: str) -> str:
    if link.endpoint is None:
        return link.model.rewrite(question, history, language=language)
    veil = _veil(link, [question, *_texts(history)], [], language)
    found = link.model.rewrite(veil.hide(question), _hidden(veil, history), language=language)
    return veil.restore(found)


def _complete(link: Link, task: str, schema: type[Schema], passages: Sequence[Passage]) -> Schema:
    veil = _veil(link, [task], [passage.text for passage in passages], "")
    found = link.model.complete(veil.hide(task), schema, passages=passages)
    return schema.model_validate(veil.restore_all(found.model_dump(mode="json")))


def _veil(link: Link, texts: Sequence[str], book: Sequence[str], language: str) -> Veil:
    if link.endpoint is None:
        return _Nothing([])
    return pseudonyms.veil(texts, book=book, language=language)


class _Nothing(Veil):
    """For a model on this machine: nothing leaves, nothing is hidden."""

    def hide(self, text: str) -> str:
        return text


def _texts(history: Sequence[Turn]) -> list[str]:
    return [text for turn in history for text in (turn.question, turn.answer)]


def _hidden(veil: Veil, history: Sequence[Turn]) -> list[Turn]:
    return [Turn(veil.hide(turn.question), veil.hide(turn.answer)) for turn in history]
