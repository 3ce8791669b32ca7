"""An objective is a part of a book's tree: the deepest that an item or an assignment is on."""

from dataclasses import dataclass
from uuid import UUID

from library.models import ContentAtom, Source, StructureNode


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a book. first, last: page indexes, both included. place: to sort by."""

    id: UUID
    source_id: UUID
    title: str
    depth: int
    first: int
    last: int
    place: tuple[str, int]


def nodes_of(source_ids: set[UUID]) -> list[Node]:
    """In the order of the books; the book itself first of each. One query."""
    rows = StructureNode.objects.filter(source_id__in=source_ids).order_by("source_id", "position")
    return [
        Node(
            row.pk,
            row.source_id,
            str(row),
            row.depth,
            row.start_page,
            row.end_page,
            (str(row.source_id), row.position),
        )
        for row in rows.only(
            "id", "source_id", "number", "title", "depth", "start_page", "end_page", "position"
        )
    ]


def node_around(nodes: list[Node], source_id: UUID, first: int, last: int) -> Node | None:
    """The deepest of the source's that holds these pages; of several the first."""
    holding = [
        node
        for node in nodes
        if node.source_id == source_id and node.first <= first and last <= node.last
    ]
    return max(holding, key=lambda node: (node.depth, -node.place[1]), default=None)


def with_objectives(items: list[dict], source: Source) -> list[dict]:
    """Each with "objective": {"id", "title"}: of the passage that it was made from, else of its
    page. Items without a page have none. Two queries."""
    atoms = {item["citation"].get("atom_id") for item in items} - {None, ""}
    of_atoms = dict(ContentAtom.objects.filter(pk__in=atoms).values_list("pk", "node_id"))
    nodes = nodes_of({source.pk})
    known = {node.id: node for node in nodes}
    return [item | _objective(item["citation"], source, nodes, known, of_atoms) for item in items]


def _objective(citation: dict, source: Source, nodes, known, of_atoms) -> dict:
    atom = citation.get("atom_id")
    found = known.get(of_atoms.get(UUID(str(atom)))) if atom else None
    page = citation.get("page_index")
    if found is None and page is not None:
        found = node_around(nodes, source.pk, page, page)
    return {"objective": {"id": str(found.id), "title": found.title}} if found else {}
