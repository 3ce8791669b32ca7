"""What stands on a slide's paper and under the speaker: laid out as HTML by MuPDF.

Nothing leaves its box: type gets smaller step by step, and then text is cut.
Lengths are pixels of the picture, which are points of the page.
"""

from dataclasses import dataclass, field

import pymupdf
from django.utils.translation import gettext as _

from lessons.headings import JOINT
from lessons.rendering.base import HEIGHT, MAX_BULLETS, WIDTH, SegmentSpec
from lessons.rendering.typography import (
    MUPDF,
    Fitted,
    Rect,
    aspect,
    cut,
    escape,
    fit,
    height,
    is_right_to_left,
    typeset,
    unit_rgb,
)
from project.errors import Invalid

PAPER = (224, 36, 1056, 684)
TEXT = (282, 80, 998, 612)
FOOT = (282, 634, 998, 664)
# Left, top and width of the speaker's portrait.
SPEAKING = {"left": (36, 60, 156), "right": (1088, 60, 156)}

_HEADING_SIZES = (44, 40, 36, 32, 28, 25)
_POINT_SIZES = (30, 28, 26, 24, 22, 20, 18)
_OTHERS_SIZES = (20, 18, 16, 14)
_CAPTION_SIZES = (16, 15, 14)
_INDENT = 34
_ACCENT = 8
# From this width to height on, a figure stands under the points and not beside them.
_WIDE = 1.9


@dataclass
class Layout:
    """The pieces of one page as they are set."""

    spec: SegmentSpec
    palette: dict[str, str]
    pieces: list[tuple[str, str, Rect]] = field(default_factory=list)
    dashes: list[tuple[float, float]] = field(default_factory=list)

    @property
    def mirrored(self) -> bool:
        return is_right_to_left(self.spec.language)

    @property
    def css(self) -> str:
        # In a right-to-left block, MuPDF takes "right" for the end of the line.
        speaker, quiet = self.palette[self.spec.teacher], self.palette["ink-2"]
        return f"""
            body {{margin: 0; color: {self.palette["ink"]};}}
            p, h1 {{margin: 0; padding: 0;}}
            h1 {{font-family: Literata; font-weight: bold; line-height: 1.18;}}
            .point {{font-family: Literata; line-height: 1.32;}}
            .quiet {{font-family: Atkinson; line-height: 1.3; color: {quiet};}}
            .end {{font-family: Atkinson; line-height: 1.3; color: {quiet};
                   text-align: right;}}
            .speaker {{font-family: Atkinson; font-weight: bold; line-height: 1.3;
                       text-align: center; color: {speaker};}}
        """

    def set(self, text: str, kind: str, box: Rect, sizes: tuple[float, ...]) -> Fitted:
        """Put text at the top of a box, as large as fits it."""
        left, top, right, bottom = box
        fitted = fit(
            lambda size, share: paragraph(text, kind, size, share),
            self.css,
            (right - left, bottom - top),
            sizes,
        )
        self.put(fitted.body, left, top, right, fitted.height)
        return fitted

    def put(self, body: str, left: float, top: float, right: float, used: float) -> None:
        # Room above for accents, which the box would clip, and two points below, lest
        # rounding send the last line away.
        direction = "rtl" if self.mirrored else "ltr"
        body = f'<div dir="{direction}" style="padding-top: {_ACCENT}px">{body}</div>'
        self.pieces.append((body, self.css, (left, top - _ACCENT, right, top + used + 2)))


def paragraph(text: str, kind: str, size: float, share: float = 1.0) -> str:
    tag = "h1" if kind == "heading" else "p"
    text = escape(cut(text, share))
    return f'<{tag} class="{kind}" style="font-size: {size}px">{text}</{tag}>'


def draw_page(spec: SegmentSpec, palette: dict[str, str]) -> pymupdf.Pixmap:
    """Text, rules and figure as RGBA over nothing, WIDTH x HEIGHT. Raises Invalid."""
    layout = Layout(spec, palette)
    with MUPDF:
        end = _set_heading(layout)
        figure_box = _set_body(layout, end + 26)
        _set_foot(layout)
        tag = _set_speaker(layout)
        with typeset(layout.pieces, (WIDTH, HEIGHT)) as document:
            page = document[0]
            _draw_rules(page, layout, end, tag)
            if figure_box:
                _draw_figure(page, spec, figure_box)
            return page.get_pixmap(alpha=True)


def _set_heading(layout: Layout) -> float:
    left, top, right, _bottom = TEXT
    if not layout.spec.heading.strip():
        return top
    box: Rect = (left, top, right, top + 166)
    end = top + layout.set(layout.spec.heading, "heading", box, _HEADING_SIZES).height
    if not layout.spec.others:
        return end
    box = (left, end + 8, right, end + 8 + 66)
    return end + 8 + layout.set(JOINT.join(layout.spec.others), "quiet", box, _OTHERS_SIZES).height


def _set_body(layout: Layout, top: float) -> Rect | None:
    """Points, and a caption where there is a figure; returns the figure's box."""
    spec = layout.spec
    left, _top, right, bottom = TEXT
    points = [point for point in spec.bullets[:MAX_BULLETS] if point.strip()]
    if not spec.figure:
        _set_points(layout, points, (left, top, right, bottom))
        return None
    if not points:
        return _set_caption(layout, (left, top, right, bottom))
    if _aspect(spec) > _WIDE:
        used = _set_points(layout, points, (left, top, right, top + 200))
        return _set_caption(layout, (left, top + used + 24, right, bottom))
    middle = (left + right) / 2
    first, second = (left, top, middle - 16, bottom), (middle + 16, top, right, bottom)
    words, figure = (second, first) if layout.mirrored else (first, second)
    _set_points(layout, points, words)
    return _set_caption(layout, (figure[0], top + 6, figure[2], bottom))


def _set_points(layout: Layout, points: list[str], box: Rect) -> float:
    """Each point hangs from a dash in the speaker's colour. Returns the height used."""
    if not points:
        return 0
    left, top, right, bottom = box
    width = right - left - _INDENT
    text_left = left if layout.mirrored else left + _INDENT

    def build(size: float, share: float) -> str:
        between = f'<p style="font-size: {size * 0.5}px; line-height: 1">&#160;</p>'
        return between.join(paragraph(point, "point", size, share) for point in points)

    fitted = fit(build, layout.css, (width, bottom - top), _POINT_SIZES)
    start = top
    for point in points:
        body = paragraph(point, "point", fitted.size, fitted.share)
        used = height(body, layout.css, width)
        layout.put(body, text_left, start, text_left + width, used)
        layout.dashes.append((right - 18 if layout.mirrored else left, start + fitted.size * 0.72))
        start += used + fitted.size * 0.5
    return start - fitted.size * 0.5 - top


def _set_caption(layout: Layout, box: Rect) -> Rect:
    """Sets the caption close under where the figure ends; returns the figure's box."""
    left, top, right, bottom = box
    width, room = right - left, bottom - top
    caption = layout.spec.figure_caption
    if not caption.strip():
        return (left, top, right, top + min(room, width / _aspect(layout.spec)))
    fitted = fit(
        lambda size, share: paragraph(caption, "quiet", size, share),
        layout.css,
        (width, min(88, room / 3)),
        _CAPTION_SIZES,
    )
    drawn = min(room - fitted.height - 10, width / _aspect(layout.spec))
    margin = (width - drawn * _aspect(layout.spec)) / 2
    if margin < width / 5:  # the caption starts where the figure does, unless it is too narrow
        inset = (left, right - margin) if layout.mirrored else (left + margin, right)
    else:
        inset = (left, right)
    used = height(fitted.body, layout.css, inset[1] - inset[0])
    drawn = min(drawn, room - used - 10)
    layout.put(fitted.body, inset[0], top + drawn + 10, inset[1], used)
    return (left, top, right, top + drawn)


def _set_foot(layout: Layout) -> None:
    left, top, right, bottom = FOOT
    title, reference = (left, top, right - 220, bottom), (right - 208, top, right, bottom)
    if layout.mirrored:
        title, reference = (left + 220, top, right, bottom), (left, top, left + 208, bottom)
    layout.set(layout.spec.source_title, "quiet", title, (16, 14))
    layout.set(layout.spec.page_ref, "end", reference, (16, 14))


def _set_speaker(layout: Layout) -> Rect | None:
    """Name and page tag under the portrait; returns the tag's frame."""
    spec = layout.spec
    x, y, width = SPEAKING[spec.teacher]
    left, right, top = x - 24, x + width + 24, float(y + width + 12)
    top += layout.set(
        spec.teacher_name, "speaker", (left, top, right, top + 34), (25, 21, 18)
    ).height
    if not spec.page_ref.strip():
        return None
    top += 12
    fitted = layout.set(spec.page_ref, "speaker", (left, top, right, top + 26), (18, 16, 14))
    half = min(right - left, 22 + fitted.size * 0.56 * len(spec.page_ref)) / 2
    middle = (left + right) / 2
    return (middle - half, top - 4, middle + half, top + fitted.height + 4)


def _draw_rules(page: pymupdf.Page, layout: Layout, heading_end: float, tag: Rect | None) -> None:
    ink, rule = unit_rgb(layout.palette[layout.spec.teacher]), unit_rgb(layout.palette["rule"])
    x = PAPER[0] if layout.spec.teacher == "left" else PAPER[2]
    page.draw_line((x, TEXT[1]), (x, max(heading_end, TEXT[1] + 40)), color=ink, width=6)
    page.draw_line((FOOT[0], FOOT[1] - 10), (FOOT[2], FOOT[1] - 10), color=rule, width=1)
    for left, top in layout.dashes:
        page.draw_line((left, top), (left + 18, top), color=ink, width=2.5)
    if tag:
        page.draw_rect(pymupdf.Rect(tag), color=ink, width=1.5, radius=0.2)


def _draw_figure(page: pymupdf.Page, spec: SegmentSpec, box: Rect) -> None:
    page.insert_image(pymupdf.Rect(box), stream=spec.figure, keep_proportion=True)


def _aspect(spec: SegmentSpec) -> float:
    try:
        return aspect(spec.figure)
    except ValueError as error:
        raise Invalid(
            _(
                "The figure of “%(part)s” cannot be drawn: it is no PNG or JPEG, or a broken one. "
                "Leave it out of the lesson, or choose another."
            )
            % {"part": spec.heading or spec.page_ref}
        ) from error
