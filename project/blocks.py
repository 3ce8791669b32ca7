"""The bytes of a file on their way to a browser, block by block."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

BLOCK_BYTES = 256 * 1024


def body_for(
    request: HttpRequest, blocks: Iterator[bytes]
) -> Iterator[bytes] | AsyncIterator[bytes]:
    """What a streamed response to this request takes."""
    return in_threads(blocks) if isinstance(request, ASGIRequest) else blocks


async def in_threads(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """For a response under ASGI: Django first gathers the whole of a plain iterator in memory."""
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block
