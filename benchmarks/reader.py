"""What a reader waits for: a page's picture for the first time and again, and its words.

Run by `benchmarks.page_views` against its server. The book is the sample's PDF; each page's
picture is asked for once, one after the other, and then all of them again. The words are those of
a page of LINES lines, as the product sends them and as the layer alone is drawn.
"""

import http.client
import statistics
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "library" / "sample" / "astronomy-sample.pdf"
WIDTH, LINES, ROUNDS = 960, 160, 60
LINE = "{:<30} {:>8.1f} {:>8.1f}"


def fill(teacher):
    """The sample with its pictures to be drawn; its first page is dense."""
    import pymupdf

    from library.tests.factories import add_page, add_source
    from project import storage

    with pymupdf.open(SAMPLE) as document:
        count = len(document)
    book = add_source(teacher.organization, teacher.user, title="Astronomy", page_count=count)
    storage.save_file(book.file_key, SAMPLE)
    for index in range(count):
        add_page(book, index, str(index + 1), _texts(index))
    return book


def _texts(index: int) -> list[str]:
    line = "The photosphere is the part of the Sun that we see from here, number {}."
    return [line.format(number) for number in range(LINES if index == 0 else 3)]


def measure(port: int, home: str, book, cookie: str) -> None:
    pages = [f"{home}{book.pk}/pages/{index}/" for index in range(book.page_count)]
    pictures = [f"{page}picture/?w={WIDTH}&v={book.version}" for page in pages]
    fetch = Fetcher(port, cookie)
    print(f"{'reader':<30} {'ms (p50)':>8} {'ms (p95)':>8}")
    fetch(pages[0])  # as a reader does: the page comes before its picture
    show("picture, first time", [fetch(path) for path in pictures])
    show("picture, from storage", [fetch(path) for path in pictures])
    show(f"page of {LINES} lines, sent", [fetch(pages[0], alone=True) for _ in range(ROUNDS)])
    show(f"layer of {LINES} lines, drawn", [_draw_layer(book) for _ in range(ROUNDS)])


class Fetcher:
    """One line that is kept open; gives the seconds that an answer took."""

    def __init__(self, port: int, cookie: str):
        from django.conf import settings

        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}

    def __call__(self, path: str, *, alone: bool = False) -> float:
        headers = self.headers | ({"HX-Request": "true"} if alone else {})
        began = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return time.perf_counter() - began


def _draw_layer(book) -> float:
    from library.models import Section
    from library.reading import ShownSection
    from library.text_layer import draw_section

    rows = list(Section.objects.filter(source=book, page_index=0).order_by("position"))
    began = time.perf_counter()
    "".join(draw_section(ShownSection(row)) for row in rows)
    return time.perf_counter() - began


def show(name: str, taken: list[float]) -> None:
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(LINE.format(name, statistics.median(taken) * 1000, p95 * 1000))
