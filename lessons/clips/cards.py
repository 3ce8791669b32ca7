"""A card: a heading and some lines on the paper that slides are written on."""

import numpy as np

from lessons.clips.timeline import Card
from lessons.rendering.base import COLOURS, HEIGHT, WIDTH
from lessons.rendering.slide_layout import TEXT, paragraph
from lessons.rendering.slides import blank_sheet, lay
from lessons.rendering.typography import Rect, fit, is_right_to_left, typeset

_HEADING, _LINES = (56, 48, 40, 34, 28, 24), (28, 26, 24, 22, 20, 18, 16, 14)
_BETWEEN = 30


def draw_card(card: Card, *, language: str) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) uint8, RGB."""
    left, top, right, bottom = TEXT
    css = _css()
    heading = fit(
        lambda size, share: paragraph(card.heading, "heading", size, share),
        css,
        (right - left, (bottom - top) * 0.6),
        _HEADING,
    )
    room = bottom - top - heading.height - _BETWEEN
    lines = fit(
        lambda size, share: "".join(paragraph(line, "quiet", size, share) for line in card.lines),
        css,
        (right - left, room),
        _LINES,
    )
    used = heading.height + (_BETWEEN + lines.height if card.lines else 0)
    start = top + max(0.0, (bottom - top - used) / 2)
    after = start + heading.height + _BETWEEN
    pieces = [_piece(heading.body, css, language, (left, start, right, start + heading.height))]
    if card.lines:
        pieces.append(_piece(lines.body, css, language, (left, after, right, after + lines.height)))
    picture = blank_sheet(COLOURS)
    with typeset(pieces, (WIDTH, HEIGHT)) as document:
        lay(picture, document[0].get_pixmap(alpha=True))
    return picture


def _piece(body: str, css: str, language: str, box: Rect) -> tuple[str, str, Rect]:
    direction = "rtl" if is_right_to_left(language) else "ltr"
    left, top, right, bottom = box
    # room above for accents, and below lest rounding send the last line away
    inner = f'<div dir="{direction}" style="padding-top: 8px">{body}</div>'
    return inner, css, (left, top - 8, right, bottom + 4)


def _css() -> str:
    return f"""
        body {{margin: 0; color: {COLOURS["ink"]};}}
        p, h1 {{margin: 0; padding: 0;}}
        h1 {{font-family: Literata; font-weight: bold; line-height: 1.18;}}
        .quiet {{font-family: Atkinson; line-height: 1.45; color: {COLOURS["ink-2"]};}}
    """
