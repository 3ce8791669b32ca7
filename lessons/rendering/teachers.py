"""The two teachers, drawn once for the video, the reader and the player.

A drawing is SVG in a square of 160 units. For the video, `teacher_svg` gives one
state and MuPDF rasterises it; for web pages, `teacher_sprite` holds every mouth and
both pairs of eyes as groups, of which a page shows one by its class.
"""

from dataclasses import dataclass

from lessons.rendering.base import Side

SIZE = 160
# Shut, and four steps of open.
MOUTHS = 5
# Left, top, width, height in the drawing's units; nothing that moves lies outside.
MOUTH_BOX = (62, 74, 36, 26)
EYES_BOX = (54, 52, 52, 18)

# Shoulders, closed along the inside of the round frame.
_BODY = "M34 138.1 C36 120 53 110 80 110 C107 110 124 120 126 138.1 A74 74 0 0 1 34 138.1 Z"
_MOUTH_SIZES = ((0, 0), (6, 1.6), (7.5, 3.2), (8.5, 5), (9.5, 6.8))


@dataclass(frozen=True, slots=True)
class Ink:
    """The three colours of a drawing, in any form SVG takes."""

    line: str
    wash: str
    paper: str


# Pages override these tokens in dark mode or for an organization.
WEB_INK = {
    "left": Ink("var(--left, #1f4e8c)", "var(--left-wash, #e3ecf7)", "var(--paper, #fffdf8)"),
    "right": Ink("var(--right, #a3401f)", "var(--right-wash, #f8e6dc)", "var(--paper, #fffdf8)"),
}


def teacher_svg(side: Side, ink: Ink, *, mouth: int = 0, eyes_open: bool = True) -> str:
    """One state as a whole SVG document; mouth from 0, shut, to MOUTHS - 1, wide open."""
    parts = _portrait(side, ink), _eyes(side, ink, eyes_open), _mouth(ink, mouth)
    return _document("".join(parts))


def teacher_sprite(side: Side) -> str:
    """All states in one SVG: groups `mouth-0` to `mouth-4`, `eyes-open` and `eyes-shut`.

    It shows the shut mouth and open eyes; a page's CSS sets `display` to show others.
    """
    ink = WEB_INK[side]
    groups = [_portrait(side, ink)]
    for opened, name in ((True, "eyes-open"), (False, "eyes-shut")):
        groups.append(_group(name, _eyes(side, ink, opened), shown=opened))
    for step in range(MOUTHS):
        groups.append(_group(f"mouth-{step}", _mouth(ink, step), shown=step == 0))
    return _document("".join(groups))


def _document(content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" '
        f'width="{SIZE}" height="{SIZE}">{content}</svg>\n'
    )


def _group(name: str, content: str, *, shown: bool) -> str:
    hidden = "" if shown else ' display="none"'
    return f'<g class="{name}"{hidden}>{content}</g>'


def _line(d: str, ink: Ink, width: float = 3.4, fill: str = "none") -> str:
    return (
        f'<path d="{d}" fill="{fill}" stroke="{ink.line}" stroke-width="{width}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _portrait(side: Side, ink: Ink) -> str:
    frame = (
        f'<circle cx="80" cy="80" r="76" fill="{ink.wash}" stroke="{ink.line}" stroke-width="4"/>'
    )
    return frame + (_ada(ink) if side == "left" else _tomas(ink))


def _ada(ink: Ink) -> str:
    """Hair in a bun with a parting, a round collar."""
    return "".join(
        (
            f'<circle cx="80" cy="22" r="10.5" fill="{ink.line}"/>',
            _line(_BODY, ink, fill=ink.paper),
            _line("M66 111 C68 121 92 121 94 111", ink, 3),
            _line("M72 100 V111 M88 100 V111", ink),
            _line(
                "M52 62 C52 44 64 35 80 35 C96 35 108 44 108 62 C108 84 96 103 80 103"
                " C64 103 52 84 52 62 Z",
                ink,
                fill=ink.paper,
            ),
            f'<path d="M49 70 C43 40 60 27 80 27 C100 27 117 40 111 70'
            f' C107 60 103 53 84 42 C77 50 60 54 49 70 Z" fill="{ink.line}"/>',
            f'<circle cx="50.5" cy="79" r="2.6" fill="{ink.line}"/>',
            f'<circle cx="109.5" cy="79" r="2.6" fill="{ink.line}"/>',
            _line("M80 65 C79 69 78 71 78.5 72.5", ink, 2.2),
        )
    )


def _tomas(ink: Ink) -> str:
    """Short hair swept to a side, a beard along the jaw, round glasses, an open collar."""
    return "".join(
        (
            _line(_BODY, ink, fill=ink.paper),
            _line("M65 112 L80 129 L95 112", ink, 3),
            _line("M71 101 V112 M89 101 V112", ink),
            _line(
                "M51 60 C51 42 63 34 80 34 C97 34 109 42 109 60 C109 86 98 106 80 106"
                " C62 106 51 86 51 60 Z",
                ink,
                fill=ink.paper,
            ),
            f'<path d="M50 64 C52 92 62 108 80 108 C98 108 108 92 110 64'
            f' C107 84 103 94 94 97.5 C86 100.5 74 100.5 66 97.5 C57 94 53 84 50 64 Z"'
            f' fill="{ink.line}"/>',
            f'<path d="M49 62 C44 38 60 24 82 25 C104 25 115 40 111 62'
            f' C109 54 106 49 101 45 C88 50 68 50 58 43 C54 48 51 54 49 62 Z"'
            f' fill="{ink.line}"/>',
            _line("M80 65 C81 69 82 71 81.5 72.5", ink, 2.2),
        )
    )


def _eyes(side: Side, ink: Ink, opened: bool) -> str:
    eyes = "".join(
        f'<circle cx="{x}" cy="62" r="3.1" fill="{ink.line}"/>'
        if opened
        else _line(f"M{x - 4} 62.5 Q{x} 65.5 {x + 4} 62.5", ink, 2.4)
        for x in (68, 92)
    )
    if side == "left":
        return eyes + _line("M63 55 Q67 53 72 55 M88 55 Q93 53 97 55", ink, 2.2)
    lenses = "".join(
        f'<circle cx="{x}" cy="61.5" r="8" fill="none" stroke="{ink.line}" stroke-width="2.2"/>'
        for x in (68, 92)
    )
    return eyes + lenses + _line("M76 61 Q80 58.5 84 61", ink, 2.2)


def _mouth(ink: Ink, step: int) -> str:
    if step == 0:
        return _line("M72 85 Q80 89 88 85", ink, 2.8)
    half_width, half_height = _MOUTH_SIZES[step]
    return (
        f'<ellipse cx="80" cy="87" rx="{half_width}" ry="{half_height}" '
        f'fill="{ink.line}" stroke="{ink.line}" stroke-width="2"/>'
    )
