"""A title of the catalogue, subscribed to and cloned: `python -m benchmarks.catalogue [FILE]`.

Prints the seconds of subscribing, of cloning by the job, and of the raw INSERT … SELECT of the
same rows (pages, sections, nodes, atoms, vectors, terms) into the same tables with their
indexes, in the same run, with the ratio. FILE: an OpenStax archive or a PDF; without it, the
sample book.
"""

import argparse
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from benchmarks.installation import fresh

LINE = "{:<28} {}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path)
    path = parser.parse_args().path
    with fresh() as teacher:
        from lessons.quickstart import SAMPLES

        read_title(path or SAMPLES / "astronomy-sample.tar.gz")
        raw, rows = timed(insert_select)
        subscribing, _ = timed(lambda: subscribe(teacher))
        cloning, copy = timed(lambda: clone(teacher))
        again, _ = timed(insert_select)
        raw = min(raw, again)
        print(LINE.format("rows", rows))
        print(LINE.format("subscribe, s", f"{subscribing:.3f}"))
        print(LINE.format("clone, s", f"{cloning:.2f}  ({copy.state})"))
        print(LINE.format("raw INSERT … SELECT, s", f"{raw:.2f}"))
        print(LINE.format("clone / raw", f"{cloning / raw:.2f}"))
        print(LINE.format("seconds by stage", stages_of(copy)))


def timed(do: Callable) -> tuple[float, object]:
    began = time.perf_counter()
    result = do()
    return time.perf_counter() - began, result


def read_title(path: Path) -> None:
    from django.core.management import call_command

    call_command("catalogue", "add", str(path), "--slug", "book", "--wait", stdout=StringIO())


def subscribe(teacher):
    from library.catalogue import subscribe

    return subscribe(teacher.organization, "book", teacher.user)


def clone(teacher):
    from library.catalogue import clone
    from library.ingestion import pipeline
    from library.models import Source
    from organizations.waiting import work_until

    copy = clone(teacher.organization, "book", teacher.user)

    def is_final() -> bool:
        copy.refresh_from_db()
        return copy.state in Source.FINAL

    work_until(is_final, cluster=pipeline.JOB.cluster)
    return copy


def stages_of(copy) -> dict:
    from library.selectors import describe_ingestion

    return describe_ingestion(copy)["seconds"]


def insert_select() -> dict[str, int]:
    """As little as it can be: all rows of each table in one statement and one transaction, with
    ids from random, and references to the rows they were copied from. Rolled back."""
    from django.db import connections, transaction

    from library import models
    from project.databases import CONTENT

    tables = (
        models.StructureNode,
        models.Page,
        models.Section,
        models.ContentAtom,
        models.Embedding,
        models.TermFrequency,
    )
    counts = {}
    with transaction.atomic(using=CONTENT), connections[CONTENT].cursor() as cursor:
        original = models.CatalogueTitle.objects.get().source
        twin = models.Source.objects.create(title="Twin", filename="twin", file_key="twin")
        for table in tables:
            counts[table.__name__] = _insert_all(cursor, table, original.pk, twin.pk)
        transaction.set_rollback(True, using=CONTENT)
    return counts


def _insert_all(cursor, table, original, twin) -> int:
    own = {"source_id": "%(twin)s", "page_id": "old.page_id", "atom_id": "old.atom_id"}
    columns = [field.column for field in table._meta.concrete_fields]
    if table._meta.pk.get_internal_type() == "UUIDField":
        own["id"] = "gen_random_uuid()"
    else:
        columns.remove("id")
    if table.__name__ == "Section":  # once a page and position
        own["position"] = "old.position + 100000"
    if table.__name__ == "Embedding":  # once an atom and model
        own["atom_id"] = "new.id"
    values = [own.get(name, f'old."{name}"') for name in columns]
    name = table._meta.db_table
    join = (
        "JOIN library_contentatom was ON was.id = old.atom_id JOIN library_contentatom new "
        "ON new.source_id = %(twin)s AND new.position = was.position"
        if table.__name__ == "Embedding"
        else ""
    )
    cursor.execute(
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {name} old {join} WHERE old.source_id = %(original)s",
        {"twin": twin, "original": original},
    )
    return cursor.rowcount


if __name__ == "__main__":
    main()
