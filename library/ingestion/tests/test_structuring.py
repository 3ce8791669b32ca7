"""The tree of a book, and where in it a section belongs."""

from library.ingestion.contents import read_contents
from library.ingestion.parsers.base import OutlineEntry, SectionKind
from library.ingestion.segmenting import SectionDraft
from library.ingestion.structuring import (
    Heading,
    build_tree,
    chapter_of,
    locate,
    place_sections,
)

OUTLINE = [
    OutlineEntry(1, "1 Waves", 2),
    OutlineEntry(2, "1.1 Strings", 2, top=300.0),
    OutlineEntry(2, "1.2 Water", 5, top=400.0),
    OutlineEntry(1, "2 Light", 8),
]


def test_it_works():
    nodes = build_tree(OUTLINE, [], 12, "Physics")
    assert [(n.position, n.parent, n.kind, n.number, n.title) for n in nodes] == [
        (0, None, "book", "", "Physics"),
        (1, 0, "chapter", "1", "Waves"),
        (2, 1, "section", "1.1", "Strings"),
        (3, 1, "section", "1.2", "Water"),
        (4, 0, "chapter", "2", "Light"),
    ]
    assert [(n.start_page, n.end_page) for n in nodes] == [(0, 11), (2, 7), (2, 5), (5, 7), (8, 11)]


def test_a_place_belongs_to_its_deepest_node():
    nodes = build_tree(OUTLINE, [], 12, "Physics")
    places = [(0, 0), (2, 10), (2, 300), (4, 0), (5, 10), (5, 500), (8, 0), (11, 9)]
    assert [locate(nodes, page, top) for page, top in places] == [0, 1, 2, 2, 2, 3, 4, 4]
    assert [chapter_of(nodes, position) for position in range(5)] == [0, 1, 1, 1, 4]


def test_sections_in_columns_are_placed_by_their_headings():
    nodes = build_tree(OUTLINE, [], 12, "Physics")
    sections = [
        SectionDraft(1, SectionKind.TEXT, "Before.", (50, 50, 290, 380)),
        SectionDraft(2, SectionKind.HEADING, "1.2 Water", (50, 398, 290, 410)),
        SectionDraft(3, SectionKind.TEXT, "After.", (50, 420, 290, 700)),
        SectionDraft(4, SectionKind.TEXT, "In the right column, higher up.", (310, 50, 540, 200)),
    ]
    assert place_sections(nodes, 5, sections) == [2, 3, 3, 3]
    assert place_sections(nodes, 6, sections[:1]) == [3]
    assert place_sections(nodes, 8, []) == []


def test_units_stand_above_chapters():
    outline = [
        OutlineEntry(1, "Part I Motion", 0),
        OutlineEntry(2, "Forces", 1),
        OutlineEntry(3, "Friction", 2),
        OutlineEntry(1, "Appendix", 5),
    ]
    kinds = [node.kind for node in build_tree(outline, [], 9, "Physics")]
    assert kinds == ["book", "unit", "chapter", "section", "chapter"]


def test_kinds_given_by_the_format_are_kept():
    outline = [OutlineEntry(1, "A", 0, kind="unit"), OutlineEntry(2, "B", 1, kind="chapter")]
    assert [n.kind for n in build_tree(outline, [], 2, "Book")] == ["book", "unit", "chapter"]


def test_an_outline_below_the_book_itself_loses_that_level():
    outline = [OutlineEntry(1, "Physics", 0), OutlineEntry(2, "A", 1), OutlineEntry(2, "B", 2)]
    nodes = build_tree(outline, [], 3, "Physics")
    assert [(n.title, n.kind, n.parent) for n in nodes[1:]] == [
        ("A", "chapter", 0), ("B", "chapter", 0),
    ]  # fmt: skip


def test_one_wild_entry_moves_no_other():
    outline = [
        OutlineEntry(1, title, page) for title, page in zip("ABCD", (1, 90, 3, 5), strict=True)
    ]
    starts = [node.start_page for node in build_tree(outline, [], 100, "Book")[1:]]
    assert starts == [1, 1, 3, 5]


def test_entries_that_point_nowhere_are_left_out():
    outline = [OutlineEntry(1, "A", -1), OutlineEntry(1, "B", 1), OutlineEntry(1, "C", 99)]
    headings = [Heading("H", 0), Heading("I", 1)]
    assert [n.title for n in build_tree(outline, headings, 3, "Book")] == ["Book", "H", "I"]


def test_headings_serve_where_there_is_no_outline():
    headings = [Heading("A", 0, 50, 2), Heading("a", 1, 60, 4), Heading("B", 3, 50, 2)]
    nodes = build_tree([], headings, 5, "Book")
    assert [(n.title, n.kind, n.parent) for n in nodes] == [
        ("Book", "book", None), ("A", "chapter", 0), ("a", "section", 1), ("B", "chapter", 0),
    ]  # fmt: skip


def test_the_tree_is_never_empty():
    [book] = build_tree([], [], 3, "Letters")
    assert (book.kind, book.start_page, book.end_page) == ("book", 0, 2)
    assert locate([book], 2, 100) == 0


def test_printed_contents_serve_where_there_is_no_outline():
    lines = [
        ("Contents", 60.0),
        ("1 Waves … 3", 60.0),
        ("1.1 Strings … 3", 75.0),
        ("1.2 Water … 6", 75.0),
        ("2 Light 9", 60.0),
        ("Index … 12", 60.0),
    ]
    labels = {str(number): number + 1 for number in range(1, 20)}
    entries = read_contents([(0, [("A title 5", 60.0)]), (1, lines), (2, [])], labels)
    assert [(e.level, e.title, e.page_index) for e in entries] == [
        (1, "1 Waves", 4), (2, "1.1 Strings", 4), (2, "1.2 Water", 7), (1, "2 Light", 10),
        (1, "Index", 13),
    ]  # fmt: skip
    nodes = build_tree([], [], 20, "Physics", contents=entries)
    assert [n.number for n in nodes] == ["", "1", "1.1", "1.2", "2", ""]


def test_contents_that_name_a_wrong_page_are_set_right_by_the_headings():
    contents = [OutlineEntry(1, "1 Waves", 3), OutlineEntry(1, "2 Light", 9)]
    headings = [Heading("2 Light", 2, 70), Heading("1 Waves", 4, 80), Heading("2 Light", 10, 90)]
    nodes = build_tree([], headings, 20, "Physics", contents=contents)
    assert [(node.start_page, node.top) for node in nodes[1:]] == [(4, 80), (10, 90)]


def test_an_index_is_no_table_of_contents():
    lines = [(f"word{i} … {page}", 60.0) for i, page in enumerate((9, 3, 14, 2, 11, 5))]
    labels = {str(number): number for number in range(1, 20)}
    assert read_contents([(0, lines)], labels) == []
