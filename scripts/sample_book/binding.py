"""Title, imprint and contents before the laid pages; heads, page numbers, outline and labels."""

from pathlib import Path

import pymupdf

from .layout import BODY, PAGE, Laid, Mark

TITLE = "Astronomy"
SUBTITLE = "A sample: chapters 1 and 2"
AUTHORS = "Andrew Fraknoi  ·  David Morrison  ·  Sidney C. Wolff"
INK, QUIET = (0.11, 0.14, 0.19), (0.33, 0.36, 0.40)
BLUE, RED, SHEET = (0.12, 0.31, 0.55), (0.64, 0.25, 0.12), (0.965, 0.949, 0.91)
CONTENTS_LEADING = 19
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
IMPRINT = (
    "This sample holds the preface, chapters 1 and 2 and appendices A to E of <i>Astronomy</i> by "
    "Andrew Fraknoi, David Morrison and Sidney C. Wolff, published by OpenStax, Rice University.",
    "<b>Access for free at openstax.org/details/books/astronomy</b>",
    "The text is licensed under the Creative Commons Attribution 4.0 International License "
    "(CC BY 4.0), creativecommons.org/licenses/by/4.0, and so is this document. Pictures are "
    "credited in their captions.",
    "Changes made: chapters were selected and links to the others became plain words; pictures "
    "were made smaller; the diagrams of retrograde motion and of the phases of Venus were drawn "
    "again; five pictures of chapter 2 and the references to them were left out; the whole was "
    "newly set. This is not an edition of OpenStax. OpenStax and Rice University do not endorse "
    "Lectern.",
    "Set in Literata and Atkinson Hyperlegible Next, both under the SIL Open Font License.",
)
RIGHTS = (
    f"{TITLE} by Andrew Fraknoi, David Morrison, Sidney C. Wolff. OpenStax, Rice University. "
    "Access for free at openstax.org"
)
XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:cc="http://creativecommons.org/ns#">
   <dc:creator><rdf:Seq><rdf:li>Andrew Fraknoi</rdf:li><rdf:li>David Morrison</rdf:li>
    <rdf:li>Sidney C. Wolff</rdf:li></rdf:Seq></dc:creator>
   <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{RIGHTS}</rdf:li></rdf:Alt></dc:rights>
   <xmpRights:Marked>True</xmpRights:Marked>
   <xmpRights:WebStatement>https://openstax.org/details/books/astronomy</xmpRights:WebStatement>
   <cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


def bind(front: Laid, body: Laid, fonts: Path, target: Path) -> int:
    """Write the book; the number of its pages."""
    entries = [*front.marks, *body.marks]
    contents_pages = -(-_contents_height(entries) // int(BODY.height - 50))
    before = 2 + contents_pages
    book = pymupdf.open()
    _title_page(book, fonts)
    _imprint_page(book, fonts)
    for _ in range(contents_pages):
        book.new_page(width=PAGE.width, height=PAGE.height)
    for laid in (front, body):
        first = len(book)
        book.insert_pdf(laid.document)
        _decorate(book, laid, first, fonts, is_roman=laid is front)
    numbered = [(mark, before + mark.page) for mark in front.marks]
    start = before + len(front.document)
    numbered += [(mark, start + mark.page) for mark in body.marks]
    _contents(book, numbered, start, fonts)
    _outline(book, numbered)
    _finish(book, start, target)
    return len(book)


def _title_page(book: pymupdf.Document, fonts: Path) -> None:
    page = book.new_page(width=PAGE.width, height=PAGE.height)
    left = BODY.x0
    page.draw_rect((left, 96, left + 5, 250), color=None, fill=BLUE)
    page.draw_rect((BODY.x1 - 5, 96, BODY.x1, 250), color=None, fill=RED)
    _write(page, fonts, "literata-bold", (left + 24, 172), TITLE, 46, INK)
    _write(page, fonts, "literata-italic", (left + 26, 204), SUBTITLE, 16, QUIET)
    _write(page, fonts, "sans-regular", (left + 24, 320), AUTHORS, 10.5, INK)
    lines = (
        "From the open textbook by OpenStax, Rice University",
        "Access for free at openstax.org",
        "Licensed under CC BY 4.0",
    )
    for number, line in enumerate(lines):
        _write(page, fonts, "sans-regular", (left + 24, 570 + 15 * number), line, 9.5, QUIET)


def _imprint_page(book: pymupdf.Document, fonts: Path) -> None:
    page = book.new_page(width=PAGE.width, height=PAGE.height)
    css = (
        "@font-face{font-family:sans;src:url(sans-regular.ttf)}"
        "@font-face{font-family:sans;font-weight:bold;src:url(sans-bold.ttf)}"
        "@font-face{font-family:sans;font-style:italic;src:url(sans-italic.ttf)}"
        "p{font-family:sans;font-size:9pt;line-height:1.45;margin:0 0 8pt 0;color:#1d2430}"
    )
    html = "".join(f"<p>{paragraph}</p>" for paragraph in IMPRINT)
    area = pymupdf.Rect(BODY.x0, 400, BODY.x1, BODY.y1)
    page.insert_htmlbox(area, html, css=css, archive=pymupdf.Archive(str(fonts)))


def _contents_height(entries: list[Mark]) -> int:
    return sum(CONTENTS_LEADING + (8 if mark.level == 1 else 0) for mark in entries)


def _contents(
    book: pymupdf.Document, numbered: list[tuple[Mark, int]], start: int, fonts: Path
) -> None:
    page_number, page = 1, None
    y = BODY.y1
    for mark, at in numbered:
        if y + CONTENTS_LEADING > BODY.y1:
            page_number += 1
            page = book[page_number]
            y = BODY.y0 + (50 if page_number == 2 else 6)
            if page_number == 2:
                _write(page, fonts, "literata-bold", (BODY.x0, BODY.y0 + 22), "Contents", 22, INK)
            _write_number(page, _roman(page_number + 1), fonts)
        y += CONTENTS_LEADING + (8 if mark.level == 1 else 0)
        _contents_line(page, mark, at, start, y, fonts)


def _contents_line(
    page: pymupdf.Page, mark: Mark, at: int, start: int, y: float, fonts: Path
) -> None:
    face = "literata-bold" if mark.level == 1 else "literata-regular"
    size = 10.6 if mark.level == 1 else 10
    left = BODY.x0 + (0 if mark.level == 1 else 16)
    label = _roman(at + 1) if at < start else str(at - start + 1)
    title_end = left + _width(fonts, face, mark.title, size)
    label_start = BODY.x1 - _width(fonts, face, label, size)
    _write(page, fonts, face, (left, y), mark.title, size, INK)
    _write(page, fonts, face, (label_start, y), label, size, INK)
    dot = title_end + 7
    while dot < label_start - 6:
        page.draw_circle((dot, y - 1.2), 0.45, color=None, fill=QUIET)
        dot += 6
    area = pymupdf.Rect(left, y - 12, BODY.x1, y + 4)
    page.insert_link({"kind": pymupdf.LINK_GOTO, "from": area, "page": at})


def _decorate(
    book: pymupdf.Document, laid: Laid, first: int, fonts: Path, *, is_roman: bool
) -> None:
    """Grounds below the notes, running heads and page numbers."""
    for number, _, ground in laid.notes:
        page = book[first + number]
        page.draw_rect(ground, color=None, fill=SHEET, overlay=False)
    for number, head in enumerate(laid.running):
        page = book[first + number]
        label = _roman(first + number + 1) if is_roman else str(number + 1)
        _write_number(page, label, fonts)
        if number not in laid.openers:
            text = head if number % 2 == 0 else TITLE
            width = _width(fonts, "sans-italic", text, 8.6)
            left = BODY.x1 - width if number % 2 == 0 else BODY.x0
            _write(page, fonts, "sans-italic", (left, 39), text, 8.6, QUIET)
            page.draw_line((BODY.x0, 45), (BODY.x1, 45), color=(0.85, 0.82, 0.75), width=0.6)


def _write_number(page: pymupdf.Page, label: str, fonts: Path) -> None:
    left = (PAGE.width - _width(fonts, "sans-regular", label, 9)) / 2
    _write(page, fonts, "sans-regular", (left, 680), label, 9, QUIET)


def _outline(book: pymupdf.Document, numbered: list[tuple[Mark, int]]) -> None:
    lines = [[1, "Contents", 3]]
    for mark, at in numbered:
        to = {"kind": pymupdf.LINK_GOTO, "page": at, "to": pymupdf.Point(0, mark.top - 8)}
        lines.append([mark.level, mark.title.replace("  ", " "), at + 1, to])
    book.set_toc(lines)


def _finish(book: pymupdf.Document, start: int, target: Path) -> None:
    book.set_page_labels(
        [
            {"startpage": 0, "prefix": "", "style": "r", "firstpagenum": 1},
            {"startpage": start, "prefix": "", "style": "D", "firstpagenum": 1},
        ]
    )
    book.set_metadata(
        {
            "title": f"{TITLE} (Sample: Chapters 1 and 2)",
            "author": "Andrew Fraknoi, David Morrison, Sidney C. Wolff",
            "subject": "OpenStax, Rice University. CC BY 4.0. Access for free at openstax.org",
            "creationDate": "D:20240205000000Z",
            "modDate": "D:20240205000000Z",
            "producer": "Lectern scripts/build_sample_book.py",
        }
    )
    book.set_xml_metadata(XMP)
    book.set_language("en")
    book.subset_fonts()
    book.save(target, garbage=4, deflate=True, use_objstms=1, no_new_id=True)


def _write(
    page: pymupdf.Page, fonts: Path, face: str, place, text: str, size: float, color
) -> None:
    file = str(fonts / f"{face}.ttf")
    page.insert_text(place, text, fontname=face, fontfile=file, fontsize=size, color=color)


def _width(fonts: Path, face: str, text: str, size: float) -> float:
    return pymupdf.Font(fontfile=str(fonts / f"{face}.ttf")).text_length(text, size)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text
