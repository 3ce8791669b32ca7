"""Files that a hostile or an unlucky person may send. Each maker takes a path and writes there."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pymupdf

from library.ingestion.tests import openstax_books as books
from library.ingestion.tests import pdfs

GOOD = pdfs.stream(b"BT /F 12 Tf 72 700 Td (A page that can be read.) Tj ET")
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf_of(
    path: Path,
    *,
    contents: tuple[bytes, ...] = (GOOD,),
    boxes: tuple[bytes, ...] = (),
    catalogue: bytes = b"",
    info: bytes = b"",
    more: tuple[bytes, ...] = (),
    count: int | None = None,
    **options,
) -> Path:
    """A PDF written by hand: object 1 the catalogue, 2 the pages, 3 the font, then the pages,
    their contents, and `more`."""
    pages = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + i) for i in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Count %d/Kids[" % (pages if count is None else count) + kids + b"]>>",
        FONT,
    ]
    for i in range(pages):
        box = boxes[i] if i < len(boxes) else b"0 0 595 842"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents %d 0 R" % (4 + pages + i)
            + b"/Resources<</Font<</F 3 0 R>>>>>>"
        )  # fmt: skip
    data = pdfs.raw([*objects, *contents, *more], **options)
    if info:
        objects_before = len(objects) + pages + len(more)
        info_object = b"%d 0 obj\n" % (objects_before + 1) + info + b"\nendobj\n"
        data = data.replace(b"xref\n0 ", info_object + b"xref\n0 ", 1)
        data = data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Info %d 0 R" % (objects_before + 1))
    path.write_bytes(data)
    return path


def shown(text: bytes, *, size: bytes = b"12") -> bytes:
    return pdfs.stream(b"BT /F " + size + b" Tf 72 700 Td (" + text + b") Tj ET")


def several_lines(number: int) -> bytes:
    lines = b"".join(b"(Line %d of page %d says so.) Tj T* " % (i, number) for i in range(9))
    return pdfs.stream(b"BT /F 12 Tf 14 TL 72 700 Td " + lines + b"ET")


def long_line(path: Path, word: bytes = b"A word in a line. ") -> Path:
    """390,000 characters in a line that is nearly as long as a page may be wide."""
    text = (word * 390_000)[:390_000]
    return pdf_of(path, contents=(shown(text, size=b"0.07"),), boxes=(b"0 0 14000 842",))


def utf16(text: str) -> bytes:
    """A PDF string in UTF-16, half characters and NULs included."""
    return b"<FEFF" + text.encode("utf-16-be", "surrogatepass").hex().encode() + b">"


def cut(path: Path, share: float) -> Path:
    data = pdfs.book(path).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def written(data: bytes):
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def zip_named_pdf(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("book.pdf", b"%PDF-1.7")
    return path


def partly_scanned(path: Path) -> Path:
    """Three pages of text and one that is a picture of it."""
    with pymupdf.open(pdfs.book(path, 3)) as document:
        picture = document[0].get_pixmap(dpi=40).tobytes("png")
        document.new_page(width=595, height=842).insert_image((0, 0, 595, 842), stream=picture)
        data = document.tobytes()
    path.write_bytes(data)
    return path


def all_scanned(path: Path) -> Path:
    with pymupdf.open(pdfs.book(path, 1)) as document:
        picture = document[0].get_pixmap(dpi=40).tobytes("png")
    document = pymupdf.open()
    for _ in range(3):
        document.new_page(width=595, height=842).insert_image((0, 0, 595, 842), stream=picture)
    return pdfs.save(document, path)


def scanned_but_for_a_few_words(path: Path) -> Path:
    """Six pictures of text; over the fourth stand some words, too few to be its text."""
    all_scanned(path)
    with pymupdf.open(path) as document:
        for index in (0, 0, 0):
            document.fullcopy_page(index)
        document[3].insert_text((72, 400), "Votes of the members, by year", fontsize=12)
        data = document.tobytes()
    path.write_bytes(data)
    return path


def the_same_line(path: Path) -> Path:
    """One line a page, the same in the same place on each, and a page number."""
    document = pymupdf.open()
    for index in range(5):
        page = document.new_page(width=595, height=842)
        pdfs.put_lines(page, 72, 90, ["Virtue is a habit of choosing well."])
        pdfs.put_lines(page, 300, 810, [str(index + 1)], size=8)
    return pdfs.save(document, path)


def long_outline(path: Path, *, entries: int, depth: int = 1) -> Path:
    """Entries with long titles, each the child of the one before until `depth` is reached."""
    first = 10  # after three pages and their contents
    objects = [b"<</Type/Outlines/First %d 0 R/Last %d 0 R>>" % (first + 1, first + entries)]
    for i in range(entries):
        number = first + 1 + i
        links = b""
        if i + 1 < entries:
            links = (b"/First %d 0 R/Last %d 0 R" if i + 1 < depth else b"/Next %d 0 R") % (
                (number + 1,) * (2 if i + 1 < depth else 1)
            )
        title = b"%d " % i + b"long " * 100
        page = 4 + i * 3 // entries
        place = b"/Parent %d 0 R/Dest[%d 0 R/Fit]" % (first, page)
        objects.append(b"<</Title(" + title + b")" + place + links + b">>")
    pages = tuple(several_lines(i) for i in range(3))
    return pdf_of(path, contents=pages, catalogue=b"/Outlines %d 0 R" % first, more=tuple(objects))


def wild_outline(path: Path) -> Path:
    """Entries that point to pages that are not there, and one that follows itself."""
    first = 6
    return pdf_of(
        path,
        catalogue=b"/Outlines %d 0 R" % first,
        more=(
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R>>" % (first + 1, first + 2),
            b"<</Title(Nowhere)/Parent %d 0 R/Dest[9999 /Fit]/Next %d 0 R>>" % (first, first + 2),
            b"<</Title(Round)/Parent %d 0 R/Dest[0 /Fit]/Next %d 0 R>>" % (first, first + 1),
        ),
    )


def cyclic_pages(path: Path) -> Path:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>"]
    path.write_bytes(pdfs.raw(objects))
    return path


def scripts_of_the_world(path: Path) -> Path:
    """Arabic, Hebrew, Chinese, Japanese, Thai."""
    document = pymupdf.open()
    for text in (
        "الشمس نجم يقع في مركز المجموعة الشمسية.",
        "השמש היא הכוכב שבמרכז מערכת השמש.",
        "太阳是位于太阳系中心的恒星。它的表面温度约为五千八百度。",
        "太陽は銀河系の恒星の一つである。",
    ):
        document.new_page().insert_htmlbox((50, 50, 500, 400), f"<p>{text}</p>" * 3)
    return pdfs.save(document, path)


# Archives


def book(path: Path, *, content: str | None = None, modules: dict | None = None, **more) -> Path:
    """A book of two modules, packed; with other contents where given."""
    good = {"m1": books.module("Introduction", "<para>One fine module.</para>")}
    good["m2"] = books.module("Second", "<para>Another fine module of the book.</para>")
    folder = path.with_name(path.name + ".folder")
    content = content or books.chapter("Chapter", "m1", "m2")
    books.write_book(folder, content, good | (modules or {}), **more)
    return books.pack(folder, path)


def packed(path: Path, files: dict[str, str]) -> Path:
    members = []
    for name, text in files.items():
        members.append((tarfile.TarInfo(name), text.encode()))
    return books.tar_of(path, *members)


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "/etc/passwd", **headers):
    def make(path: Path) -> Path:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.pax_headers = kind, target, headers
        return books.tar_of(path, (tarfile.TarInfo("fine"), b"fine"), (info, b""))

    return make


def bomb(path: Path) -> Path:
    """200 MB of nothing in 200 KB."""
    info = tarfile.TarInfo("modules/m1/index.cnxml")
    info.size = 200 * 1024**2
    with gzip.open(path, "wb", compresslevel=9) as out:
        out.write(info.tobuf())
        for _ in range(200):
            out.write(bytes(1024**2))
    return path


def too_many(path: Path) -> Path:
    info = tarfile.TarInfo("folder")
    info.type = tarfile.DIRTYPE
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(info.tobuf() * 100_001 + bytes(1024))
    return path


def half_gzip(path: Path) -> Path:
    data = book(path).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def zipped(path: Path, name: str, *, mode: int = 0o100644, method=zipfile.ZIP_DEFLATED) -> Path:
    info = zipfile.ZipInfo(name)
    info.external_attr, info.compress_type = mode << 16, method
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(info, b"text " * 1000)
    return path


def broken_lzma(path: Path) -> Path:
    data = bytearray(zipped(path, "m.cnxml", method=zipfile.ZIP_LZMA).read_bytes())
    start = data.index(b"m.cnxml") + 20
    data[start : start + 8] = b"\xff" * 8
    path.write_bytes(data)
    return path


def with_entities(declared: str, used: str) -> str:
    text = books.module("Bad", f"<para>{used}</para>")
    return f"<!DOCTYPE document [{declared}]>" + text


LAUGHS = with_entities(
    "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10)), "&l9;"
)
EXTERNAL = with_entities('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")


def nothing(path: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(), mode="w") as tar:
        data = tar.fileobj.getvalue()
    path.write_bytes(gzip.compress(data + bytes(10240)))
    return path
