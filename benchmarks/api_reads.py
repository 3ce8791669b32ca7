"""Reads of the API: `python -m benchmarks.api_reads [--clients N] [--seconds N]`.

Fifty clients ask once a second each, first an operation that does nothing (/ping, which checks the
token and counts the request as all do), then lists, a source and a search; through a real uvicorn
process. The 95th percentile of each may be at most three times that of /ping.

"cpu" is the processor time of the web process for an answer, which other work on the machine does
not change; the database's own is not in it.
"""

import argparse
import asyncio
import os
import statistics
import time

import httpx

from benchmarks.installation import fresh
from benchmarks.page_views import Server

LINE = "{:<22} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=15)
    asked = parser.parse_args()
    os.environ["LECTERN_API_RATE"] = "1000000/h"  # one caller stands for fifty
    with fresh() as teacher:
        paths, bearer = fill(teacher)
        spare_the_clients()
        site = Server("project.asgi:application")
        try:
            tell(site, paths, bearer, asked)
        finally:
            site.stop()


def spare_the_clients() -> None:
    """They stand in this process: its full collection, a fifth of a second, would be taken for
    the site's."""
    from project import warming

    warming.keep_what_is_loaded()


def tell(site: Server, paths: dict[str, str], bearer: str, asked: argparse.Namespace) -> None:
    print(LINE.format("", "answers", "ms (p50)", "ms (p95)", "x ping", "cpu ms", "x ping"))
    base, base_cpu = 0.0, 0.0
    for name, path in paths.items():
        asyncio.run(ask(site.port, path, bearer, clients=2, seconds=2))  # what is read once
        before = site.cpu_s
        times = asyncio.run(ask(site.port, path, bearer, asked.clients, asked.seconds))
        cpu, p95 = (site.cpu_s - before) / len(times), percentile(times, 95)
        base, base_cpu = base or p95, base_cpu or cpu
        row = [1000 * percentile(times, 50), 1000 * p95, p95 / base, 1000 * cpu, cpu / base_cpu]
        print(LINE.format(name, len(times), *(f"{figure:.1f}" for figure in row)))


def fill(teacher) -> tuple[dict[str, str], str]:
    """Forty books; the addresses, and a token that no limit ends."""
    from accounts.tokens import families
    from library.tests.factories import add_book

    here, user = teacher.organization, teacher.user
    books = [add_book(here, user, title=f"Book {n}") for n in range(40)]
    paths = {
        "ping": "ping",
        "knowledge": "knowledge",
        "knowledge/ID": f"knowledge/{books[0].pk}",
        "lessons": "lessons",
        "chat/sessions": "chat/sessions",
        "search": "search?q=photosphere",
    }
    return paths, families.issue(user=user).access


async def ask(port: int, path: str, bearer: str, clients: int, seconds: int) -> list[float]:
    """Seconds of each answer; clients begin at moments spread over the first second."""
    headers = {"Authorization": f"Bearer {bearer}"}
    address = f"http://127.0.0.1:{port}/api/v1/{path}"
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=30) as http:

        async def one(number: int) -> list[float]:
            found = []
            await asyncio.sleep(number / clients)
            for _ in range(seconds):
                began = time.monotonic()
                answer = await http.get(address)
                found.append(time.monotonic() - began)
                if answer.status_code not in (200, 204):
                    raise SystemExit(f"{path}: {answer.status_code} {answer.text}")
                await asyncio.sleep(max(0, 1 - found[-1]))
            return found

        times = await asyncio.gather(*(one(number) for number in range(clients)))
    return [took for each in times for took in each]


def percentile(times: list[float], rank: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[rank - 1]


if __name__ == "__main__":
    main()
