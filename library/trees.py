"""Pure: a book's nodes in reading order -> the tree that is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from library.models import StructureNode


@dataclass(slots=True)
class Branch:
    node: StructureNode
    branches: list["Branch"] = field(default_factory=list)
    is_open: bool = False


def nest(nodes: Iterable[StructureNode]) -> list[Branch]:
    """The branches under the book itself. A node hangs under the nearest one less deep."""
    roots: list[Branch] = []
    path: list[Branch] = []
    for node in nodes:
        if node.kind == StructureNode.Kind.BOOK:
            continue
        while path and path[-1].node.depth >= node.depth:
            path.pop()
        branch = Branch(node)
        (path[-1].branches if path else roots).append(branch)
        path.append(branch)
    if len(roots) == 1:
        roots[0].is_open = True
    return roots
