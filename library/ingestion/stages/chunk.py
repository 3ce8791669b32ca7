from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from library.ingestion import keys
from library.ingestion.chunking import AtomDraft, PlacedPage, chunk
from library.ingestion.drafts import pages_of_sections
from library.ingestion.work import Work
from library.models import ContentAtom, StructureNode
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
    done = work.done("chunk")
    drafts = chunk(
        _pages(work),
        size_tokens=work.row.chunk_tokens,
        overlap_tokens=work.row.chunk_tokens // OVERLAP,
        token_offsets=token_offsets,
    )
    batches = islice(drafts, done, None)
    while True:
        batch = list(islice(batches, BATCH_ATOMS))
        ended = len(batch) < BATCH_ATOMS
        done += len(batch)
        with work.writing("chunk", done=done, total=done if ended else done + 1):
            ContentAtom.objects.bulk_create(
                [_row(work, draft) for draft in batch],
                update_conflicts=True,
                unique_fields=["source", "id"],
                update_fields=FIELDS,
            )
            if ended:  # an earlier reading may have made more
                ContentAtom.objects.filter(source=work.source, position__gte=done).delete()
        if ended or work.is_over():
            return


def _pages(work: Work) -> Iterator[PlacedPage]:
    source = work.source
    nodes = list(StructureNode.objects.filter(source=source).order_by("position"))
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


def _row(work: Work, draft: AtomDraft) -> ContentAtom:
    return ContentAtom(
        id=keys.atom_id(work.source.pk, draft.position),
        source=work.source,
        organization_id=work.source.organization_id,
        node_id=keys.node_id(work.source.pk, draft.node),
        position=draft.position,
        text=draft.text,
        language=find_language(draft.text, otherwise=base_of(work.source.language)),
        token_count=draft.token_count,
        page_start=draft.page_start,
        page_end=draft.page_end,
        spans=[
            {"page": span.page, "start": span.start, "end": span.end, "boxes": span.boxes}
            for span in draft.spans
        ],
        content_hash=draft.content_hash,
    )
