"""Pure: a book's nodes in reading order -> the tree that is drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from library.models import StructureNode

ABOVE_SECTIONS = (StructureNode.Kind.UNIT, StructureNode.Kind.CHAPTER)


@dataclass(frozen=True, slots=True)
class Sought:
    """What leads to the tree: the page one comes from (its index), or words of a search."""

    page: int | None = None
    words: str = ""

    def finds(self, title: str) -> bool:
        return bool(self.words) and self.words.casefold() in title.casefold()


@dataclass(slots=True)
class Branch:
    """title, pages, start: as shown; start is its first page. parts: how many nodes lie below it.
    is_sought: it is what one came for."""

    node: StructureNode
    title: str
    pages: str = ""
    start: str = ""
    branches: list["Branch"] = field(default_factory=list)
    parts: int = 0
    is_open: bool = False
    is_sought: bool = False


def nest(nodes: Iterable[StructureNode], sought: Sought = Sought()) -> list[Branch]:
    """The branches under the book itself. A node hangs under the nearest one less deep.

    Open are those with chapters below them, an only one, and those that lead to what is sought.
    """
    roots: list[Branch] = []
    path: list[Branch] = []
    for node in nodes:
        if node.kind == StructureNode.Kind.BOOK:
            continue
        while path and path[-1].node.depth >= node.depth:
            path.pop()
        title = str(node)
        labels = _labels(node)
        branch = Branch(node, title, "–".join(labels), labels[0], is_sought=sought.finds(title))
        (path[-1].branches if path else roots).append(branch)
        path.append(branch)
    if sought.page is not None:
        _mark_page(roots, sought.page)
    for root in roots:
        _settle(root)
    if len(roots) == 1:
        roots[0].is_open = True
    return roots


def _labels(node: StructureNode) -> list[str]:
    """Of its first page and its last, as printed; of one page, one. [""]: it has none."""
    labels = (getattr(node, "first_label", ""), getattr(node, "last_label", ""))
    return list(dict.fromkeys(filter(None, labels))) or [""]


def _mark_page(branches: list[Branch], page: int) -> None:
    """The deepest that holds the page; where several share it, the first."""
    holding = next((b for b in branches if b.node.start_page <= page <= b.node.end_page), None)
    if holding is None:
        return
    _mark_page(holding.branches, page)
    holding.is_sought = not any(branch.is_sought for branch in _below(holding))


def _below(branch: Branch) -> Iterator[Branch]:
    for child in branch.branches:
        yield child
        yield from _below(child)


def _settle(branch: Branch) -> bool:
    """Count what is below and open the way; True where it is or leads to what is sought."""
    leads = [_settle(child) for child in branch.branches]
    branch.parts = sum(1 + child.parts for child in branch.branches)
    branch.is_open = any(leads) or any(
        child.node.kind in ABOVE_SECTIONS for child in branch.branches
    )
    return branch.is_sought or any(leads)
