"""Pages a second: `python -m benchmarks.page_views [--seconds N]`.

The library's list and a source's page, of a library of forty sources, seen by somebody signed
in, through a real uvicorn process. The raw limit is an ASGI "hello" on the same uvicorn in the
same run. Also what 240 visitors at the same moment get, and what a reader waits for.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks import reader
from benchmarks.installation import fresh
from tests.visits import request, visit_at_once

ROOT = Path(__file__).resolve().parents[1]
SOURCES, LINES, AT_ONCE = 40, 16, 240
QUIET = ["--no-access-log", "--log-level", "warning"]
LINE = "{:<22} {:>8} {:>10} {:>10}"


async def hello(scope, receive, send):
    """The least that an ASGI application can do."""
    if scope["type"] == "http":
        await receive()
        headers = [(b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    seconds = parser.parse_args().seconds
    with fresh() as teacher:
        paths, cookie = fill(teacher)
        book = reader.fill(teacher)
        print(LINE.format("pages", "a second", "ms (p50)", "ms (p95)"))
        raw = measure("hello", "benchmarks.page_views:hello", ["/"], "", seconds)
        site = Server("project.asgi:application")
        for name, path in paths.items():
            ours = run(site.port, [path], cookie, seconds)
            show(name, ours)
            print(f"{'  ours / raw':<22} {len(ours) / len(raw):>8.4f}")
        burst(site.port, list(paths.values()), cookie)
        reader.measure(site.port, paths["library list"], book, cookie)
        site.stop()


def fill(teacher) -> tuple[dict[str, str], str]:
    """Forty books; the addresses of the pages, and the cookie of a sign-in."""
    from django.conf import settings
    from django.test import Client

    from library.tests.factories import add_book

    books = [
        add_book(teacher.organization, teacher.user, title=f"Book {number}")
        for number in range(SOURCES)
    ]
    client = Client()
    client.force_login(teacher.user)
    home = f"/o/{teacher.organization.slug}/library/"
    paths = {"library list": home, "source page": f"{home}{books[0].pk}/"}
    return paths, client.cookies[settings.SESSION_COOKIE_NAME].value


class Server:
    def __init__(self, application: str, *, processes: int = 1):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "uvicorn",
                application,
                "--port",
                str(self.port),
                "--workers",
                str(processes),
                *QUIET,
            ],
            cwd=ROOT,
        )
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    @property
    def cpu_s(self) -> float:
        """Of its process, which is one; Linux tells it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def measure(
    name: str, application: str, paths: list[str], cookie: str, seconds: float
) -> list[float]:
    server = Server(application)
    taken = run(server.port, paths, cookie, seconds)
    server.stop()
    show(name, taken)
    return taken


def run(port: int, paths: list[str], cookie: str, seconds: float) -> list[float]:
    """Seconds of each page seen in that time, on lines that are kept open."""

    async def line(path: str, until: float) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = []
        while (began := time.monotonic()) < until:
            writer.write(request(path, cookie=cookie))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(head.decode())
            length = next(
                int(field.split(b":")[1])
                for field in head.lower().split(b"\r\n")
                if field.startswith(b"content-length:")
            )
            await reader.readexactly(length)
            taken.append(time.monotonic() - began)
        writer.close()
        return taken

    async def lines(until: float) -> list[float]:
        each = await asyncio.gather(*(line(paths[n % len(paths)], until) for n in range(LINES)))
        return [seconds for taken in each for seconds in taken]

    asyncio.run(lines(time.monotonic() + 1))  # templates and plans are there before
    return asyncio.run(lines(time.monotonic() + seconds))


def show(name: str, taken: list[float]) -> None:
    rate = len(taken) * LINES / sum(taken)
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(LINE.format(name, f"{rate:.0f}", f"{statistics.median(taken) * 1000:.0f}",
                      f"{p95 * 1000:.0f}"))  # fmt: skip


def burst(port: int, paths: list[str], cookie: str) -> None:
    seen = visit_at_once(port, paths * (AT_ONCE // len(paths)), cookie=cookie)
    statuses = dict(Counter(visit.status for visit in seen))
    slowest = max(visit.seconds for visit in seen)
    print(f"{AT_ONCE} at once: {statuses}, the last after {slowest:.1f} s")


if __name__ == "__main__":
    main()
