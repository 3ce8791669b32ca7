"""A ChatModel over the protocol that most servers of language models speak."""

import json
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from project.providers.base import Passage, Quote, Schema, Statement, Turn
from project.providers.chat_protocol import Messages, asking
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure, ProviderFailure
from project.providers.json_stream import ItemReader, whole_object
from project.providers.prompts.loader import fenced_history, fenced_passages, new_fence, prompt
from project.providers.schemas import strict_schema

WRITTEN_BY = gettext_noop("Written by %(model)s from the passages cited.")
LONGEST_STATEMENT = 1000  # characters
LONGEST_QUESTION = 300
SHOWN_AGAIN = 8000  # characters of a reply that is to be repaired
MOST_QUOTES = 5

# Controls, and marks that turn the direction of what follows or cannot be seen.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bmailto:|\bjavascript:)[^\s)>\]]*", re.I
)


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Quote(_Closed):
    passage: int
    quote: str


class _Statement(_Closed):
    text: str
    quotes: list[_Quote]


class _Answer(_Closed):
    statements: list[_Statement]


class _Question(_Closed):
    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)


class _Unusable(ProviderFailure):
    """A reply that does not follow its schema, before anything was taken from it."""

    def __init__(self, name: str, reply: str, problem: ValueError):
        super().__init__(Failure.INVALID, name, type(problem).__name__)
        self.reply = reply
        self.problem = problem

    def repair(self) -> Messages:
        """What is said after the reply, so that it is given again."""
        asked = prompt("repair").messages(problem=str(self.problem)[:1000])
        return [{"role": "assistant", "content": self.reply[:SHOWN_AGAIN] or "{}"}, *asked]


class OpenAICompatibleChatModel:
    """A ChatModel. One try of one endpoint; what to do when it fails is said by its chain."""

    notice = WRITTEN_BY

    def __init__(self, endpoint: Endpoint):
        self.endpoint = endpoint
        self.name = endpoint.model
        self.passage_tokens = endpoint.passage_tokens
        self.says_all_at_once = False

    def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        language: str,
        history: Sequence[Turn] = (),
    ) -> Iterator[Statement]:
        """Each statement as soon as it is whole. Quotes are the model's word, unchecked.

        A reply that cannot be used from its beginning is asked for once more; one that breaks
        later ends the answer with ProviderFailure.
        """
        fence, asked = new_fence(), prompt("answer")
        messages = asked.messages(
            fence=fence,
            language=language or "en",
            history=fenced_history(history, fence),
            passages=fenced_passages(passages, fence),
            question=question,
        )
        try:
            yield from self._statements(messages, passages, asked.name)
        except _Unusable as error:
            repair = messages + error.repair()
            yield from self._statements(repair, passages, prompt("repair").name)

    def rewrite(self, question: str, history: Sequence[Turn], *, language: str) -> str:
        if not history:
            return question
        fence, asked = new_fence(), prompt("rewrite")
        messages = asked.messages(
            fence=fence, history=fenced_history(history, fence), question=question
        )
        return self._structured(messages, _Question, asked.name).question

    def complete(
        self, task: str, schema: type[Schema], *, passages: Sequence[Passage] = ()
    ) -> Schema:
        fence, asked = new_fence(), prompt("complete")
        messages = asked.messages(
            fence=fence,
            schema=json.dumps(strict_schema(schema)),
            passages=fenced_passages(passages, fence),
            task=task,
        )
        return self._structured(messages, schema, asked.name)

    def _statements(
        self, messages: Messages, passages: Sequence[Passage], prompt_name: str
    ) -> Iterator[Statement]:
        reader, has_begun = ItemReader(), False
        schema = strict_schema(_Answer)
        with asking(self.endpoint, messages, schema=schema, prompt=prompt_name) as pieces:
            try:
                for piece in pieces:
                    for item in reader.feed(piece):
                        statement = _checked(_Statement.model_validate(item), passages)
                        if statement:
                            has_begun = True
                            yield statement
                _Answer.model_validate_json(whole_object(reader.text))
            except ValueError as error:
                if has_begun:
                    raise ProviderFailure(Failure.INVALID, self.endpoint.name) from error
                raise _Unusable(self.endpoint.name, reader.text, error) from error

    def _structured(self, messages: Messages, schema: type[Schema], prompt_name: str) -> Schema:
        try:
            return self._object(messages, schema, prompt_name)
        except _Unusable as error:
            return self._object(messages + error.repair(), schema, prompt("repair").name)

    def _object(self, messages: Messages, schema: type[Schema], prompt_name: str) -> Schema:
        form = strict_schema(schema)
        with asking(self.endpoint, messages, schema=form, prompt=prompt_name) as pieces:
            text = "".join(pieces)
            try:
                return schema.model_validate_json(whole_object(text))
            except ValueError as error:
                raise _Unusable(self.endpoint.name, text, error) from error


def _checked(found: _Statement, passages: Sequence[Passage]) -> Statement | None:
    """As plain text on one line; None for what no page should show."""
    text = _plain(found.text)
    if not text or len(text) > LONGEST_STATEMENT or _has_foreign_address(text, passages):
        return None
    quotes = [
        Quote(passages[each.passage - 1].id, each.quote.strip())
        for each in found.quotes[:MOST_QUOTES]
        if 1 <= each.passage <= len(passages) and each.quote.strip()
    ]
    return Statement(text, tuple(quotes))


def _plain(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())


def _has_foreign_address(text: str, passages: Sequence[Passage]) -> bool:
    """An address that stands in none of the passages; only a model's own idea, or a trap's."""
    return any(
        not any(address in passage.text for passage in passages)
        for address in _ADDRESS.findall(text)
    )
