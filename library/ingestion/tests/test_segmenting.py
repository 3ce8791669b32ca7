"""Pages to sections in reading order."""

import random

import pymupdf

from library.ingestion.parsers.base import Block, Line, PageOutcome, ParsedPage, SectionKind
from library.ingestion.parsers.pdf import PdfParser
from library.ingestion.segmenting import BookProfile, page_label, profile_book, segment_page
from library.ingestion.tests import pdfs


def sections_of(path):
    pages = list(PdfParser().read_pages(path, 0, 999))
    profile = profile_book(pages)
    return pages, profile, [segment_page(page, profile) for page in pages]


def one_page(draw, tmp_path):
    document = pymupdf.open()
    draw(document.new_page(width=595, height=842))
    return sections_of(pdfs.save(document, tmp_path / "a.pdf"))[2][0]


def test_it_works(tmp_path):
    _, profile, sections = sections_of(pdfs.book(tmp_path / "book.pdf"))
    assert profile.body_size == 10.0
    first = sections[0]
    assert [s.kind for s in first] == [SectionKind.HEADING] + [SectionKind.TEXT] * 3
    assert first[0].text == "1 The Chapter of Number 1" and first[0].level == 1
    assert [(s.position, s.side) for s in first] == [
        (1, "left"), (2, "right"), (3, "left"), (4, "right"),
    ]  # fmt: skip


def test_running_heads_and_page_numbers_are_left_out(tmp_path):
    _, _, sections = sections_of(pdfs.book(tmp_path / "book.pdf"))
    text = " ".join(section.text for page in sections for section in page)
    assert "On Virtue and Its Parts" not in text
    assert "Page 5 paragraph 2 says so." in text
    assert all(not section.text.isdigit() for page in sections for section in page)


def test_a_repeated_line_is_a_running_head_only_beside_other_text(tmp_path):
    """Two such lines are no text for each other; a page's own line is."""

    def pages_of(own):
        document = pymupdf.open()
        for index in range(4):
            page = document.new_page(width=595, height=842)
            pdfs.put_lines(page, pdfs.LEFT, 60, ["The head of each page"])
            pdfs.put_lines(page, pdfs.LEFT, 800, [f"The foot of page {index + 1}"])
            if index < own:
                pdfs.put_lines(page, pdfs.LEFT, 90, [f"{pdfs.NAMES[index]} words of its own"])
        sections = sections_of(pdfs.save(document, tmp_path / f"{own}.pdf"))[2]
        return [" ".join(section.text for section in page) for page in sections]

    assert pages_of(0) == [f"The head of each page The foot of page {i}" for i in (1, 2, 3, 4)]
    assert pages_of(4) == [f"{name} words of its own" for name in pdfs.NAMES]


def test_lines_point_into_the_text(tmp_path):
    _, _, sections = sections_of(pdfs.two_columns(tmp_path / "two.pdf"))
    for page in sections:
        for section in page:
            assert section.lines
            for line in section.lines:
                words = section.text[line.start : line.end]
                assert words == words.strip() and words
                assert line.box[0] >= 55 and line.box[2] > line.box[0]


def test_columns_are_read_one_after_the_other(tmp_path):
    _, _, sections = sections_of(pdfs.two_columns(tmp_path / "two.pdf"))
    heading, columns, wide, note = sections[1]
    assert heading.kind is SectionKind.HEADING
    assert "Printed over Both" in heading.text
    rows = [columns.text.index(f"left column row {i} ") for i in range(1, 19)]
    rows += [columns.text.index(f"right column row {i} ") for i in range(1, 19)]
    assert rows == sorted(rows)
    assert "the last word of it is philosophy, which begins" in columns.text
    assert wide.text.startswith("A wide line below")
    assert (note.kind, note.position) == (SectionKind.NOTE, 4)
    assert note.text == "1 A footnote of the second page, at its foot."


def test_footnotes_that_are_addresses_are_notes_and_each_stands_alone(tmp_path):
    """Set as programs are, below a program, close together, and the same on several pages."""
    document = pymupdf.open()
    for number in range(1, 5):
        page = document.new_page(width=595, height=842)
        pdfs.put_lines(page, 60, 100, [f"Body row {i} of page {number}, ." for i in range(20)])
        pdfs.put_lines(page, 60, 640, ["u[i] = 2*v[i]", "w[i] = u[i]"], size=9, font="cour")
        pdfs.put_lines(page, 66, 760, [f"{number}http://example.org/wave.py"], size=7, font="cour")
        who = pdfs.NAMES[number - 1]
        pdfs.put_lines(page, 66, 769, [f"{number + 1}Said by the {who}."], size=7)
        pdfs.put_lines(page, 66, 778, [f"{number + 2}And not by the {who}."], size=7)
    path = pdfs.save(document, tmp_path / "notes.pdf")
    _, _, sections = sections_of(path)
    for number, page in enumerate(sections, start=1):
        assert [s.kind for s in page[:-3]] == [SectionKind.TEXT, SectionKind.CODE]
        assert [(s.kind, s.text) for s in page[-3:]] == [
            (SectionKind.NOTE, f"{number}http://example.org/wave.py"),
            (SectionKind.NOTE, f"{number + 1}Said by the {pdfs.NAMES[number - 1]}."),
            (SectionKind.NOTE, f"{number + 2}And not by the {pdfs.NAMES[number - 1]}."),
        ]


def test_a_short_title_over_the_columns_parts_them(tmp_path):
    def draw(page):
        for x, side in ((60, "left"), (310, "right")):
            pdfs.put_lines(page, x, 100, [f"upper {side} row {i} of the page, ." for i in range(9)])
            pdfs.put_lines(page, x, 300, [f"lower {side} row {i} of the page, ." for i in range(9)])
        pdfs.put_lines(page, 60, 250, ["2 Next"], size=20)

    text = " ".join(section.text for section in one_page(draw, tmp_path))
    parts = ("upper left", "upper right", "2 Next", "lower left", "lower right")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.rindex("upper right") < text.index("2 Next") < text.index("lower left")


def test_the_order_does_not_depend_on_the_order_in_the_file(tmp_path):
    pages, profile, sections = sections_of(pdfs.two_columns(tmp_path / "two.pdf"))
    page = pages[2]
    blocks = [Block(line.text, box=line.box, lines=[line]) for b in page.blocks for line in b.lines]
    random.Random(1).shuffle(blocks)
    mixed = ParsedPage(page.index, page.label, page.width, page.height, page.outcome, blocks)
    texts = [section.text for section in segment_page(mixed, profile)]
    assert texts == [section.text for section in sections[2]]


def test_a_figure_keeps_its_caption_and_drops_its_labels(tmp_path):
    picture = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 40, 40)).tobytes("png")

    def draw(page):
        y = pdfs.put_lines(page, 60, 80, [pdfs.LETTER] * 4)
        page.insert_image((60, y + 10, 260, y + 210), stream=picture)
        page.insert_text((100, y + 100), "label")
        y = pdfs.put_lines(page, 60, y + 225, ["Figure 3.1: A black square, which shows"], size=9)
        pdfs.put_lines(page, 60, y + 20, [pdfs.LETTER] * 4)

    before, figure, after = one_page(draw, tmp_path)
    assert (before.kind, after.kind) == (SectionKind.TEXT, SectionKind.TEXT)
    assert figure.kind is SectionKind.FIGURE
    assert figure.text == "Figure 3.1: A black square, which shows"
    assert figure.box[3] - figure.box[1] > 200


def test_code_keeps_its_rows_and_their_indent(tmp_path):
    def draw(page):
        y = pdfs.put_lines(page, 60, 80, [pdfs.LETTER] * 4)
        page.insert_text((60, y + 10), "def f(x):", fontname="cour", fontsize=9)
        page.insert_text((60, y + 21), "    return x", fontname="cour", fontsize=9)
        pdfs.put_lines(page, 60, y + 50, [pdfs.LETTER] * 4)

    _, code, _ = one_page(draw, tmp_path)
    assert code.kind is SectionKind.CODE
    assert code.text == "def f(x):\n    return x"


def test_items_of_a_list_are_one_section(tmp_path):
    def draw(page):
        y = pdfs.put_lines(page, 60, 80, [pdfs.LETTER] * 4)
        for i, item in enumerate(["courage", "temperance", "justice"]):
            page.insert_text(
                (70, y + 10 + 12 * i), f"{i + 1}. {item}", fontname="tiro", fontsize=10
            )
        pdfs.put_lines(page, 60, y + 70, [pdfs.LETTER] * 4)

    _, items, _ = one_page(draw, tmp_path)
    assert items.kind is SectionKind.LIST
    assert items.text == "1. courage\n2. temperance\n3. justice"


def test_an_indent_begins_a_paragraph(tmp_path):
    def draw(page):
        pdfs.put_lines(page, 60, 80, [pdfs.LETTER] * 3)
        pdfs.put_lines(page, 75, 116, ["An indented row begins. " + pdfs.LETTER[:55]])
        pdfs.put_lines(page, 60, 128, [pdfs.LETTER] * 3)

    first, second = one_page(draw, tmp_path)
    assert second.text.startswith("An indented row begins.")
    assert "indented" not in first.text


def test_a_paragraph_cut_by_the_page_says_so(tmp_path):
    def draw(page):
        pdfs.put_lines(page, 60, 80, ["A whole paragraph of one sentence."])
        pdfs.put_lines(page, 60, 110, [pdfs.LETTER, "and this sentence is cut by the"])

    whole, cut = one_page(draw, tmp_path)
    assert (whole.continues, cut.continues) == (False, True)


def test_formats_that_know_their_blocks_keep_them():
    blocks = [
        Block("Title", SectionKind.HEADING, level=2),
        Block("Caption", SectionKind.FIGURE, media="a.png", alt="a cat"),
        Block("Text.", SectionKind.TEXT, lines=[Line("Text.")]),
    ]
    page = ParsedPage(0, "1.1", 0, 0, PageOutcome.TEXT, blocks)
    heading, figure, text = segment_page(page, BookProfile())
    assert (heading.kind, heading.level) == (SectionKind.HEADING, 2)
    assert (figure.media, figure.alt, figure.position) == ("a.png", "a cat", 2)
    assert text.lines == [] and not text.continues


def test_printed_numbers_become_labels_where_the_file_has_none(tmp_path):
    document = pymupdf.open()
    for index in range(8):
        page = document.new_page(width=595, height=842)
        pdfs.put_lines(page, 60, 100, [pdfs.LETTER] * 6)
        if index != 5:
            pdfs.put_lines(page, 300, 815, ["i" * (index + 1) if index < 3 else str(index - 2)])
    pages, profile, _ = sections_of(pdfs.save(document, tmp_path / "a.pdf"))
    labels = [page_label(page, profile) for page in pages]
    assert labels == ["i", "ii", "iii", "1", "2", "3", "4", "5"]


def test_an_empty_page_has_no_sections():
    page = ParsedPage(0, "1", 595, 842, PageOutcome.EMPTY)
    assert segment_page(page, profile_book([page])) == []


def test_columns_of_a_page_from_right_to_left_are_read_from_the_right(tmp_path):
    """Both ragged at the left, which is where their lines end."""
    hebrew = "בראשית ברא אלהים את השמים ואת הארץ והארץ היתה תהו ובהו וחשך "
    html = "<div dir=rtl style='font-size:10px'><p>{}</p></div>"

    def draw(page):
        page.insert_htmlbox((60, 100, 280, 700), html.format("שמאל " + hebrew * 8))
        page.insert_htmlbox((310, 100, 535, 700), html.format("ימין " + hebrew * 8 + "סוף."))

    first, second = one_page(draw, tmp_path)
    assert first.text.startswith("ימין")
    assert second.text.startswith("שמאל")
    assert first.text.count("בראשית") == second.text.count("בראשית") == 8
    assert first.box[0] > second.box[2]
    assert all(line.box[0] >= 305 for line in first.lines)
