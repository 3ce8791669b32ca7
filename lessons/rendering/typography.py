"""Setting type with MuPDF's Story: the product's two faces, and text that fits its box."""

import html
import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pymupdf

FONTS = Path(__file__).parent / "fonts"
# A picture of this many is 150 MB once unpacked.
MAX_PIXELS = 50_000_000
# MuPDF keeps its state per process and not per thread: whoever draws holds this.
MUPDF = threading.RLock()

FACES = "".join(
    f'@font-face {{font-family: "{family}"; font-weight: {weight}; src: url({file});}}\n'
    for family, weight, file in (
        ("Literata", "normal", "literata-regular.ttf"),
        ("Literata", "bold", "literata-bold.ttf"),
        ("Atkinson", "normal", "atkinson-hyperlegible-next-regular.ttf"),
        ("Atkinson", "bold", "atkinson-hyperlegible-next-bold.ttf"),
    )
)

_RIGHT_TO_LEFT = {"ar", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"}

Rect = tuple[float, float, float, float]


def is_right_to_left(language: str) -> bool:
    return language.lower().replace("_", "-").split("-")[0] in _RIGHT_TO_LEFT


def escape(text: str) -> str:
    """Text as HTML; characters that no font draws are left out."""
    return html.escape("".join(c for c in text if c.isprintable() or c in "\n\t"), quote=True)


@cache
def font_archive() -> pymupdf.Archive:
    return pymupdf.Archive(str(FONTS))


def story(body: str, css: str) -> pymupdf.Story:
    return pymupdf.Story(html=body, user_css=FACES + css, archive=font_archive())


@lru_cache(maxsize=16)
def aspect(image: bytes) -> float:
    """A picture's width to its height. Raises ValueError where it cannot be drawn."""
    with MUPDF:
        try:
            buffer = pymupdf.mupdf.fz_new_buffer_from_copied_data(image)
            header = pymupdf.mupdf.fz_new_image_from_buffer(buffer)
            width, height = header.w(), header.h()
            if 0 < width * height <= MAX_PIXELS:
                pymupdf.Pixmap(image)
                return width / height
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
            raise ValueError("a broken picture") from error
    raise ValueError("an empty picture, or too large a one")


def unit_rgb(colour: str) -> tuple[float, ...]:
    """ "#rrggbb" as three parts from 0 to 1, which MuPDF draws with."""
    return tuple(part / 255 for part in bytes.fromhex(colour[1:]))


def height(body: str, css: str, width: float) -> float:
    """The height, in points, that the HTML takes when set `width` points wide."""
    with MUPDF:
        _more, filled = story(body, css).place(pymupdf.Rect(0, 0, width, 100_000))
    return filled[3]


@dataclass(frozen=True, slots=True)
class Fitted:
    """HTML that fits its box: the type size and share of the text chosen, the height taken."""

    body: str
    height: float
    size: float
    share: float


def fit(
    build: Callable[[float, float], str], css: str, box: tuple[float, float], sizes: Sequence[float]
) -> Fitted:
    """Set text as large as fits a box (width, height), in points.

    build(size, share) gives the HTML in a type size with a share, 0 to 1, of its text.
    The largest of `sizes` (falling) that holds all text is taken; where even the smallest
    does not, the text is cut until it fits.
    """
    for size in sizes:
        body = build(size, 1.0)
        used = height(body, css, box[0])
        if used <= box[1]:
            return Fitted(body, used, size, 1.0)
    share = 1.0
    while used > box[1] and share > 0.005:
        share *= max(0.3, min(0.92, box[1] / used))
        body = build(sizes[-1], share)
        used = height(body, css, box[0])
    return Fitted(body, min(used, box[1]), sizes[-1], share)


def cut(text: str, share: float) -> str:
    """The text's first `share`, ended at a word with an ellipsis; all of it at 1."""
    if share >= 1:
        return text
    kept = text[: max(1, int(len(text) * share))]
    head, space, _tail = kept.rpartition(" ")
    return (head if space and len(head) > len(kept) // 2 else kept).rstrip(" ,;:–—") + "…"


def typeset(pieces: Sequence[tuple[str, str, Rect]], page: tuple[float, float]) -> pymupdf.Document:
    """A PDF of one page with each piece (HTML, CSS, box) in its place. Caller closes it."""
    buffer = io.BytesIO()
    with MUPDF:
        writer = pymupdf.DocumentWriter(buffer)
        device = writer.begin_page(pymupdf.Rect(0, 0, *page))
        for body, css, box in pieces:
            text = story(body, css)
            text.place(pymupdf.Rect(box))
            text.draw(device)
        writer.end_page()
        writer.close()
        return pymupdf.open(stream=buffer.getvalue(), filetype="pdf")
