from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from library.ingestion import keys, recutting
from library.ingestion.chunking import AtomDraft, PlacedPage, Span, chunk
from library.ingestion.drafts import pages_of_sections
from library.ingestion.work import Work
from library.models import ContentAtom, Remaking, Source, StructureNode
from project.languages import base_of
from project.text.language import find_language
from project.tokens import token_offsets

OVERLAP = 4  # a quarter of an atom may stand in the next one too
BATCH_ATOMS = 200
FIELDS = [
    "node", "text", "language", "token_count", "page_start", "page_end", "spans", "content_hash",
]  # fmt: skip


def run(work: Work) -> None:
    """Cut the sections into atoms. Cutting is quick and always the same: after a break it
    starts anew and leaves out what is there already."""
    if Remaking.objects.filter(source=work.source).exists():
        _recut(work)
        return
    done = work.done("chunk")
    batches = islice(cut_atoms(work.source, work.row.chunk_tokens), done, None)
    while True:
        batch = list(islice(batches, BATCH_ATOMS))
        ended = len(batch) < BATCH_ATOMS
        done += len(batch)
        with work.writing("chunk", done=done, total=done if ended else done + 1):
            ContentAtom.objects.bulk_create(
                batch,
                update_conflicts=True,
                unique_fields=["source", "id"],
                update_fields=FIELDS,
            )
            if ended:  # an earlier reading may have made more
                ContentAtom.objects.filter(source=work.source, position__gte=done).delete()
        if ended or work.is_over():
            return


def _recut(work: Work) -> None:
    """Of a source that people have corrected the ids of passages do not follow from their
    places."""
    atoms = list(cut_atoms(work.source, work.row.chunk_tokens))
    with work.writing("chunk", done=len(atoms), total=len(atoms)):
        recutting.write(work.source, atoms)


def cut_atoms(source: Source, size_tokens: int) -> Iterator[ContentAtom]:
    """All of a source, in reading order, with the ids of their places; not saved."""
    nodes = list(StructureNode.objects.filter(source=source).order_by("position"))
    drafts = chunk(
        _pages(source, nodes),
        size_tokens=size_tokens,
        overlap_tokens=size_tokens // OVERLAP,
        token_offsets=token_offsets,
    )
    ids = [node.pk for node in nodes]
    return (_row(source, draft, ids) for draft in drafts)


def _pages(source: Source, nodes: list[StructureNode]) -> Iterator[PlacedPage]:
    position: dict[UUID | None, int] = {node.pk: node.position for node in nodes}
    chapter = _chapters(nodes)
    for index, placed in pages_of_sections(source):
        places = [position.get(section.node_id, 0) for section, _ in placed]
        drafts = [draft for _, draft in placed]
        yield PlacedPage(index, drafts, places, [chapter[place] for place in places])


def _chapters(nodes: list[StructureNode]) -> list[int]:
    """For each node the position of the chapter it is in: no atom goes across."""
    parents: dict[UUID | None, StructureNode] = {node.pk: node for node in nodes}

    def chapter_of(node: StructureNode) -> int:
        while node.kind != StructureNode.Kind.CHAPTER and node.depth > 1:
            node = parents[node.parent_id]
        return node.position

    return [chapter_of(node) for node in nodes]


def _row(source: Source, draft: AtomDraft, node_ids: list[UUID]) -> ContentAtom:
    """node_ids: of the tree's parts, by position."""
    return ContentAtom(
        id=keys.atom_id(source.pk, draft.position),
        source=source,
        organization_id=source.organization_id,
        node_id=node_ids[draft.node] if node_ids else None,
        position=draft.position,
        text=draft.text,
        language=find_language(draft.text, otherwise=base_of(source.language)),
        token_count=draft.token_count,
        page_start=draft.page_start,
        page_end=draft.page_end,
        spans=[_span(span) for span in draft.spans],
        content_hash=draft.content_hash,
    )


def _span(span: Span) -> dict:
    boxes = [*map(list, span.boxes)]
    said = {"page": span.page, "start": span.start, "end": span.end, "boxes": boxes}
    return said | ({"time": list(span.time)} if span.time else {})
