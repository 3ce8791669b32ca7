"""Cut library/sample/astronomy-sample.tar.gz from the source of OpenStax's Astronomy.

    python -m scripts.cut_sample_book osbooks-astronomy.tar.gz

Takes the preface, chapters 1 and 2 and appendices A to E. Pictures become smaller JPEG files;
two diagrams are drawn again and five pictures, with the words that point to them, are left out;
links to chapters that are not here become the words that the whole book prints.
"""

import gzip
import io
import sys
import tarfile
import tempfile
from pathlib import Path

import pymupdf
from lxml import etree

from library.ingestion.parsers.openstax.archive import unpack
from library.ingestion.parsers.openstax.book import Book
from library.ingestion.parsers.openstax.bundle import Bundle
from library.ingestion.parsers.openstax.numbering import Numbering
from library.ingestion.parsers.xml import local_name
from scripts.sample_book.diagrams import draw, retrograde, venus_phases
from scripts.sample_book.fonts import build_fonts

SAMPLE = Path(__file__).parent.parent / "library" / "sample"
TARGET = SAMPLE / "astronomy-sample.tar.gz"
ROOT = "astronomy-sample"
TITLE = "Astronomy (Sample: Chapters 1 and 2)"
CHAPTERS, APPENDICES = 2, 5
WIDTH_PX, QUALITY = 760, 66
REDRAWN = {
    "OSC_Astro_02_02_Retrograde.jpg": retrograde,
    "OSC_Astro_02_04_VenusPhase.jpg": venus_phases,
}
PREFACE_LEFT_OUT = {
    "Additional resources", "Beautiful art program", "Coverage and scope", "Reviewers",
}  # fmt: skip
REDRAWN_NOTE = " (Diagram redrawn for this sample.)"
# The first day of the edition this is cut from, so that a second run gives the same bytes.
MTIME = 1_704_067_200


def main(source: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unpack(source, folder / "book")
        build_fonts(folder)
        bundle = Bundle(folder / "book")
        files = cut(Book(bundle, bundle.books[0]), folder / "sans-regular.ttf")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(pack(files))
    print(TARGET.name, len(files), "files", f"{TARGET.stat().st_size / 1e6:.2f} MB")


def cut(book: Book, font: Path) -> dict[str, bytes]:
    """Names within the archive to contents."""
    kept = [book.modules[0]]
    kept += [reference for part in book.chapters[:CHAPTERS] for reference in part.modules]
    after = [reference for reference in book.modules if reference.index > _last_of_chapters(book)]
    kept += after[:APPENDICES]
    documents = {reference.document for reference in kept}
    numbering = Numbering(book)
    files = {
        "META-INF/books.xml": _container(),
        "collections/astronomy-sample.collection.xml": _collection(book, documents),
        "LICENSE": (book.bundle.root / "LICENSE").read_bytes(),
        "ATTRIBUTION.md": (SAMPLE / "ATTRIBUTION.md").read_bytes(),
    }
    for reference in kept:
        root = book.bundle.module(reference.document)
        _name_links(root, reference, documents, book, numbering)
        if reference is kept[0]:
            _shorten_preface(root)
        pictures = _settle_pictures(root, reference.document, book.bundle, font)
        files |= {f"media/{name}": data for name, data in pictures.items()}
        files[f"modules/{reference.document}/index.cnxml"] = _written(root)
    return files


def _last_of_chapters(book: Book) -> int:
    return max(reference.index for part in book.chapters for reference in part.modules)


def _container() -> bytes:
    return (
        b'<container xmlns="https://openstax.org/namespaces/book-container" version="1">\n'
        b'  <book slug="astronomy-sample" style="astronomy"'
        b' href="../collections/astronomy-sample.collection.xml"/>\n</container>\n'
    )


def _collection(book: Book, documents: set[str]) -> bytes:
    """The book's own table of contents without what was left out."""
    root = etree.fromstring(book.file.path.read_bytes())
    for module in list(root.iter("{*}module")):
        if module.get("document") not in documents:
            module.getparent().remove(module)
    for part in list(root.iter("{*}subcollection")):
        if next(part.iter("{*}module"), None) is None:
            part.getparent().remove(part)
    for element in list(root.iter("{*}metadata")):
        for child in list(element):
            if local_name(child) == "title":
                child.text = TITLE
            elif local_name(child) in ("uuid", "slug"):
                element.remove(child)
    return _written(root)


def _name_links(root, reference, documents, book: Book, numbering: Numbering) -> None:
    """A link to what is left out becomes the words that the whole book prints for it."""
    place = book.place(reference)
    for link in list(root.iter("{*}link")):
        document = link.get("document")
        if not document or document in documents:
            continue
        if not len(link) and not (link.text or "").strip():
            link.text = numbering.target(place, document, link.get("target-id", ""))
        _unwrap(link)


def _unwrap(element) -> None:
    """Its text and children take its place."""
    parent, position = element.getparent(), element.getparent().index(element)
    children, tail = list(element), element.tail or ""
    element.tail = None
    parent.remove(element)
    _append_text(parent, position, element.text or "")
    for offset, child in enumerate(children):
        parent.insert(position + offset, child)
    _append_text(parent, position + len(children), tail)


def _append_text(parent, position: int, text: str) -> None:
    """Text after the child before `position`, or at the beginning."""
    if position:
        before = parent[position - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _shorten_preface(root) -> None:
    """Without what speaks of chapters, pictures and material that are not here, and reviewers."""
    for section in list(root.iter("{*}section")):
        title = "".join(next(section.iter("{*}title")).itertext())
        if title in PREFACE_LEFT_OUT and section.getparent() is not None:
            parent, position = section.getparent(), section.getparent().index(section)
            _append_text(parent, position, section.tail or "")
            section.tail = None
            parent.remove(section)


def _settle_pictures(root, document: str, bundle: Bundle, font: Path) -> dict[str, bytes]:
    pictures: dict[str, bytes] = {}
    for figure in list(root.iter("{*}figure")):
        for image in figure.iter("{*}image"):
            name = bundle.media_name(document, image.get("src", ""))
            if name in bundle.media:
                with bundle.open_media(name) as file:
                    pictures[name] = shrink(file.read())
            elif name in REDRAWN:
                pictures[name] = draw(REDRAWN[name], font, QUALITY + 14)
                caption = next(figure.iter("{*}caption"))
                caption.text = (caption.text or "") + REDRAWN_NOTE
            else:
                _remove_figure(root, figure)
                break
    return pictures


def _remove_figure(root, figure) -> None:
    """With each "(Figure 2.9)" that points to it; there is no other mention of these."""
    for link in list(root.iter("{*}link")):
        if link.get("target-id") != figure.get("id"):
            continue
        parent, position = link.getparent(), link.getparent().index(link)
        before = parent[position - 1].tail if position else parent.text
        after = link.tail or ""
        if not (before or "").endswith(" (") or not after.startswith(")"):
            raise SystemExit(f"{figure.get('id')} is not mentioned in parentheses.")
        kept = (before or "").removesuffix(" (") + after.removeprefix(")")
        if position:
            parent[position - 1].tail = kept
        else:
            parent.text = kept
        link.tail = None
        parent.remove(link)
    parent, position = figure.getparent(), figure.getparent().index(figure)
    _append_text(parent, position, figure.tail or "")
    figure.tail = None
    parent.remove(figure)


def shrink(data: bytes) -> bytes:
    """A JPEG of at most WIDTH_PX pixels across."""
    pixels = pymupdf.Pixmap(data)
    if pixels.colorspace is None or pixels.colorspace.n != 3 or pixels.alpha:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, pixels, 0)
    if pixels.width > WIDTH_PX:
        height = round(pixels.height * WIDTH_PX / pixels.width)
        pixels = pymupdf.Pixmap(pixels, WIDTH_PX, height)
    return pixels.tobytes("jpeg", jpg_quality=QUALITY)


def _written(root) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=False) + b"\n"


def pack(files: dict[str, bytes]) -> bytes:
    """A .tar.gz that is the same for the same files."""
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", mtime=MTIME, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name in sorted(files):
            info = tarfile.TarInfo(f"{ROOT}/{name}")
            info.size, info.mtime = len(files[name]), MTIME
            tar.addfile(info, io.BytesIO(files[name]))
    return buffer.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
