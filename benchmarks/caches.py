"""A search that was asked before, beside one that was not: `python -m benchmarks.caches`.

The sample book in a fresh installation, cache in a table of the database. Prints p50 and p95 in
milliseconds of the same questions: computed (past the caches), asked for the first time (computed,
and kept) and asked again; and as the raw limit the one SELECT by which a kept value is read.
"""

import statistics
import time
from collections.abc import Callable

from benchmarks.installation import fresh

LINE = "{:<28} {:>8.2f} {:>8.2f}"
QUESTIONS = 200
WORDS = ("planet", "star", "light", "orbit", "science", "galaxy", "sky", "moon", "sun", "atom")


def main() -> None:
    with fresh() as teacher:
        from library.retrieval.caching import bypassed

        scope = read_book(teacher)
        questions = [
            f"What is number {n} about the {WORDS[n % len(WORDS)]}?" for n in range(QUESTIONS)
        ]
        ask(questions[0] + " once before", scope, teacher)  # the model is loaded
        with bypassed():
            computed = times(lambda question: ask(question, scope, teacher), questions)
        first = times(lambda question: ask(question, scope, teacher), questions)
        again = times(lambda question: ask(question, scope, teacher), questions)
        raw = times(select_one(), questions)
        print(f"{'milliseconds':<28} {'p50':>8} {'p95':>8}")
        for name, found in (
            ("computed", computed),
            ("asked for the first time", first),
            ("asked again", again),
            ("raw SELECT of a kept value", raw),
        ):
            print(
                LINE.format(name, statistics.median(found), sorted(found)[int(0.95 * len(found))])
            )
        middle = statistics.median
        print(f"computed / asked again, p50   {middle(computed) / middle(again):.1f}")
        print(f"first / computed, p50         {middle(first) / middle(computed):.2f}")


def read_book(teacher):
    from lessons.quickstart import BOOK
    from library import uploads
    from library.ingestion import pipeline
    from library.models import Source
    from library.retrieval.queries import Scope
    from organizations.scoping import scope
    from organizations.waiting import work_until

    with scope(teacher.organization_id):
        source = uploads.add_file(
            path=BOOK, user=teacher.user, organization=teacher.organization
        ).source

        def is_final() -> bool:
            source.refresh_from_db()
            return source.state in Source.FINAL

        work_until(is_final, cluster=pipeline.JOB.cluster)
    return Scope((source.pk,))


def ask(question: str, scope, teacher) -> None:
    from library.retrieval.search import search
    from organizations import scoping

    with scoping.scope(teacher.organization_id):
        search(question, scope=scope)


def select_one() -> Callable[[str], None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache_computed WHERE cache_key LIKE '%results%'")
        keys = [key for (key,) in cursor.fetchall()]
    position = iter(range(10**9))

    def select(_question: str) -> None:
        key = keys[next(position) % len(keys)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT cache_key, value, expires FROM cache_computed WHERE cache_key = %s", [key]
            )
            cursor.fetchall()

    return select


def times(do: Callable[[str], None], questions: list[str]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for question in questions:
        began = time.perf_counter()
        do(question)
        found.append(1000 * (time.perf_counter() - began))
    return found


if __name__ == "__main__":
    main()
