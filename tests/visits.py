"""Many visitors at once, over plain sockets: for the tests and the benchmark of page views."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visit:
    """status: 0 where the line was cut; seconds: from the first byte sent to the last heard."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


async def visit(port: int, path: str, *, cookie: str = "", accept: str = "text/html") -> Visit:
    """One page on a connection of its own. Raises TimeoutError after a minute."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(path, cookie=cookie, accept=accept, close=True))
    try:
        answer = await asyncio.wait_for(reader.read(), 60)
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1]) if head else 0
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines[1:])
    }
    return Visit(status, headers, body, time.monotonic() - began)


def request(
    path: str, *, cookie: str = "", accept: str = "text/html", close: bool = False
) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}"]
    if cookie:
        lines.append(f"Cookie: sessionid={cookie}")
    if close:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def visit_at_once(port: int, paths: list[str], *, cookie: str) -> list[Visit]:
    """All paths at the same moment, each on a connection of its own."""

    async def all_of_them() -> list[Visit]:
        return await asyncio.gather(*(visit(port, path, cookie=cookie) for path in paths))

    return asyncio.run(all_of_them())


def visit_one(port: int, path: str, *, cookie: str) -> Visit:
    return asyncio.run(visit(port, path, cookie=cookie))


async def abandon(port: int, path: str, *, cookie: str) -> None:
    """Ask for a page and go away before it comes."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(path, cookie=cookie))
    await writer.drain()
    writer.transport.abort()


def abandon_at_once(port: int, paths: list[str], *, cookie: str) -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(abandon(port, path, cookie=cookie) for path in paths))

    asyncio.run(all_of_them())
