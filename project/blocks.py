"""The bytes of a file on their way to a browser, block by block."""

import asyncio
from collections.abc import AsyncIterator, Iterator

BLOCK_BYTES = 256 * 1024


async def in_threads(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """For a response under ASGI: Django first gathers the whole of a plain iterator in memory."""
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block
