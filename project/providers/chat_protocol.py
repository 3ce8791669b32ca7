"""OpenAI's chat completions, as OpenAI, Ollama, vLLM and llama.cpp speak them.

An answer is asked for as one JSON object, held to its schema by `response_format`, and read while
it arrives. JSON Lines would be easier to read, but none of these servers can hold a model to them;
a schema they all can, and a broken line in the middle of an answer is what it rules out.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from project.outgoing import Reply, exchange
from project.providers.calls import Kind, Meter, calling
from project.providers.endpoints import Endpoint, JsonForm
from project.providers.failures import Failure, ProviderFailure, of_status
from project.providers.sse import data_of

Messages = list[dict[str, str]]
DONE = "[DONE]"
UNFINISHED = {"length", "content_filter"}


@contextmanager
def asking(
    endpoint: Endpoint, messages: Messages, *, schema: dict[str, Any], prompt: str
) -> Iterator[Iterator[str]]:
    """One recorded call; inside, the reply's text in pieces. Raises ProviderFailure."""
    body = json.dumps(_body(endpoint, messages, schema), ensure_ascii=False).encode()
    sent = "\n".join(message["content"] for message in messages)
    with (
        calling(endpoint, Kind.CHAT, sent=sent, prompt=prompt) as meter,
        exchange(
            "POST",
            endpoint.address("chat/completions"),
            headers={**endpoint.headers, "content-type": "application/json"},
            content=body,
            limits=endpoint.limits,
        ) as reply,
    ):
        check_status(reply, endpoint)
        yield _text_of(reply, endpoint, meter)


def check_status(reply: Reply, endpoint: Endpoint) -> None:
    if reply.status != 200:
        retry_after = reply.headers.get("retry-after", "")
        raise of_status(reply.status, endpoint.name, retry_after=retry_after)


def _body(endpoint: Endpoint, messages: Messages, schema: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": messages,
        "stream": True,
        "stream_options": {"include_usage": True},
        endpoint.output_field: endpoint.output_tokens,
    }
    if endpoint.json_form == JsonForm.SCHEMA:
        format = {"name": "reply", "strict": True, "schema": schema}
        body["response_format"] = {"type": "json_schema", "json_schema": format}
    elif endpoint.json_form == JsonForm.OBJECT:
        body["response_format"] = {"type": "json_object"}
    return body | endpoint.extra


def _text_of(reply: Reply, endpoint: Endpoint, meter: Meter) -> Iterator[str]:
    if reply.content_type == "text/event-stream":
        events = _events(reply, endpoint)
    elif reply.content_type == "application/json":  # a server that does not stream
        events = iter([_parsed(reply.read(), endpoint), None])
    else:
        raise ProviderFailure(
            Failure.INVALID, endpoint.name, f"content type {reply.content_type!r}"
        )
    finish = None
    for event in events:
        if event is None:
            break
        _note_usage(event, meter)
        for choice in _dicts(event.get("choices"))[:1]:
            finish = choice.get("finish_reason") or finish
            message = choice.get("delta") or choice.get("message")
            text = message.get("content") if isinstance(message, dict) else None
            if isinstance(text, str) and text:
                meter.wrote(text)
                yield text
    _check_finish(finish, endpoint)


def _events(reply: Reply, endpoint: Endpoint) -> Iterator[dict[str, Any] | None]:
    """Parsed events, and None for the end that is said. Nothing is awaited after it."""
    try:
        for data in data_of(reply.chunks()):
            yield None if data.strip() == DONE else _parsed(data, endpoint)
    except ValueError as error:
        raise ProviderFailure(Failure.INVALID, endpoint.name, "no event stream") from error


def _parsed(data: str | bytes, endpoint: Endpoint) -> dict[str, Any]:
    try:
        event = json.loads(data)
    except ValueError as error:
        raise ProviderFailure(Failure.INVALID, endpoint.name, "no JSON") from error
    if not isinstance(event, dict):
        raise ProviderFailure(Failure.INVALID, endpoint.name, "no JSON object")
    if event.get("error"):  # an error after the status was sent
        raise ProviderFailure(Failure.CUT, endpoint.name, "an error within the reply")
    return event


def _note_usage(event: dict[str, Any], meter: Meter) -> None:
    usage = event.get("usage")
    if not isinstance(usage, dict):
        return
    sent, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if isinstance(sent, int) and isinstance(written, int):
        meter.used(sent, written)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _check_finish(finish: str | None, endpoint: Endpoint) -> None:
    """A reply that nobody ended was cut; one that was ended for its length is no reply either."""
    if finish is None:
        raise ProviderFailure(Failure.CUT, endpoint.name, "the stream ended early")
    if finish in UNFINISHED:
        raise ProviderFailure(Failure.INVALID, endpoint.name, f"finished by {finish[:20]!r}")
