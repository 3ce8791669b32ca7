"""What the tests do around a worker that is struck, and how they look at a source."""

import subprocess
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from lessons.quickstart import SAMPLES
from library import uploads
from library.models import (
    ContentAtom,
    Embedding,
    Ingestion,
    Page,
    Section,
    Source,
    StructureNode,
    TermFrequency,
)
from organizations.models import Job
from organizations.scoping import scope


def end_leases() -> None:
    """As if the time of every lease had passed."""
    Job.objects.filter(state=Job.State.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def until_frozen(process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        if status == "T":
            return
        time.sleep(0.05)
    raise AssertionError("the worker did not get to the place where it freezes")


def add_sample(school) -> Source:
    with scope(school.organization.pk):
        return uploads.add_file(
            path=SAMPLES / "astronomy-sample.pdf",
            user=school.bob,
            organization=school.organization,
            title="",
        ).source


def rows_of(source: Source) -> dict[str, list]:
    """Everything that was read of a source, without ids and dates."""
    embeddings = Embedding.objects.filter(source=source).order_by("atom__position")
    return {
        "source": list(
            Source.objects.filter(pk=source.pk).values_list(
                "state", "title", "language", "page_count", "version"
            )
        ),
        "receipt": list(Ingestion.objects.filter(source=source).values_list("receipt")),
        "pages": list(
            Page.objects.filter(source=source)
            .order_by("index")
            .values_list("index", "label", "outcome", "text", "layout")
        ),
        "sections": list(
            Section.objects.filter(source=source)
            .order_by("page_index", "position")
            .values_list(
                "page_index", "position", "kind", "text", "start", "lines", "node__position"
            )
        ),
        "nodes": list(
            StructureNode.objects.filter(source=source)
            .order_by("position")
            .values_list("position", "parent__position", "title", "start_page", "end_page")
        ),
        "atoms": [
            (*row[:-1], row[-1].to_text())
            for row in ContentAtom.objects.filter(source=source)
            .order_by("position")
            .values_list("position", "text", "spans", "content_hash", "terms", "weights")
        ],
        "vectors": [
            (position, list(vector))
            for position, vector in embeddings.values_list("atom__position", "vector")
        ],
        "terms": list(
            TermFrequency.objects.filter(source=source)
            .order_by("term")
            .values_list("language", "term", "atoms")
        ),
    }


def forget(source: Source) -> None:
    """So that the next one cannot take over its vectors."""
    for table in (Embedding, TermFrequency, ContentAtom, Section, Page, StructureNode, Ingestion):
        table.objects.filter(source=source).delete()
    source.delete()
