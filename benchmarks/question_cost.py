"""What one question costs: `python -m benchmarks.question_cost [--questions N] [--statements]`.

Processor time, not the clock's, of questions that follow one another through the real ASGI door,
each a new one about a book that was read by a worker: of this process, which is the web process
and hardly anything else, and of PostgreSQL. And the statements sent. First with sentences that
nobody has asked about, then with those of the same pages.
"""

import argparse
import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from benchmarks.installation import fresh

STREAM = re.compile(rb'sse-connect="([^"]+)"')
CSRF = "c" * 32
LINE = "{:<28} {:>9} {:>9} {:>11} {:>9}"
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--statements", action="store_true", help="show those of a question")
    options = parser.parse_args()
    os.environ["LECTERN_DB_POOL_SIZE"] = "14"  # as project.asgi has it
    with fresh() as teacher:
        from benchmarks.load.school import questions, read_book, sign_in_students

        source = read_book(teacher, None)
        cookies = sign_in_students(teacher, options.questions)  # each has a day's questions
        asked = questions(source, 2 * options.questions + 1)
        home = f"/o/{teacher.organization.slug}/library/"
        site = Site(cookies)
        asyncio.run(measure(site, f"{home}{source.pk}/", home, asked, options.questions))
        if options.statements:
            asyncio.run(site.ask(f"{home}{source.pk}/", asked[-1], Costs()))
            for statement in site.seen.statements:
                print(f"  {statement[:150]}")


async def measure(site: "Site", book: str, home: str, asked: list[str], count: int) -> None:
    await site.ask(book, asked[-1], Costs())  # modules, templates and connections are there
    print(LINE.format("processor ms each, mean", "web", "postgres", "statements", "ms"))
    for title, part in (("new", asked[:count]), ("again", asked[count : 2 * count])):
        costs = Costs()
        for question in part:
            await site.ask(book, question, costs)
        costs.show(title)
    for title, path in (("library", home), ("source", book), ("page", f"{book}pages/20/")):
        costs = Costs()
        for _ in range(30):
            with costs.of("page", site):
                await site.request("GET", path)
        costs.show(title)


@dataclass
class Cost:
    web: list[float] = field(default_factory=list)
    postgres: float = 0.0
    statements: int = 0
    clock: list[float] = field(default_factory=list)


class Costs:
    """By phase."""

    def __init__(self):
        self._phases: dict[str, Cost] = {}

    def of(self, phase: str, site: "Site") -> "_Measured":
        return _Measured(self._phases.setdefault(phase, Cost()), site.seen)

    def show(self, title: str) -> None:
        whole = [0.0] * 4
        for phase, cost in self._phases.items():
            count = len(cost.web)
            row = [
                1000 * sum(cost.web) / count,
                1000 * cost.postgres / count,
                cost.statements / count,
                1000 * sum(cost.clock) / count,
            ]
            whole = [total + each for total, each in zip(whole, row, strict=True)]
            _print(f"{title}: {phase}", row)
        if len(self._phases) > 1:
            _print(f"{title}: in all", whole)


def _print(name: str, row: list[float]) -> None:
    print(LINE.format(name, *(f"{each:.1f}" for each in row)))


class _Measured:
    def __init__(self, cost: Cost, seen: "Seen"):
        self._cost, self._seen = cost, seen

    def __enter__(self) -> None:
        self._seen.statements.clear()
        self._began = postgres_s(), time.perf_counter(), time.process_time()

    def __exit__(self, *_error) -> None:
        postgres, clock, web = self._began
        self._cost.web.append(time.process_time() - web)
        self._cost.clock.append(time.perf_counter() - clock)
        self._cost.postgres += postgres_s() - postgres
        self._cost.statements += len(self._seen.statements)


class Seen:
    """The statements of all connections of this process."""

    def __init__(self):
        from django.db.backends.signals import connection_created

        self.statements: list[str] = []
        connection_created.connect(self._watch, weak=False)

    def _watch(self, connection, **_rest) -> None:
        if self._note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._note)

    def _note(self, execute, sql, params, many, context):
        self.statements.append(f"{context['connection'].alias}: {' '.join(sql.split())}")
        return execute(sql, params, many, context)


class Site:
    def __init__(self, cookies: list[str]):
        from project.asgi import application

        self._application = application
        self._people = cycle(cookies)
        self._cookie = b""
        self.seen = Seen()

    async def ask(self, book: str, question: str, costs: Costs) -> None:
        from urllib.parse import urlencode

        self._cookie = f"sessionid={next(self._people)}; csrftoken={CSRF}".encode()
        body = urlencode({"question": question}).encode()
        with costs.of("question", self):
            sent = await self.request("POST", f"{book}ask/", body)
        found = STREAM.search(sent)
        if found is None:
            raise SystemExit(f"no answer begins: {sent.decode()}")
        with costs.of("answer", self):
            told = await self.request("GET", found[1].decode())
        if b"event: answer" not in told:
            raise SystemExit(told.decode())

    async def request(self, method: str, url: str, body: bytes = b"") -> bytes:
        path, _, query = url.partition("?")
        headers = [
            (b"host", b"127.0.0.1"),
            (b"cookie", self._cookie),
            (b"accept-language", b"en"),
            (b"accept", b"text/html"),
        ]
        if method == "POST":
            headers += [
                (b"hx-request", b"true"),
                (b"x-csrftoken", CSRF.encode()),
                (b"content-type", b"application/x-www-form-urlencoded"),
                (b"content-length", str(len(body)).encode()),
            ]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "headers": headers,
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        return await run(self._application, scope, body)


async def run(application: Callable[..., Awaitable], scope: dict, body: bytes) -> bytes:
    """The whole answer, of status 200."""
    parts: list[bytes] = []
    arrived = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict:
        for message in arrived:
            return message
        await asyncio.Future()  # the browser stays
        raise AssertionError

    async def send(message: dict) -> None:
        if message.get("status", 200) != 200:
            raise SystemExit(f"{scope['path']}: {message['status']}")
        parts.append(message.get("body", b""))

    await application(scope, receive, send)
    return b"".join(parts)


def postgres_s() -> float:
    """Processor seconds of the embedded server so far: its processes, and those that have ended."""
    note = next(Path(os.environ["LECTERN_DATA_DIR"]).glob("**/postmaster.pid"))
    pid = int(note.read_text().split()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = sum(_ticks(int(child), ended=False) for child in children) + _ticks(pid, ended=True)
    return ticks / TICKS


def _ticks(pid: int, *, ended: bool) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(map(int, fields[11 : 15 if ended else 13]))


if __name__ == "__main__":
    main()
