"""Office files, e-books and text, read in the child process that reads strangers' files."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from library.ingestion import sandbox
from library.ingestion.parsers.base import SectionKind
from library.ingestion.parsers.registry import open_picture, recognise
from library.ingestion.tests import documents
from project.errors import UnreadableSource

OFFICE = Path(__file__).parent / "office"


@pytest.fixture(autouse=True)
def _no_child_left():
    yield
    sandbox.close()


def read(path):
    """(kind, what it says of itself, its pages) by the door that ingestion takes."""
    kind = recognise(path.read_bytes()[:4096], path.name)
    found = sandbox.inspect(kind, path)
    return kind, found, list(sandbox.read_pages(kind, path, 0, found.page_count))


def texts(page):
    return [(block.kind, block.text) for block in page.blocks]


def test_a_word_file_has_the_pages_of_word(tmp_path):
    path = documents.word(tmp_path / "plants.docx")
    kind, found, pages = read(path)
    assert (kind, found.title, found.authors) == ("docx", "On plants", ["Ann Author", "Bo Writer"])
    assert [page.label for page in pages] == ["1", "2"]
    assert texts(pages[0]) == [
        (SectionKind.HEADING, "Photosynthesis"),
        (SectionKind.TEXT, "Plants make sugar of light, water and air."),
        (SectionKind.LIST, "1. light\n2. water"),
        (SectionKind.TABLE, "gas | share\noxygen | 21 %"),
        (SectionKind.FIGURE, "Figure 1 A green leaf."),
    ]
    with open_picture(kind, path, pages[0].blocks[-1].media) as picture:
        assert picture.read(4) == b"\x89PNG"
    assert [entry.title for entry in sandbox.read_outline(kind, path)] == [
        "Photosynthesis",
        "Respiration",
    ]


def test_a_word_file_that_was_never_laid_out_is_cited_by_its_headings(tmp_path):
    _, _, pages = read(documents.word(tmp_path / "plants.docx", breaks=False))
    assert [page.label for page in pages] == ["“Photosynthesis”", "“Respiration”"]


def test_slides_keep_notes_and_pictures_and_hide_what_is_hidden(tmp_path):
    _, found, [page] = read(documents.slides(tmp_path / "stars.pptx"))
    assert found.warnings == ["1 hidden slide was left out."]
    assert texts(page) == [
        (SectionKind.HEADING, "Stars"),
        (SectionKind.LIST, "• Hot\n• Far away"),
        (SectionKind.FIGURE, "A red star"),
        (SectionKind.NOTE, "Say it slowly."),
    ]


def test_a_long_sheet_repeats_its_head(tmp_path):
    _, _, pages = read(documents.sheets(tmp_path / "planets.xlsx", rows=61))
    assert [page.label for page in pages] == ["Planets", "Planets (2)"]
    assert pages[1].blocks[0].text == "name | moons\nplanet 60 | 60"


@pytest.mark.parametrize(
    ("name", "labels", "on_the_last"),
    [
        ("tides.docx", ["1", "2"], "that is a spring tide"),
        ("lighthouses.odt", ["1", "2"], "cut a lens into rings"),
        ("bread.rtf", ["1", "2"], "Yeast eats the sugar"),
        ("rivers.xlsx", ["Continents", "Rivers"], "Danube | 2850"),
    ],
)
def test_what_a_program_saved_has_its_pages(name, labels, on_the_last):
    """Breaks set by hand; each format has a way of its own."""
    _, _, pages = read(OFFICE / name)
    assert [page.label for page in pages] == labels
    assert on_the_last in " ".join(text for _, text in texts(pages[-1]))


def test_a_break_that_word_notes_where_it_set_one_is_one_break(tmp_path):
    file = docx.Document()
    file.add_paragraph("First page.")
    file.add_page_break()
    said = file.add_paragraph().add_run("Second page.")
    said._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
    more = file.add_paragraph().add_run("Third page.")
    more._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
    file.save(tmp_path / "word.docx")
    _, _, pages = read(tmp_path / "word.docx")
    assert [page.blocks[0].text for page in pages] == ["First page.", "Second page.", "Third page."]


def test_an_open_document(tmp_path):
    _, _, pages = read(documents.writer(tmp_path / "tides.odt"))
    assert texts(pages[0]) == [
        (SectionKind.HEADING, "Tides"),
        (SectionKind.TEXT, "The moon pulls¹ the sea."),
        (SectionKind.NOTE, "¹ So does the sun."),
    ]
    assert texts(pages[1]) == [(SectionKind.LIST, "• spring"), (SectionKind.TABLE, "high | low")]


def test_an_e_book_follows_its_spine_and_its_contents(tmp_path):
    path = documents.ebook(tmp_path / "sonnets.epub")
    kind, found, pages = read(path)
    assert (found.title, found.authors, found.language) == ("Sonnets", ["W. S."], "en")
    assert texts(pages[0]) == [
        (SectionKind.HEADING, "1"),
        (SectionKind.TEXT, "From fairest creatures we"),
        (SectionKind.FIGURE, "a rose"),
        (SectionKind.NOTE, "Printed in 1609."),
    ]
    outline = [(entry.title, entry.page_index) for entry in sandbox.read_outline(kind, path)]
    assert outline == [("Sonnet 1", 0), ("Sonnet 2", 2)]


def test_a_saved_page_keeps_its_tables_and_lists_and_runs_nothing(tmp_path):
    path = tmp_path / "water.html"
    path.write_text(
        "<html lang=de><title>Wasser</title><h1>Wasser</h1><script>alert(1)</script>"
        "<p>Es ist H<sub>2</sub>O, bei 10<sup>6</sup> Pa.<ul><li>nass<ul><li>tief</ul></ul>"
        "<table><tr><th>a<th>b<tr><td rowspan=2>1<td>2<tr><td>3</table><p hidden>nichts"
    )
    _, found, [page] = read(path)
    assert (found.title, found.language) == ("Wasser", "de")
    assert texts(page) == [
        (SectionKind.HEADING, "Wasser"),
        (SectionKind.TEXT, "Es ist H₂O, bei 10⁶ Pa."),
        (SectionKind.LIST, "• nass\n  • tief"),
        (SectionKind.TABLE, "a | b\n1 | 2\n1 | 3"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.md", b"# One\n\nIt *is*.\n\n|h|i|\n|-|-|\n|1|2|", ["One", "It is.", "h | i\n1 | 2"]),
        ("a.txt", "A title\n=======\n\nÜber\ngut.".encode("cp1252"), ["A title", "Über gut."]),
        ("a.rtf", rb"{\rtf1\ansi Season of\par and mellow\par}", ["Season of", "and mellow"]),
    ],
)
def test_text(tmp_path, name, data, expected):
    path = tmp_path / name
    path.write_bytes(data)
    _, _, [page] = read(path)
    assert [block.text for block in page.blocks] == expected


def test_a_long_text_is_parted(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"Paragraph {n} " + "word " * 200 for n in range(20)))
    _, found, pages = read(path)
    assert found.page_count == len(pages) == 3
    assert pages[1].label.startswith("“Paragraph 7 word")


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)


def bomb(path):
    zipped(path, {"word/document.xml": b"0" * (30 * 1024 * 1024)})


def entities(path):
    text = '<!DOCTYPE x [<!ENTITY a "aaaa">]><package>&a;</package>'
    documents.ebook(path, **{"OEBPS/c.opf": text})


def cut(path):
    documents.word(path)
    path.write_bytes(path.read_bytes()[:-400])


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.docx", bomb, "200 times larger"),
        ("a.epub", entities, "XML entities"),
        ("a.docx", cut, "damaged"),
        ("a.docx", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "password"),
        ("a.pptx", lambda path: zipped(path, {"x": b"y"}), "damaged"),
        ("a.xlsx", lambda path: path.write_bytes(b""), "damaged"),
        ("a.odt", lambda path: zipped(path, {"content.xml": b"<a/>"}), "damaged"),
        ("a.epub", lambda path: documents.word(path), "damaged"),
        ("a.txt", lambda path: path.write_bytes(b"  \n "), "no text"),
        ("a.txt", lambda path: path.write_bytes(bytes(range(256)) * 20), "damaged"),
    ],
)
def test_bad_files_end_in_a_sentence(tmp_path, name, make, said):
    path = tmp_path / name
    make(path)
    with pytest.raises(UnreadableSource, match=said):
        read(path)


def test_a_name_that_leads_out_of_an_e_book_is_no_picture(tmp_path):
    text = documents.XHTML.format('<p>x</p><img src="../../../../etc/passwd.png" alt="no"/>')
    path = documents.ebook(tmp_path / "a.epub", **{"OEBPS/t/a.xhtml": text})
    _, _, pages = read(path)
    assert [block.media for block in pages[0].blocks] == ["", ""]
    with pytest.raises(UnreadableSource):
        open_picture("epub", path, "OEBPS/c.opf")
