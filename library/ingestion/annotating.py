"""Draws marks and notes into a copy of a PDF, in a process of its own.

Run as `python -m library.ingestion.annotating`; the request is one line of JSON on stdin, the
copy is written where it says.
"""

import json
import os
import sys

from library.ingestion.sandboxed import limits

MEMORY_BYTES = 2 * 1024**3
BESIDE = 18  # points from the page's corner to a note on the page as a whole


def main() -> None:
    limits.apply(MEMORY_BYTES, MEMORY_BYTES, os.getppid())
    import pymupdf

    annotate(pymupdf, **json.loads(sys.stdin.readline()))


def annotate(pymupdf, *, path: str, to: str, marks: list[dict]) -> None:
    """marks: [{"page", "boxes", "strokes", "colour", "title", "text"}, …], in points of the page as
    it is seen; a stroke's and a mark's colour as [r, g, b], each of 0 to 1."""
    with pymupdf.open(path) as document:
        for number, mark in enumerate(marks):
            _mark(pymupdf, document[mark["page"]], mark, number)
        document.save(to, garbage=1, deflate=True)


def _mark(pymupdf, page, mark: dict, number: int) -> None:
    back = page.derotation_matrix
    boxes = [(pymupdf.Rect(box) * back).normalize() for box in mark["boxes"]]
    made = []
    if boxes:
        made.append(page.add_highlight_annot([box.quad for box in boxes]))
    for stroke in mark["strokes"]:
        points = [tuple(pymupdf.Point(point) * back) for point in stroke["points"]]
        line = page.add_ink_annot([points if len(points) > 1 else points * 2])
        line.set_border(width=stroke["width"])
        line.set_colors(stroke=stroke["colour"])
        line.set_info(title=mark["title"], content=mark["text"])
        line.update()
    if not boxes and not mark["strokes"]:
        corner = pymupdf.Point(BESIDE, BESIDE * (1 + number % 30)) * back
        made.append(page.add_text_annot(corner, mark["text"] or mark["title"]))
    for annot in made:
        annot.set_colors(stroke=mark["colour"])
        annot.set_info(title=mark["title"], content=mark["text"])
        annot.update()


if __name__ == "__main__":
    main()
