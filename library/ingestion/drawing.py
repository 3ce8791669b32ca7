"""The child that draws: `python -m library.ingestion.drawing PARENT_PID`.

A file may be hostile to its reader, so this one has limits of memory and computing time, and
draws from one file in its life. A request is one line of JSON on its input; the answer is the
picture behind its length in four bytes, or no bytes where nothing can be drawn; asked to `count`,
the number of the file's pages in four bytes. Ends when its input does, or IDLE_S after the last
picture.
"""

import json
import os
import select
import sys
from typing import Any

from library.ingestion.sandboxed import limits

MEMORY_BYTES = 2 * 1024**3
WRITES_BYTES = 1024**2  # it has no file to write
DRAW_S = 30.0  # computing time of one picture
IDLE_S = 300.0
MAX_PIXELS = 40_000_000  # a giant page is drawn smaller rather than not at all
MAX_SIDE = 16_383  # pixels: the most that WebP knows
QUALITY = 80  # of 100: small print stays sharp; 90 is a third larger and looks the same
# Of 0-6: 1,600 pixels take 80 ms against 520 ms, for a quarter more bytes.
EFFORT = 0


def main() -> None:
    # what a library prints must not get between the pictures
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    # Before the limits: a limit of what may be written cuts Python's bytecode off, for everybody
    # who imports the library after that.
    artist = Artist()
    limits.apply(MEMORY_BYTES, WRITES_BYTES, int(sys.argv[1]))
    stdin = os.fdopen(os.dup(0), "rb")
    idle_s = None  # one that waits for its file waits as long as its parent
    while select.select([stdin], [], [], idle_s)[0]:
        line = stdin.readline()
        if not line:
            return
        limits.allow_seconds(DRAW_S)
        picture = artist.answer(json.loads(line))
        out.write(len(picture).to_bytes(4) + picture)
        idle_s = IDLE_S


class Artist:
    def __init__(self):
        import pymupdf

        self.pymupdf = pymupdf
        self.document: Any = None
        encode(bytes(3), 1, 1)  # the encoder is loaded before it is needed

    def answer(self, request: dict[str, Any]) -> bytes:
        try:
            if self.document is None:
                self.document = self.pymupdf.open(request.pop("path"))
            request.pop("path", None)
            if request.pop("do", "draw") == "count":
                return len(self.document).to_bytes(4)
            return self.draw(**request)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's file may lead to
            print(repr(error), file=sys.stderr)
            return b""

    def draw(self, *, page: int | None, box: list | None, width: int, form: str) -> bytes:
        """page: index of a sheet, or None where the file itself is a picture.

        box: x0, y0, x1, y1 in points of the page as it is seen, or None for all of it.
        width: of the picture, in pixels. form: "webp" or "png".
        """
        sheet = self.document[page or 0]
        area = self.pymupdf.Rect(box) & sheet.rect if box else sheet.rect
        if area.is_empty:
            raise ValueError("there is nothing at that place")
        zoom = min(
            width / area.width,
            (MAX_PIXELS / (area.width * area.height)) ** 0.5,
            MAX_SIDE / area.height,
        )
        matrix = self.pymupdf.Matrix(zoom, zoom)
        drawn = sheet.get_pixmap(
            matrix=matrix, clip=area, alpha=False, colorspace=self.pymupdf.csRGB
        )
        if form == "png":
            return drawn.tobytes("png")
        return encode(drawn.samples, drawn.width, drawn.height)


def encode(pixels: bytes, width: int, height: int) -> bytes:
    """WebP of rows of red, green and blue from the top left."""
    from fractions import Fraction

    import av

    encoder = av.CodecContext.create("libwebp", "w")
    encoder.width, encoder.height = width, height
    encoder.pix_fmt, encoder.time_base = "yuv420p", Fraction(1, 1)
    encoder.options = {"quality": str(QUALITY), "compression_level": str(EFFORT)}
    encoder.open()
    frame = av.VideoFrame(width, height, "rgb24")
    plane, row = frame.planes[0], 3 * width
    if padding := bytes(plane.line_size - row):
        rows = (pixels[at : at + row] + padding for at in range(0, len(pixels), row))
        pixels = b"".join(rows)
    plane.update(pixels)
    packets = [*encoder.encode(frame.reformat(format="yuv420p")), *encoder.encode(None)]
    return b"".join(map(bytes, packets))


if __name__ == "__main__":
    main()
