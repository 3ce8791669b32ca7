"""Modules a second, and how many of a book's visible words are read.

    python -m benchmarks.openstax_parsing PATH

Formulas are left out of the count, since theirs are symbols rather than words.
"""

import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from library.ingestion.parsers.openstax import OpenStaxParser, unpack
from library.ingestion.parsers.openstax.book import Book
from library.ingestion.parsers.openstax.bundle import Bundle
from library.ingestion.parsers.xml import local_name

WORD = re.compile(r"\w+")
PARTED = {"para", "title", "item", "entry", "caption", "term", "meaning", "newline", "label"}


def main(path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        unpack(path, Path(name) / "book")
        print(f"unpacked in {time.perf_counter() - began:.2f} s")
        measure(Path(name) / "book")


def measure(folder: Path) -> None:
    parser = OpenStaxParser()
    began = time.perf_counter()
    found = parser.inspect(folder)
    print(f"inspected in {time.perf_counter() - began:.2f} s: {found.title}")
    for warning in found.warnings:
        print(f"  {warning}")
    began = time.perf_counter()
    pages = list(parser.read_pages(folder, 0, found.page_count))
    print(f"{len(pages) / (time.perf_counter() - began):.0f} modules a second")
    bundle = Bundle(folder)
    book = Book(bundle, bundle.books[0])
    words, lost, formulas = 0, 0, 0
    for page, reference in zip(pages, book.modules, strict=True):
        root = bundle.module(reference.document)
        formulas += sum(1 for _ in root.iter("{*}math"))
        expected = visible_words(root)
        words += expected.total()
        lost += (expected - Counter(WORD.findall("\n".join(b.text for b in page.blocks)))).total()
    print(f"{words:,} words in the source, {100 * (1 - lost / words):.2f}% of them read")
    kinds = Counter(str(block.kind) for page in pages for block in page.blocks)
    print(f"{formulas} formulas;", ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))


def visible_words(root) -> Counter[str]:
    parts: list[str] = []

    def visit(element) -> None:
        name = local_name(element)
        if name in ("metadata", "math"):
            return
        parts.append(element.text or "")
        for child in element:
            visit(child)
            parts.append(" " if local_name(child) in PARTED else "")
            parts.append(child.tail or "")

    visit(root)
    return Counter(WORD.findall("".join(parts)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
