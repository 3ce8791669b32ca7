"""The pages of the tree's parts, after sections went from one part to another."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db.models import Max, Min

from library.correcting.outline import Part, ranges
from library.models import Section, Source, StructureNode

Ranges = dict[UUID, tuple[int, int]]


@contextmanager
def changing_ranges(source: Source, *, is_wanted: bool = True) -> Iterator[None]:
    """Inside, sections get other nodes. Only parts whose text begins or ends elsewhere then get
    other pages: what reading found of the others stands."""
    if not is_wanted:
        yield
        return
    before = _ranges(source)
    yield
    after = _ranges(source)
    moved = {pk: pages for pk, pages in after.items() if before.get(pk) != pages}
    rows = list(StructureNode.objects.filter(source=source, pk__in=moved))
    for row in rows:
        row.start_page, row.end_page = moved[row.pk]
    StructureNode.objects.bulk_update(rows, ["start_page", "end_page"])


def _ranges(source: Source) -> Ranges:
    nodes = StructureNode.objects.filter(source=source).order_by("position")
    own = (
        Section.objects.filter(source=source, node__isnull=False)
        .values("node_id")
        .annotate(first=Min("page_index"), last=Max("page_index"))
        .values_list("node_id", "first", "last")
    )
    found = ranges([Part.of(node) for node in nodes], {pk: (a, b) for pk, a, b in own.order_by()})
    return {pk: pages for pk, pages in found.items() if pk != _book(nodes)}


def _book(nodes) -> UUID | None:
    """It has all pages, also those without text."""
    return next((node.pk for node in nodes if node.position == 0), None)
