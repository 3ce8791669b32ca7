"""Makes the PDFs that the tests read, good ones and bad ones."""

from pathlib import Path

import pymupdf

LEFT, RIGHT, TOP, BOTTOM = 60.0, 535.0, 80.0, 770.0
NAMES = ("first", "second", "third", "fourth")
LETTER = "Virtue is a habit of choosing what a wise person would choose in that place. "


def save(document: pymupdf.Document, path: Path, **options) -> Path:
    document.save(path, **options)
    document.close()
    return path


def put_lines(page, x: float, y: float, lines: list[str], *, size=10.0, pitch=12.0, font="tiro"):
    for i, line in enumerate(lines):
        page.insert_text((x, y + i * pitch), line, fontsize=size, fontname=font)
    return y + len(lines) * pitch


def book(path: Path, pages: int = 6, *, labels=None, outline=True) -> Path:
    """One column with running heads, page numbers, a chapter each third page."""
    document = pymupdf.open()
    toc = []
    for index in range(pages):
        page = document.new_page(width=595, height=842)
        chapter = index // 3 + 1
        put_lines(page, LEFT, 40, [f"{chapter} On Virtue and Its Parts"], size=8)
        put_lines(page, 300, 810, [str(index + 1)], size=8)
        y = TOP
        if index % 3 == 0:
            y = put_lines(page, LEFT, y, [f"{chapter} The Chapter of Number {chapter}"], size=18)
            y += 20
            toc.append([1, f"{chapter} The Chapter of Number {chapter}", index + 1])
        for paragraph in range(3):
            words = [f"Page {index} paragraph {paragraph} says so. " + LETTER] * 1
            y = put_lines(page, LEFT, y, [words[0], LETTER, LETTER + "Thus it ends."]) + 12
    if outline:
        document.set_toc(toc)
    if labels:
        document.set_page_labels(labels)
    document.set_metadata({"title": "A Book of Virtue", "author": "Ann Author; Bo Writer"})
    return save(document, path)


def two_columns(path: Path) -> Path:
    """A heading over both columns, a word divided at the columns' break, a footnote."""
    document = pymupdf.open()
    for index in range(4):
        page = document.new_page(width=595, height=842)
        put_lines(page, LEFT, 40, ["The Running Head of the Book"], size=8)
        put_lines(page, 290, 815, [str(index + 1)], size=8)
        put_lines(page, LEFT, 90, ["A Heading That Is Printed over Both of the Columns"], size=18)
        left = [f"left column row {i} of page {index} runs on" for i in range(20)]
        right = [f"right column row {i} of page {index} runs on" for i in range(20)]
        left[0], left[-1] = left[0].capitalize(), "and the last word of it is phi-"
        right[0] = "losophy, which begins the other column"
        right[-1] = "and here the paragraph of the page ends."
        put_lines(page, LEFT, 130, left)
        put_lines(page, 310, 130, right)
        put_lines(page, LEFT, 600, ["A wide line below, which runs over both columns of the page."
                                    " " + LETTER[:35] + "."])  # fmt: skip
        put_lines(
            page, LEFT, 700, [f"1 A footnote of the {NAMES[index]} page, at its foot."], size=7
        )
    return save(document, path)


def locked(path: Path, password: str = "secret") -> Path:
    document = pymupdf.open()
    put_lines(document.new_page(), LEFT, 100, ["Locked text."])
    return save(
        document, path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw="own"
    )


def scanned(path: Path) -> Path:
    """Pages: picture only, nothing, picture with a page number, small picture with text."""
    source = pymupdf.open()
    put_lines(source.new_page(), LEFT, 100, [LETTER] * 20)
    picture = source[0].get_pixmap(dpi=50).tobytes("png")
    document = pymupdf.open()
    document.new_page().insert_image((0, 0, 595, 842), stream=picture)
    document.new_page()
    page = document.new_page()
    page.insert_image((0, 0, 595, 842), stream=picture)
    put_lines(page, 300, 800, ["12"])
    page = document.new_page()
    page.insert_image((100, 100, 300, 250), stream=picture)
    put_lines(page, LEFT, 300, [LETTER] * 5)
    return save(document, path)


def raw(objects: list[bytes], *, header: bytes = b"%PDF-1.7\n", xref: bool = True) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data = header
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(data)
    if xref:
        data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return data + b"startxref\n%d\n%%%%EOF\n" % (start if xref else 99)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n" % (len(content), extra) + content + b"\nendstream"


def pages_tree(count: int, *, box: bytes = b"0 0 595 842") -> list[bytes]:
    """Catalogue, page tree and `count` blank pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]>>"
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[" % count + kids + b"]>>",
        *[page] * count,
    ]


def bomb(path: Path) -> Path:
    """Three pages; the middle one draws a form that draws a form …, ten each, nine deep."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    depth = 9
    forms = []
    for level in range(depth):
        extra = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
        if level == depth - 1:
            forms.append(
                stream(b"BT /F 9 Tf (x) Tj ET", extra + b"/Resources<</Font<</F 9 0 R>>>>")
            )
        else:
            name = b"/Resources<</XObject<</X %d 0 R>>>>" % (10 + level + 1)
            forms.append(stream(b"/X Do " * 10, extra + name))
    text = stream(b"BT /F 12 Tf 72 700 Td (A page that can be read.) Tj ET")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<<%s>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 3/Kids[3 0 R 4 0 R 5 0 R]>>",
        page % (6, b"/Font<</F 9 0 R>>"),
        page % (7, b"/XObject<</X 10 0 R>>"),
        page % (8, b"/Font<</F 9 0 R>>"),
        text,
        stream(b"/X Do"),
        text,
        font,
        *forms,
    ]
    path.write_bytes(raw(objects))
    return path
