"""Search in a library of 100,000 passages: `python -m benchmarks.retrieval_scale FOLDER BOOK…`.

FOLDER as for retrieval_quality; each BOOK an OpenStax archive (benchmarks/scale_corpus.py says what
is made of them). In scopes of 1%, 10% and 100% it prints recall@10 of the vector search against an
exact one, and the times of the vector search, of BM25 and of the whole search, each beside the same
statements, BEGIN and SET included, sent through psycopg alone in the same run. Then what taking
candidates only by rare terms costs in hit@10.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.installation import fresh

SHARES = (0.01, 0.1, 1.0)
LINE = "{:>6} {:>8} {:>9} {:>9} {:>9} {:>9} {:>7}"
TOP = 10
MODEL = "all-minilm-l6-v2-int8"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("books", type=Path, nargs="+")
    parser.add_argument("--atoms", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    with fresh() as teacher:
        from benchmarks import scale_corpus
        from project.providers.registry import embedder

        passages = read(options.folder / "squad-dev.passages.jsonl.gz")
        questions = read(options.folder / "squad-dev.questions-2000.jsonl.gz")
        chosen = questions[:: max(1, len(questions) // options.questions)]
        began = time.perf_counter()
        books = scale_corpus.load(
            scale_corpus.atoms(
                [each["text"] for each in passages], options.books, options.atoms, embedder(MODEL)
            ),
            teacher.organization_id,
            MODEL,
        )
        took = time.perf_counter() - began
        print(f"{options.atoms:,} atoms in {len(books)} books, written in {took:.0f} s")
        report(books, passages, chosen)


def report(books: list, passages: list[dict], questions: list[dict]) -> None:
    from library.retrieval.queries import Scope

    texts = [question["question"] for question in questions]
    scopes = {share: Scope(tuple(books[: max(1, round(share * len(books)))])) for share in SHARES}
    print(f"{len(texts)} questions\n")
    for share, scope in scopes.items():
        print(f"recall@10 of vectors, {share:.0%} in scope: {recall(texts, scope):.4f}")
    print()
    print(LINE.format("scope", "", "p50 ms", "p95 ms", "raw p50", "raw p95", "ratio"))
    for share, scope in scopes.items():
        for name, times, raw in measured(texts, scope):
            print(
                LINE.format(
                    f"{share:.0%}",
                    name,
                    *(f"{value:.2f}" for value in (*middle(times), *middle(raw))),
                    f"{middle(times)[0] / middle(raw)[0]:.2f}",
                )
            )
    print()
    rare, every = hits(passages, questions, scopes[1.0], books)
    print(f"hit@10 of BM25 over all: rare terms {rare:.4f}, every term {every:.4f}")


def recall(texts: list[str], scope) -> float:
    """How many of the ten nearest are found, of those that reading all vectors finds."""
    from library.retrieval import queries
    from library.retrieval.search import Asked

    shares = []
    for text in texts:
        asked = Asked(text, scope)
        found = {pk for pk, _ in asked.meaning.best(TOP)}
        true = queries.ranking_of(
            *queries.nearest_statement(
                asked.held, asked.meaning.vector, model=MODEL, limit=TOP, exact=True
            )
        )
        shares.append(len(found & {pk for pk, _ in true}) / len(true))
    return float(np.mean(shares))


def measured(texts: list[str], scope):
    """(name, seconds of ours, seconds of the same statements alone), one of each a question."""
    from library.retrieval.search import POOL, Asked, Words, search

    def vector(asked: Asked) -> object:
        return asked.meaning.best(POOL)

    def words(asked: Asked) -> object:
        return Words(asked.query, asked.held).best(POOL)

    def whole(asked: Asked) -> object:
        return search(asked.query, scope=scope)

    raw = Raw()
    for name, do in (("vector", vector), ("BM25", words), ("search", whole)):
        times, alone = [], []
        for text in texts:
            asked = Asked(text, scope)
            _ = asked.meaning
            statements = raw.record(lambda do=do, asked=asked: do(asked))
            times.append(timed(lambda do=do, asked=asked: do(asked)))
            alone.append(timed(lambda statements=statements: raw.replay(statements)))
        yield name, times, alone
    raw.close()


class Raw:
    """A connection of psycopg's own, that sends what Lectern has sent and nothing more."""

    def __init__(self):
        import psycopg
        from django.db import connections

        from project.databases import CONTENT

        self._ours = connections[CONTENT]
        self._ours.ensure_connection()
        info = self._ours.connection.info
        self._alone = psycopg.connect(
            info.dsn, password=info.password, autocommit=True, cursor_factory=psycopg.ClientCursor
        )

    def record(self, do: Callable[[], object]) -> list[tuple[str, object]]:
        statements: list[tuple[str, object]] = []
        is_open = False

        def keep(execute, sql, params, many, context):
            nonlocal is_open
            if self._ours.in_atomic_block != is_open:
                statements.append(("COMMIT" if is_open else "BEGIN", None))
                is_open = not is_open
            statements.append((sql, params))
            return execute(sql, params, many, context)

        with self._ours.execute_wrapper(keep):
            do()
        return [*statements, ("COMMIT", None)] if is_open else statements

    def replay(self, statements: list[tuple[str, object]]) -> None:
        with self._alone.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()

    def close(self) -> None:
        self._alone.close()


def hits(passages: list[dict], questions: list[dict], scope, books: list) -> tuple[float, float]:
    """hit@10 by words, over all books: rows of rare terms, and those of every term."""
    from library.models import ContentAtom
    from library.retrieval import lexical
    from library.retrieval.search import Asked

    places = {passage["passage_id"]: place for place, passage in enumerate(passages)}
    rows = ContentAtom.objects.filter(source_id__in=books[: 1 + len(passages) // 1000])
    atoms = {
        (books.index(source), position): pk
        for source, position, pk in rows.values_list("source_id", "position", "pk")
    }
    shares, most = [], lexical.MOST_CANDIDATES
    for bound in (most, float("inf")):
        lexical.MOST_CANDIDATES = bound
        found = 0
        for question in questions:
            ranking = Asked(question["question"], scope).words.best(TOP)
            gold = atoms[divmod(places[question["passage_id"]], 1000)]
            found += gold in {pk for pk, _ in ranking}
        shares.append(found / len(questions))
    lexical.MOST_CANDIDATES = most
    return shares[0], shares[1]


def timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def middle(seconds: list[float]) -> tuple[float, float]:
    """p50 and p95, ms."""
    return tuple(1000 * float(np.percentile(seconds, percent)) for percent in (50, 95))


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


if __name__ == "__main__":
    main()
