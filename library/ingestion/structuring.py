"""The book's tree: from its outline, else its printed contents, else its headings."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from library.ingestion.parsers.base import OutlineEntry, SectionKind
from library.ingestion.segmenting import SectionDraft

MAX_NODES = 5_000
MAX_DEPTH = 6
SNAP_PAGES = 3
_TOP_MARGIN = 100.0  # points; above this there is at most a running head
KINDS = ("unit", "chapter", "section")
_UNIT = re.compile(
    r"^(?:unit|part|volume|book|teil|band|partie|parte|część|dział)\s+(?:\d+|[IVXLC]+)\b",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"^(?:chapter|kapitel|chapitre|capítulo|rozdział)\s+(?:\d+|[IVXLC]+)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"^(?:[^\W\d]+\s+)?(\d+(?:\.\d+)*|[A-Z]\.\d+(?:\.\d+)*)[.:)]?\s+\S")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found on a page. top: points from the page's top. level: 1 is the highest."""

    text: str
    page_index: int
    top: float = 0.0
    level: int = 1


@dataclass(slots=True)
class NodeDraft:
    """A part of the book. position: its place in reading order, the book itself is 0.

    parent: position of the part it belongs to, None for the book. kind: book, unit, chapter or
    section. Pages are indexes, the last one included; top: points from the first page's top.
    """

    position: int
    parent: int | None
    kind: str
    number: str
    title: str
    start_page: int
    end_page: int
    top: float = 0.0


def build_tree(
    outline: Sequence[OutlineEntry],
    headings: Sequence[Heading],
    page_count: int,
    title: str,
    contents: Sequence[OutlineEntry] = (),
) -> list[NodeDraft]:
    """Nodes in reading order; the first is the book and may be alone.

    outline: of the file. contents: of the printed contents pages (`contents.read_contents`).
    The first of outline, contents and headings that tells of two places or more is used.
    """
    last = max(0, page_count - 1)
    root = NodeDraft(0, None, "book", "", title, 0, last)
    found: list[OutlineEntry] = []
    for entries in (outline, _snapped(contents, headings), _from_headings(headings)):
        found = [entry for entry in entries if 0 <= entry.page_index <= last and entry.title]
        if len({(entry.page_index, entry.top) for entry in found}) >= 2:
            break
    found = _without_book(_in_order(found[:MAX_NODES]), title)
    nodes = [root, *_nodes(found)]
    _close(nodes, last)
    return nodes


def locate(nodes: Sequence[NodeDraft], page_index: int, top: float = 0.0) -> int:
    """Position of the deepest node that a place belongs to, in a book of one column.

    top: points from the page's top; two points of tolerance, since a heading stands a little
    above or below the point that its outline entry names. Where pages have columns a height is
    not a place in reading order: use `place_sections`.
    """
    first, after = _starting_on(nodes, page_index)
    begun = [node for node in nodes[first:after] if node.top <= top + 2.0]
    return begun[-1].position if begun else nodes[first - 1].position


def place_sections(
    nodes: Sequence[NodeDraft], page_index: int, sections: Sequence[SectionDraft]
) -> list[int]:
    """For each section of a page, in reading order, the position of the node it belongs to.

    A node begins at the heading that bears its title, else at the first section at its height.
    """
    first, after = _starting_on(nodes, page_index)
    places: list[int] = []
    position = nodes[first - 1].position
    at = 0
    for node in nodes[first:after]:
        begin = _begin(node, sections, at)
        places += [position] * (begin - at)
        position, at = node.position, begin
    return places + [position] * (len(sections) - at)


def _starting_on(nodes: Sequence[NodeDraft], page_index: int) -> tuple[int, int]:
    """Range of the nodes, the book left out, that begin on a page."""
    first = bisect_left(nodes, page_index, lo=1, key=lambda node: node.start_page)
    return first, bisect_right(nodes, page_index, lo=first, key=lambda node: node.start_page)


def _begin(node: NodeDraft, sections: Sequence[SectionDraft], at: int) -> int:
    wanted = _plain(node.title)
    for i in range(at, len(sections)):
        if sections[i].kind is SectionKind.HEADING:
            text = _plain(sections[i].text)
            if text and wanted and (text.endswith(wanted) or wanted.endswith(text)):
                return i
    for i in range(at, len(sections)):
        box = sections[i].box
        if box is not None and box[1] >= node.top - 6.0:
            return i
    return at if at or not sections or node.top <= _TOP_MARGIN else len(sections)


def chapter_of(nodes: Sequence[NodeDraft], position: int) -> int:
    """Position of the chapter a node is or lies in; of its highest part below the book if none."""
    node = nodes[position]
    while node.kind != "chapter" and node.parent:
        node = nodes[node.parent]
    return node.position


def _snapped(contents: Sequence[OutlineEntry], headings: Sequence[Heading]) -> list[OutlineEntry]:
    """Entries moved to the nearest heading of their title, at most SNAP_PAGES away.

    Printed contents name only pages, and not always the right ones.
    """
    by_title: dict[str, list[Heading]] = {}
    for heading in headings:
        by_title.setdefault(_plain(heading.text), []).append(heading)
    snapped = []
    for entry in contents:
        page = entry.page_index
        near = [
            heading
            for heading in by_title.get(_plain(entry.title), ())
            if abs(heading.page_index - page) <= SNAP_PAGES
        ]
        if near:
            best = min(near, key=lambda heading: abs(heading.page_index - page))
            entry = replace(entry, page_index=best.page_index, top=best.top)
        snapped.append(entry)
    return snapped


def _from_headings(headings: Sequence[Heading]) -> list[OutlineEntry]:
    levels = sorted({heading.level for heading in headings})
    return [
        OutlineEntry(levels.index(h.level) + 1, h.text, h.page_index, top=h.top) for h in headings
    ]


def _in_order(entries: list[OutlineEntry]) -> list[OutlineEntry]:
    """Entries that point out of order take the page of the one before them.

    The longest run of pages that never goes back is taken as true, so that one wild entry
    does not move all that follow. Heights are left alone: in columns they go up and down.
    """
    pages = [entry.page_index for entry in entries]
    true = set(_longest_rise(pages))
    ordered = []
    page = 0
    for i, entry in enumerate(entries):
        if i in true:
            page = entry.page_index
            ordered.append(entry)
        else:
            ordered.append(replace(entry, page_index=page, top=0.0))
    return ordered


def _longest_rise(places: list[int]) -> list[int]:
    """Indexes of a longest subsequence that never falls, by patience sorting."""
    tails: list[int] = []
    tail_index: list[int] = []
    before: list[int] = []
    for i, place in enumerate(places):
        at = bisect_right(tails, place)
        before.append(tail_index[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            tail_index.append(i)
        else:
            tails[at] = place
            tail_index[at] = i
    chain = []
    i = tail_index[-1] if tail_index else -1
    while i >= 0:
        chain.append(i)
        i = before[i]
    return chain[::-1]


def _without_book(entries: list[OutlineEntry], title: str) -> list[OutlineEntry]:
    """An outline whose single top entry is the book itself loses that level."""
    tops = [entry for entry in entries if entry.level == 1]
    if len(tops) != 1 or entries[0] is not tops[0] or len(entries) < 3:
        return entries
    same = entries[0].title.casefold().strip() == title.casefold().strip()
    if same or (title and entries[0].page_index == 0):
        return [replace(entry, level=entry.level - 1) for entry in entries[1:]]
    return entries


def _nodes(entries: list[OutlineEntry]) -> list[NodeDraft]:
    kinds = _kinds(entries)
    nodes: list[NodeDraft] = []
    path: list[tuple[int, int]] = []  # (level, position) from the book down
    for position, (entry, kind) in enumerate(zip(entries, kinds, strict=True), start=1):
        while path and path[-1][0] >= entry.level:
            path.pop()
        del path[MAX_DEPTH - 1 :]
        parent = path[-1][1] if path else 0
        number = entry.number or _number(entry.title)
        nodes.append(
            NodeDraft(
                position,
                parent,
                kind,
                number,
                _bare(entry.title, number),
                entry.page_index,
                entry.page_index,
                entry.top,
            )
        )
        path.append((entry.level, position))
    return nodes


def _kinds(entries: list[OutlineEntry]) -> list[str]:
    """As the format says; a plain outline's highest level is chapters, below units if any."""
    if any(entry.kind in ("unit", "chapter") for entry in entries):
        return [entry.kind if entry.kind in KINDS else "section" for entry in entries]
    highest = min((entry.level for entry in entries), default=1)
    kinds = []
    unit_level = None
    for entry in entries:
        if _UNIT.match(entry.title) and entry.level == highest:
            unit_level = entry.level
            kinds.append("unit")
        elif _CHAPTER.match(entry.title):
            kinds.append("chapter")
        elif entry.level == highest:
            unit_level = None
            kinds.append("chapter")
        elif unit_level is not None and entry.level == unit_level + 1:
            kinds.append("chapter")
        else:
            kinds.append("section")
    return kinds


def _number(title: str) -> str:
    match = _NUMBER.match(title)
    return match.group(1) if match else ""


def _bare(title: str, number: str) -> str:
    """The title without its number, where it begins with it."""
    if number and title.startswith(number):
        return title[len(number) :].lstrip(" .:)\t—–-") or title
    return title


def _close(nodes: list[NodeDraft], last: int) -> None:
    """Set where each node ends: where the next that is not below it begins."""
    open_nodes: list[NodeDraft] = []
    depth = {0: 0}
    for node in nodes[1:]:
        depth[node.position] = depth[node.parent or 0] + 1
        while open_nodes and depth[open_nodes[-1].position] >= depth[node.position]:
            ended = open_nodes.pop()
            # a heading at the very top leaves nothing of its page to what came before
            end = node.start_page if node.top > _TOP_MARGIN else node.start_page - 1
            ended.end_page = max(ended.start_page, end)
        open_nodes.append(node)
    for node in open_nodes:
        node.end_page = max(node.start_page, last)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalpha())
