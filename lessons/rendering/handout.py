"""A lesson as pages to hand out: A4 or US Letter, set in the product's type.

HTML set by MuPDF's Story, with the page reference after what it supports, the
figures of the pages, and a foot that says what it was made from.
"""

import io
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Literal

import pymupdf
from django.utils.translation import gettext as _

from lessons.rendering.base import Side, colours
from lessons.rendering.typography import (
    FACES,
    MUPDF,
    Rect,
    aspect,
    escape,
    font_archive,
    height,
    is_right_to_left,
    story,
    unit_rgb,
)
from lessons.rendering.workspace import workspace
from project.errors import Invalid

PAPERS = {"a4": (595, 842), "letter": (612, 792)}
_MARGINS = (68, 62, 68, 74)  # left, top, right, bottom, in points
_FIGURE_HEIGHT = 230


@dataclass(frozen=True, slots=True)
class HandoutFigure:
    """A figure of the source, as PNG or JPEG bytes."""

    image: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class HandoutPart:
    """What one teacher says: sentences as (text, page reference), such as ("…", "p. 527").

    others: a line that names the further headings of the source that it stands for.
    """

    teacher: Side
    teacher_name: str
    heading: str
    sentences: tuple[tuple[str, str], ...]
    figure: HandoutFigure | None = None
    others: str = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """credit: author and licence of the source; notice: who wrote this text, if a machine.

    left_out: a line for each kind of what is not told on purpose, with its headings.
    """

    title: str
    source_title: str
    parts: tuple[HandoutPart, ...]
    language: str = "en"
    credit: str = ""
    notice: str = ""
    left_out: tuple[str, ...] = ()


def lesson_pdf(
    handout: Handout,
    to: Path,
    *,
    paper: Literal["a4", "letter"] = "a4",
    branding: dict[str, str] | None = None,
) -> int:
    """Write the PDF to `to`, whole or not at all; returns its number of pages.

    Raises Invalid where the handout has no part, or a figure cannot be read.
    """
    if not handout.parts:
        raise Invalid(_("The lesson has no parts yet. Choose a chapter or pages with text."))
    flow = _Flow(handout, PAPERS[paper], colours(branding or {}))
    with MUPDF, workspace(to.parent) as work:
        flow.set_title()
        for part in handout.parts:
            flow.set_part(part)
        flow.set_notice()
        with flow.finish() as document:
            document.set_metadata({"title": handout.title, "creator": "Lectern"})
            document.subset_fonts()
            document.save(work / to.name, garbage=4, deflate=True, no_new_id=True)
            pages = document.page_count
        (work / to.name).replace(to)
    return pages


@dataclass
class _Flow:
    """Sets blocks one under the other, page after page. `y` is where the next one starts."""

    handout: Handout
    paper: tuple[int, int]
    palette: dict[str, str]
    y: float = _MARGINS[1]
    page: int = 0
    images: list[tuple[int, Rect, bytes]] = field(default_factory=list)
    bars: list[tuple[int, float, float, Side]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left, self.right = _MARGINS[0], self.paper[0] - _MARGINS[2]
        self.bottom = self.paper[1] - _MARGINS[3]
        self._buffer = io.BytesIO()
        self._writer = pymupdf.DocumentWriter(self._buffer)
        self._device = self._writer.begin_page(pymupdf.Rect(0, 0, *self.paper))
        self.css = _css(self.palette)
        self.direction = "rtl" if is_right_to_left(self.handout.language) else "ltr"

    def set_title(self) -> None:
        title, source = escape(self.handout.title), escape(self.handout.source_title)
        self._set(f'<h1>{title}</h1><p class="from">{source}</p>')
        self.y += 14

    def set_part(self, part: HandoutPart) -> None:
        head = (
            f'<p class="name {part.teacher}">{escape(part.teacher_name)}</p>'
            f"<h2>{escape(part.heading)}</h2>"
        )
        head += f'<p class="quiet others">{escape(part.others)}</p>' if part.others else ""
        # A heading stands with the first lines of its text, or on the next page.
        if self.y + height(head, self.css, self.right - self.left) + 52 > self.bottom:
            self._next_page()
        self._set(head + _sentences(part), bar=part.teacher)
        if part.figure:
            self._set_figure(part.figure, part.heading)
        self.y += 18

    def set_notice(self) -> None:
        lines = [*self.handout.left_out, self.handout.notice, self.handout.credit]
        lines = [line for line in lines if line.strip()]
        if lines:
            self._set("".join(f'<p class="quiet">{escape(line)}</p>' for line in lines))

    def finish(self) -> pymupdf.Document:
        self._writer.end_page()
        self._writer.close()
        document = pymupdf.open(stream=self._buffer.getvalue(), filetype="pdf")
        for page, box, image in self.images:
            document[page].insert_image(pymupdf.Rect(box), stream=image)
        for page, top, bottom, side in self.bars:
            x = self.left - 14 if side == "left" else self.right + 14
            colour = unit_rgb(self.palette[side])
            document[page].draw_line((x, top), (x, bottom), color=colour, width=2.5)
        for number in range(document.page_count):
            self._set_foot(document[number], document.page_count)
        return document

    def _set(self, body: str, bar: Side | None = None) -> None:
        text, more = story(f'<div dir="{self.direction}">{body}</div>', self.css), True
        while more:
            box = pymupdf.Rect(self.left, self.y, self.right, self.bottom)
            more, filled = text.place(box)
            text.draw(self._device)
            if bar:
                self.bars.append((self.page, self.y + 2, filled[3], bar))
            self.y = filled[3]
            if more:
                self._next_page()

    def _set_figure(self, figure: HandoutFigure, heading: str) -> None:
        try:
            ratio = aspect(figure.image)
        except ValueError as error:
            raise Invalid(
                _(
                    "The figure of “%(part)s” cannot be printed: it is no PNG or JPEG. "
                    "Leave it out of the lesson, or choose another."
                )
                % {"part": heading}
            ) from error
        width = min(self.right - self.left, _FIGURE_HEIGHT * ratio)
        caption = f'<p class="quiet">{escape(figure.caption)}</p>' if figure.caption else ""
        below = height(caption, self.css, self.right - self.left) if caption else 0
        if self.y + 10 + width / ratio + below > self.bottom:
            self._next_page()
        top = self.y + 10
        left = self.right - width if self.direction == "rtl" else self.left
        box = (left, top, left + width, top + width / ratio)
        self.images.append((self.page, box, figure.image))
        self.y = top + width / ratio + 4
        if caption:
            self._set(caption)

    def _next_page(self) -> None:
        self._writer.end_page()
        self._device = self._writer.begin_page(pymupdf.Rect(0, 0, *self.paper))
        self.page, self.y = self.page + 1, _MARGINS[1]

    def _set_foot(self, page: pymupdf.Page, pages: int) -> None:
        y = self.paper[1] - 46
        page.draw_line(
            (self.left, y), (self.right, y), color=unit_rgb(self.palette["rule"]), width=0.7
        )
        number = f"{page.number + 1} / {pages}"
        for text, align in ((self.handout.title, "left"), (number, "right")):
            body = f'<p class="quiet" style="text-align: {align}">{escape(text[:90])}</p>'
            page.insert_htmlbox(
                pymupdf.Rect(self.left, y + 5, self.right, y + 20),
                body,
                css=FACES + self.css,
                archive=font_archive(),
            )


def _sentences(part: HandoutPart) -> str:
    """One paragraph; a page reference follows the last sentence that rests on it."""
    runs = []
    for reference, sentences in groupby(part.sentences, key=lambda sentence: sentence[1]):
        text = " ".join(escape(sentence) for sentence, _reference in sentences)
        tag = f' <span class="tag {part.teacher}">{escape(reference)}</span>' if reference else ""
        runs.append(text + tag)
    return f"<p>{' '.join(runs)}</p>"


def _css(palette: dict[str, str]) -> str:
    return f"""
        body {{margin: 0; color: {palette["ink"]}; font-family: Literata; font-size: 11px;
               line-height: 1.5;}}
        h1 {{font-size: 25px; line-height: 1.2; margin: 0 0 4px 0;}}
        h2 {{font-size: 15px; line-height: 1.25; margin: 0 0 5px 0;}}
        p {{margin: 0 0 4px 0;}}
        .from {{font-family: Atkinson; font-size: 10.5px; color: {palette["ink-2"]};}}
        .quiet {{font-family: Atkinson; font-size: 8.5px; line-height: 1.35; margin: 0;
                 color: {palette["ink-2"]};}}
        .others {{margin: 0 0 5px 0;}}
        .name {{font-family: Atkinson; font-weight: bold; font-size: 9px; margin: 0 0 1px 0;}}
        .tag {{font-family: Atkinson; font-weight: bold; font-size: 8.5px;}}
        .left {{color: {palette["left"]};}}
        .right {{color: {palette["right"]};}}
    """
