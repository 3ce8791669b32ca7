"""Set library/sample/astronomy-sample.pdf from astronomy-sample.tar.gz beside it.

    python -m scripts.build_sample_book

Needs the development dependencies (fontTools) and the vendored fonts.
"""

import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from library.ingestion.parsers.openstax.archive import unpack
from library.ingestion.parsers.openstax.book import Book, Place
from library.ingestion.parsers.openstax.bundle import Bundle
from library.ingestion.parsers.openstax.context import Context
from library.ingestion.parsers.openstax.numbering import Numbering
from scripts.sample_book.binding import bind
from scripts.sample_book.boxes import Box, Flow
from scripts.sample_book.fonts import build_fonts
from scripts.sample_book.layout import Layouter
from scripts.sample_book.markup import module_boxes

SAMPLE = Path(__file__).parent.parent / "library" / "sample"
CSS = (Path(__file__).parent / "sample_book" / "style.css").read_text()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unpack(SAMPLE / "astronomy-sample.tar.gz", folder / "book")
        (folder / "fonts").mkdir()
        build_fonts(folder / "fonts")
        bundle = Bundle(folder / "book")
        book = Book(bundle, bundle.books[0])
        layouter = Layouter(folder / "fonts", bundle.root / "media", CSS)
        places = [book.place(reference) for reference in book.modules]
        front = layouter.lay(_boxes(book, [place for place in places if not place.prefix]))
        body = layouter.lay(_boxes(book, [place for place in places if place.prefix]))
        target = SAMPLE / "astronomy-sample.pdf"
        pages = bind(front, body, folder / "fonts", target)
    print(target.name, pages, "pages", f"{target.stat().st_size / 1e6:.2f} MB")


def _boxes(book: Book, places: list[Place]) -> Iterator[Box]:
    numbering = Numbering(book)
    for place in places:
        root = book.bundle.module(place.reference.document)
        context = Context(book, place, numbering, numbering.of_module(place, root))
        yield from _opening(place)
        yield from module_boxes(root, context)


def _opening(place: Place) -> Iterator[Box]:
    title = escape(place.title)
    if place.chapter_title:
        html = (
            f'<p class="chapter-number">Chapter {place.chapter}</p>'
            f'<p class="chapter-title">{escape(place.chapter_title).replace(": ", ":<br/>")}</p>'
        )
        running = f"{place.chapter}  {place.chapter_title}"
        yield Box(html, Flow.OPENER, 1, running, running)
        if place.title != "Introduction":
            yield Box(f"<h2>{title}</h2>", Flow.WHOLE, is_heading=True, before=4)
    elif place.chapter:
        name = f"{place.label}  {place.title}"
        html = f"<h1>{place.label}&#8195;{title}</h1>"
        yield Box(html, Flow.WHOLE, 2, name, name, is_heading=True, before=26)
    elif place.prefix:
        name = f"Appendix {place.label}  {place.title}"
        html = (
            f'<p class="chapter-number">Appendix {place.label}</p><p class="part-title">{title}</p>'
        ).replace("chapter-number", "label")
        yield Box(html, Flow.OPENER, 1, name, name)
    else:
        html = f'<p class="part-title">{title}</p>'
        yield Box(html, Flow.OPENER, 1, place.title, place.title)


if __name__ == "__main__":
    main()
