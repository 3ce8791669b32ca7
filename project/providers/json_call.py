"""One question and one answer, in JSON, for what does not stream."""

import json
from typing import Any

from project.outgoing import exchange
from project.providers.calls import Kind, calling
from project.providers.chat_protocol import check_status
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure, ProviderFailure


def post_json(endpoint: Endpoint, kind: Kind, path: str, body: dict, *, sent: str) -> Any:
    """The parsed reply of one recorded call. sent: its text. Raises ProviderFailure."""
    content = json.dumps(body | endpoint.extra, ensure_ascii=False).encode()
    return post_content(endpoint, kind, path, content, "application/json", sent=sent)


def post_content(
    endpoint: Endpoint,
    kind: Kind,
    path: str,
    content: bytes,
    content_type: str,
    *,
    sent: str = "",
    sound_s: float = 0.0,
) -> Any:
    """As `post_json`, of a body that is written already. sound_s: of sound in it."""
    headers = {**endpoint.headers, "content-type": content_type}
    with (
        calling(endpoint, kind, sent=sent, sound_s=sound_s) as meter,
        exchange(
            "POST", endpoint.address(path), headers=headers, content=content, limits=endpoint.limits
        ) as reply,
    ):
        check_status(reply, endpoint)
        try:
            found = json.loads(reply.read())
        except ValueError as error:
            raise ProviderFailure(Failure.INVALID, endpoint.name, "no JSON") from error
        if (tokens := _tokens(found)) is not None:
            meter.used(tokens, 0)
        elif sound_s:
            meter.used(0, 0)
        return found


def _tokens(found: Any) -> int | None:
    usage = found.get("usage") if isinstance(found, dict) else None
    if not isinstance(usage, dict):
        return None
    number = usage.get("prompt_tokens", usage.get("total_tokens"))
    return number if isinstance(number, int) else None
