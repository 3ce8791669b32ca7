"""A title of the catalogue that is really read, and what became of it."""

import json
from pathlib import Path

from django.core.management import call_command

from library.models import (
    ContentAtom,
    Embedding,
    Page,
    Section,
    Source,
    StructureNode,
    TermFrequency,
)
from organizations import jobs

TABLES = (StructureNode, Page, Section, ContentAtom, Embedding, TermFrequency)
OF_ITS_OWN = {"id", "source_id", "organization_id", "page_id", "node_id", "parent_id", "atom_id"}


def work_off() -> None:
    for cluster in ("ingestion", "default"):
        while jobs.work(cluster):
            pass


def catalogue(capsys, *options) -> dict | list:
    """catalogue(capsys, "add", …): the command's answer, parsed."""
    call_command("catalogue", *map(str, options), "--json")
    return json.loads(capsys.readouterr().out)


def add_read_title(capsys, path: Path, slug: str) -> Source:
    answer = catalogue(capsys, "add", path, "--slug", slug, "--wait")
    assert answer["state"] == "ready", answer
    return Source._base_manager.get(pk=answer["source_id"])


def rows_of(source: Source) -> dict[str, list[str]]:
    """Everything of a source but what is its own: ids, and what they point at by place."""
    places = {
        StructureNode: ["parent__position"],
        Section: ["page__index", "node__position"],
        ContentAtom: ["node__position"],
        Embedding: ["atom__position"],
    }
    rows = {}
    for table in TABLES:
        fields = [f.attname for f in table._meta.concrete_fields if f.attname not in OF_ITS_OWN]
        found = table._base_manager.filter(source=source)
        values = found.values_list(*fields, *places.get(table, []))
        rows[table.__name__] = sorted(map(repr, map(_plain, values)))
    return rows


def _plain(row: tuple) -> tuple:
    return tuple(value.to_text() if hasattr(value, "to_text") else value for value in row)


def ids_of(source: Source) -> dict[str, set]:
    return {
        table.__name__: set(table._base_manager.filter(source=source).values_list("pk", flat=True))
        for table in TABLES
    }
