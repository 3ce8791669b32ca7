"""The tree of a book: what is open, what is counted, what is marked."""

from library.models import StructureNode
from library.trees import Sought, nest

UNIT, CHAPTER, SECTION = "unit", "chapter", "section"


def nodes(*rows) -> list[StructureNode]:
    """rows: (depth, kind, title, first page, last page)."""
    book = StructureNode(depth=0, kind="book", title="Book", start_page=0, end_page=99)
    return [book] + [
        StructureNode(depth=depth, kind=kind, title=title, start_page=first, end_page=last)
        for depth, kind, title, first, last in rows
    ]


BOOK = nodes(
    (1, UNIT, "Sky", 0, 20),
    (2, CHAPTER, "Stars", 0, 9),
    (3, SECTION, "Red stars", 0, 4),
    (4, SECTION, "Dwarfs", 2, 3),
    (3, SECTION, "Blue stars", 4, 9),
    (2, CHAPTER, "Moons", 10, 20),
    (1, CHAPTER, "Earth", 21, 30),
    (2, SECTION, "Rocks", 21, 30),
)


def flat(branches):
    for branch in branches:
        yield branch
        yield from flat(branch.branches)


def titled(branches, holds) -> list[str]:
    return [branch.node.title for branch in flat(branches) if holds(branch)]


def test_it_works():
    tree = nest(BOOK)
    assert [branch.node.title for branch in tree] == ["Sky", "Earth"]
    assert {b.node.title: b.parts for b in flat(tree) if b.parts} == {
        "Sky": 5, "Stars": 3, "Red stars": 1, "Earth": 1,
    }  # fmt: skip


def test_all_below_the_chapters_is_closed():
    assert titled(nest(BOOK), lambda branch: branch.is_open) == ["Sky"]


def test_it_is_open_where_the_page_leads():
    tree = nest(BOOK, Sought(page=2))
    assert titled(tree, lambda branch: branch.is_open) == ["Sky", "Stars", "Red stars"]
    assert titled(tree, lambda branch: branch.is_sought) == ["Dwarfs"]


def test_a_page_of_two_parts_leads_to_the_first():
    assert titled(nest(BOOK, Sought(page=4)), lambda branch: branch.is_sought) == ["Red stars"]


def test_a_page_of_no_part_leads_nowhere():
    assert titled(nest(BOOK, Sought(page=99)), lambda branch: branch.is_sought) == []


def test_it_is_open_where_the_words_lead():
    tree = nest(BOOK, Sought(words="STARS"))
    assert titled(tree, lambda b: b.is_sought) == ["Stars", "Red stars", "Blue stars"]
    assert titled(tree, lambda b: b.is_open) == ["Sky", "Stars"]


def test_an_only_root_is_open():
    tree = nest(nodes((1, SECTION, "All", 0, 9), (2, SECTION, "Part", 0, 9)))
    assert titled(tree, lambda branch: branch.is_open) == ["All"]
