"""PDF files of every condition, through the parser's own methods."""

import pymupdf
import pytest

from library.ingestion.parsers.base import PageOutcome, SectionKind
from library.ingestion.parsers.pdf import PdfParser
from library.ingestion.tests import pdfs
from project.errors import UnreadableSource

PARSER = PdfParser()


def read(path, start=0, stop=9999):
    return list(PARSER.read_pages(path, start, stop))


def refusal(path):
    with pytest.raises(UnreadableSource) as caught:
        PARSER.inspect(path)
    with pytest.raises(UnreadableSource):
        read(path)
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_it_works(tmp_path):
    path = pdfs.book(tmp_path / "book.pdf")
    seen = PARSER.inspect(path)
    assert (seen.title, seen.page_count) == ("A Book of Virtue", 6)
    assert seen.authors == ["Ann Author", "Bo Writer"]
    assert seen.warnings == []
    pages = read(path)
    assert [page.index for page in pages] == list(range(6))
    assert {page.outcome for page in pages} == {PageOutcome.TEXT}
    assert "Page 4 paragraph 2 says so." in " ".join(block.text for block in pages[4].blocks)


def test_a_range_of_pages_is_read_alone(tmp_path):
    pages = read(pdfs.book(tmp_path / "book.pdf"), 2, 4)
    assert [page.index for page in pages] == [2, 3]


def test_lines_carry_box_size_and_weight(tmp_path):
    document = pymupdf.open()
    page = document.new_page()
    pdfs.put_lines(page, 60, 100, ["Bold words"], size=14, font="tibo")
    pdfs.put_lines(page, 60, 200, ["print(x)"], size=9, font="cour")
    [page] = read(pdfs.save(document, tmp_path / "a.pdf"))
    bold, mono = (line for block in page.blocks for line in block.lines)
    assert (bold.text, bold.size, bold.bold, bold.mono) == ("Bold words", 14.0, True, False)
    assert (mono.text, mono.bold, mono.mono) == ("print(x)", False, True)
    x0, y0, x1, y1 = bold.box
    assert 58 < x0 < 62 and 84 < y0 < 92 and x1 > 110 and 100 < y1 < 108


def test_labels_are_those_of_the_file(tmp_path):
    labels = [
        {"startpage": 0, "prefix": "", "style": "r", "firstpagenum": 1},
        {"startpage": 4, "prefix": "A-", "style": "D", "firstpagenum": 7},
    ]
    pages = read(pdfs.book(tmp_path / "book.pdf", labels=labels))
    assert [page.label for page in pages] == ["i", "ii", "iii", "iv", "A-7", "A-8"]


def test_a_rotated_page_is_read_as_it_is_seen(tmp_path):
    document = pymupdf.open()
    page = document.new_page(width=600, height=800)
    # printed upwards, so that it stands upright once the page is turned
    page.insert_text((100, 700), "First line", rotate=90)
    page.insert_text((120, 700), "Second line", rotate=90)
    page.set_rotation(90)
    [page] = read(pdfs.save(document, tmp_path / "a.pdf"))
    assert (page.width, page.height) == (800, 600)
    first, second = (line for block in page.blocks for line in block.lines)
    assert (first.text, second.text) == ("First line", "Second line")
    assert first.box[1] < second.box[1] and first.box[2] - first.box[0] > 30
    assert first.box[3] < 150 and abs(first.box[0] - 100) < 2


def test_divided_words_and_ligatures_are_made_whole(tmp_path):
    document = pymupdf.open()
    page = document.new_page()
    pdfs.put_lines(page, 60, 100, ["The philoso-", "pher \ufb01nds it."], font="tiro")
    [page] = read(pdfs.save(document, tmp_path / "a.pdf"))
    assert "philosopher" in page.blocks[0].text


def test_pages_without_text_are_told_apart(tmp_path):
    picture, blank, numbered, mixed = read(pdfs.scanned(tmp_path / "scan.pdf"))
    assert picture.outcome is PageOutcome.SCANNED and "picture" in picture.note
    assert blank.outcome is PageOutcome.EMPTY
    assert numbered.outcome is PageOutcome.SCANNED
    assert mixed.outcome is PageOutcome.TEXT
    [box] = [block.box for block in mixed.blocks if block.is_picture]
    # the picture keeps its proportions within the place it was given
    assert box[0] >= 99 and box[1] >= 99 and box[2] <= 301 and box[3] <= 251


def test_letters_without_meaning_are_not_taken_for_text(tmp_path):
    document = pymupdf.open()
    garbage = "".join(chr(ord(c) - 29) if c.isalpha() else c for c in pdfs.LETTER)
    pdfs.put_lines(document.new_page(), 20, 100, [garbage] * 12)
    pdfs.put_lines(document.new_page(), 20, 100, [pdfs.LETTER] * 12)
    garbled, fine = read(pdfs.save(document, tmp_path / "a.pdf"))
    assert garbled.outcome is PageOutcome.SCANNED and "font" in garbled.note
    assert garbled.blocks == []
    assert fine.outcome is PageOutcome.TEXT


def test_a_ruled_table_is_one_block(tmp_path):
    document = pymupdf.open()
    page = document.new_page()
    for i in range(4):
        page.draw_line((60, 100 + 20 * i), (360, 100 + 20 * i))
        page.draw_line((60 + 100 * i, 100), (60 + 100 * i, 160))
    for row, cells in enumerate([("Name", "Born", "Died"), ("Kant", "1724", "1804"),
                                 ("Hume", "1711", "1776")]):  # fmt: skip
        for column, cell in enumerate(cells):
            page.insert_text((65 + 100 * column, 114 + 20 * row), cell)
    pdfs.put_lines(page, 60, 200, [pdfs.LETTER] * 3)
    [page] = read(pdfs.save(document, tmp_path / "a.pdf"))
    [table] = [block for block in page.blocks if block.kind is SectionKind.TABLE]
    assert table.text == "Name | Born | Died\nKant | 1724 | 1804\nHume | 1711 | 1776"
    assert "\n".join(line.text for line in table.lines) == table.text
    assert not any("Kant" in block.text for block in page.blocks if block is not table)


def test_the_outline_says_where_on_the_page(tmp_path):
    document = pymupdf.open()
    document.new_page()
    document.new_page()
    document.set_toc([
        [1, "One", 1, {"kind": 1, "to": pymupdf.Point(0, 72)}],
        [2, "1.1 Within", 2, {"kind": 1, "to": pymupdf.Point(0, 400)}],
    ])  # fmt: skip
    one, within = PARSER.read_outline(pdfs.save(document, tmp_path / "a.pdf"))
    assert (one.level, one.title, one.page_index) == (1, "One", 0)
    assert (within.number, within.page_index) == ("1.1", 1)
    assert abs(one.top - 72) < 2 and abs(within.top - 400) < 2


def test_a_title_made_by_a_program_gives_way_to_the_largest_print(tmp_path):
    document = pymupdf.open()
    page = document.new_page()
    pdfs.put_lines(page, 60, 100, ["Ethics for Beginners"], size=24)
    pdfs.put_lines(page, 60, 200, [pdfs.LETTER])
    document.set_metadata({"title": "Microsoft Word - ethics.doc"})
    assert PARSER.inspect(pdfs.save(document, tmp_path / "a.pdf")).title == "Ethics for Beginners"


def test_text_in_one_size_is_no_title(tmp_path):
    document = pymupdf.open()
    text = "Granules are columns of hot gas that rise through the photosphere. " * 9
    document.new_page().insert_textbox(pymupdf.Rect(60, 60, 540, 700), text)
    assert PARSER.inspect(pdfs.save(document, tmp_path / "a.pdf")).title == ""


def test_a_locked_file_asks_for_its_password(tmp_path):
    path = pdfs.locked(tmp_path / "locked.pdf")
    assert refusal(path) == "password_needed"
    with pytest.raises(UnreadableSource) as caught:
        PARSER.unlock(path, "wrong", tmp_path / "open.pdf")
    assert caught.value.code == "wrong_password"
    assert not (tmp_path / "open.pdf").exists()
    PARSER.unlock(path, "secret", tmp_path / "open.pdf")
    [page] = read(tmp_path / "open.pdf")
    assert page.blocks[0].text == "Locked text."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html><body>no</body></html>", "wrong_type"),
        (b"<script>alert(1)</script>%PDF-1.4\n", "wrong_type"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (pdfs.raw(pdfs.pages_tree(0)), "no_pages"),
        (pdfs.raw(pdfs.pages_tree(5001)), "too_many_pages"),
    ],
    ids=["zero-byte", "html", "script-prefixed", "header-only", "zero-page", "5001-page"],
)
def test_what_is_no_readable_pdf_is_refused(tmp_path, content, code):
    path = tmp_path / "bad.pdf"
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_script_before_a_whole_pdf_is_refused(tmp_path):
    path = pdfs.book(tmp_path / "book.pdf")
    path.write_bytes(b"<script>alert(1)</script>" + path.read_bytes())
    assert refusal(path) == "wrong_type"


@pytest.mark.parametrize("damage", ["truncated", "xref"])
def test_a_damaged_file_is_repaired_with_a_warning(tmp_path, damage):
    path = pdfs.book(tmp_path / "book.pdf")
    whole = path.read_bytes()
    if damage == "truncated":
        path.write_bytes(whole[: int(len(whole) * 0.9)])
    else:
        at = whole.rindex(b"startxref")
        path.write_bytes(whole[:at] + b"startxref\n7\n%%EOF")
    seen = PARSER.inspect(path)
    assert "repaired" in seen.warnings[0]
    pages = read(path)
    assert len(pages) == seen.page_count
    text = " ".join(block.text for page in pages for block in page.blocks)
    assert "Page 0 paragraph 0 says so." in text


def test_a_giant_page_is_failed_and_the_others_are_read(tmp_path):
    objects = pdfs.pages_tree(2)
    objects[2] = objects[2].replace(b"595 842", b"900000 900000")
    path = tmp_path / "giant.pdf"
    path.write_bytes(pdfs.raw(objects))
    giant, blank = read(path)
    assert giant.outcome is PageOutcome.FAILED and "200 inches" in giant.note
    assert blank.outcome is PageOutcome.EMPTY
