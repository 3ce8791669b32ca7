"""Draws a page, or a part of one, in a process of its own: a file may be hostile to its reader.

Run as `python -m library.ingestion.drawing`; the request is one line of JSON on stdin, the
picture comes on stdout as PNG.
"""

import json
import os
import sys

from library.ingestion.sandbox import limits

MEMORY_BYTES = 2 * 1024**3
MAX_PIXELS = 40_000_000  # a giant page is drawn smaller rather than not at all


def main() -> None:
    limits.apply(MEMORY_BYTES, MEMORY_BYTES, os.getppid())
    import pymupdf

    request = json.loads(sys.stdin.readline())
    sys.stdout.buffer.write(draw(pymupdf, **request))


def draw(pymupdf, *, path: str, page: int | None, box: list | None, width: int) -> bytes:
    """page: index of a sheet, or None where the file itself is a picture.

    box: x0, y0, x1, y1 in points of the page as it is seen, or None for all of it.
    width: of the picture, in pixels.
    """
    with pymupdf.open(path) as document:
        sheet = document[page or 0]
        area = pymupdf.Rect(box) & sheet.rect if box else sheet.rect
        if area.is_empty:
            raise SystemExit("there is nothing at that place")
        zoom = width / area.width
        zoom = min(zoom, (MAX_PIXELS / (area.width * area.height)) ** 0.5)
        matrix = pymupdf.Matrix(zoom, zoom)
        return sheet.get_pixmap(matrix=matrix, clip=area, alpha=False).tobytes("png")


if __name__ == "__main__":
    main()
