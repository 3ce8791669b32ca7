"""Real office files and e-books, made small."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pymupdf
from pptx.util import Inches

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/c.opf"/></rootfiles></container>'
)
XHTML = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><body>{}</body></html>'
)


def picture() -> bytes:
    drawn = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 60, 40))
    drawn.clear_with(120)
    return drawn.tobytes("png")


def word(path: Path, *, breaks: bool = True) -> Path:
    """Two chapters, on two pages where `breaks`."""
    file = docx.Document()
    file.core_properties.title, file.core_properties.author = "On plants", "Ann Author; Bo Writer"
    file.add_heading("Photosynthesis", 1)
    file.add_paragraph("Plants make sugar of light, water and air.")
    file.add_paragraph("light", style="List Number")
    file.add_paragraph("water", style="List Number")
    table = file.add_table(2, 2)
    for row, cells in enumerate((("gas", "share"), ("oxygen", "21 %"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    file.add_picture(io.BytesIO(picture()))
    file.add_paragraph("Figure 1 A green leaf.")
    if breaks:
        file.add_page_break()
    file.add_heading("Respiration", 1)
    file.add_paragraph("Cells burn sugar in the dark.")
    file.save(path)
    return path


def slides(path: Path) -> Path:
    """Two slides, the second one hidden."""
    deck = pptx.Presentation()
    for title, points in (("Stars", "Hot\nFar away"), ("Secret", "Not for the class")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, points
    deck.slides[0].notes_slide.notes_text_frame.text = "Say it slowly."
    shown = deck.slides[0].shapes.add_picture(io.BytesIO(picture()), Inches(1), Inches(5))
    shown._element.nvPicPr.cNvPr.set("descr", "A red star")
    deck.slides[1]._element.set("show", "0")
    deck.save(path)
    return path


def sheets(path: Path, rows: int = 2) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Planets"
    book.active.append(["name", "moons"])
    for number in range(rows):
        book.active.append([f"planet {number}", number])
    book.save(path)
    return path


def ebook(path: Path, **members: str) -> Path:
    """Two files in the spine; the contents name a place within the second one."""
    parts = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/c.opf": (
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Sonnets</dc:title>'
            "<dc:creator>W. S.</dc:creator><dc:language>en</dc:language></metadata><manifest>"
            '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
            '<item id="a" href="t/a.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="b" href="t/b.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>'
        ),
        "OEBPS/nav.xhtml": XHTML.format(
            '<nav epub:type="toc"><ol><li><a href="t/a.xhtml">Sonnet 1</a></li>'
            '<li><a href="t/b.xhtml#x">Sonnet 2</a></li></ol></nav>'
        ),
        "OEBPS/t/a.xhtml": XHTML.format(
            '<h1>1</h1><p>From fairest creatures&#160;we</p><img src="../i/p.png" alt="a rose"/>'
            '<aside epub:type="footnote">Printed in 1609.</aside>'
        ),
        "OEBPS/t/b.xhtml": XHTML.format('<p>before</p><h1 id="x">2</h1><p>When forty winters</p>'),
        **members,
    }
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        for name, text in parts.items():
            book.writestr(name, text)
        book.writestr("OEBPS/i/p.png", picture())
    return path


def writer(path: Path) -> Path:
    """An OpenDocument text with a soft page break, a note, and a table."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("table", "table"))
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text>"
        '<text:h text:outline-level="1">Tides</text:h>'
        "<text:p>The moon pulls<text:note><text:note-body><text:p>So does the sun."
        "</text:p></text:note-body></text:note> the sea.</text:p><text:soft-page-break/>"
        "<text:list><text:list-item><text:p>spring</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>high</text:p></table:table-cell>"
        "<table:table-cell><text:p>low</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", content)
    return path
