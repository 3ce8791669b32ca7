"""A sheet to print: the questions, and behind them on pages of its own the key."""

import io
from dataclasses import dataclass, field

import pymupdf
from django.utils.translation import gettext as _

from lessons.rendering.base import COLOURS
from lessons.rendering.typography import (
    FACES,
    MUPDF,
    escape,
    font_archive,
    height,
    is_right_to_left,
    story,
    unit_rgb,
)

from .items import ExportSet
from .sheet import KeyEntry, Question, key_of, question_of

_PAPER = (595, 842)  # A4, in points
_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 58, 62, 70
_GAP = 12
_CSS = f"""
    body {{margin: 0; color: {COLOURS["ink"]}; font-family: Literata; font-size: 11px;
           line-height: 1.45;}}
    h1 {{font-size: 22px; line-height: 1.2; margin: 0 0 6px 0;}}
    h2 {{font-size: 15px; line-height: 1.25; margin: 0 0 4px 0;}}
    p {{margin: 0 0 4px 0;}}
    .choice {{margin: 0 0 2px 18px;}}
    .write {{margin: 8px 0 8px 18px; color: {COLOURS["ink-2"]};}}
    .quiet {{font-family: Atkinson; font-size: 8.5px; line-height: 1.35;
             color: {COLOURS["ink-2"]};}}
    .number, .tag {{font-family: Atkinson; font-weight: bold;}}
    .tag {{font-size: 8.5px; color: {COLOURS["left"]};}}
"""
_RULE = "_" * 62


def write_pdf(exported: ExportSet, *, with_key: bool) -> bytes:
    with MUPDF:
        sheet = _Sheet(exported.language)
        sheet.set(_head(exported, with_key=with_key))
        for number, item in enumerate(exported.items, 1):
            sheet.set(_question(number, question_of(item)))
        if exported.attribution:
            sheet.set(f'<p class="quiet">{escape(exported.attribution)}</p>')
        entries = [
            (number, entry)
            for number, item in enumerate(exported.items, 1)
            if (entry := key_of(item))
        ]
        if with_key and entries:
            sheet.next_page()
            sheet.set(f"<h1>{escape(_('Answer key'))}</h1>")
            for number, entry in entries:
                sheet.set(_key(number, entry))
        return sheet.finish(exported.title)


def _head(exported: ExportSet, *, with_key: bool) -> str:
    title = f"<h1>{escape(exported.title)}</h1>"
    if with_key or all(key_of(item) is None for item in exported.items):
        return title
    named = f"{escape(_('Name'))}: {'_' * 34} {escape(_('Date'))}: {'_' * 16}"
    return f'{title}<p class="quiet">{named}</p>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _tag(reference: str) -> str:
    return f' <span class="tag">{escape(reference)}</span>' if reference else ""


def _question(number: int, question: Question) -> str:
    hint = f' <span class="quiet">{escape(question.hint)}</span>' if question.hint else ""
    tag = _tag(question.reference)
    if question.paragraphs:
        told = "".join(f"<p>{_lines(text)}</p>" for text in question.paragraphs)
        return f"<h2>{_lines(question.stem)}</h2>{told}<p>{tag}</p>"
    parts = [f'<p><span class="number">{number}.</span> {_lines(question.stem)}{hint}{tag}</p>']
    parts += [f'<p class="choice">____ {_lines(left)}</p>' for left in question.pairs]
    parts += [
        f'<p class="choice"><span class="number">{name}.</span> {_lines(text)}</p>'
        for name, text in question.choices
    ]
    parts += [f'<p class="write">{_RULE}</p>'] * question.lines
    return "".join(parts)


def _key(number: int, entry: KeyEntry) -> str:
    tag = _tag(entry.reference)
    parts = [f'<p><span class="number">{number}.</span> {_lines(entry.answer)}{tag}</p>']
    if entry.explanation:
        parts.append(f'<p class="choice">{_lines(entry.explanation)}</p>')
    if entry.quote:
        parts.append(f'<p class="quiet choice">“{_lines(entry.quote)}”</p>')
    return "".join(parts)


@dataclass
class _Sheet:
    """Sets blocks under one another; a block that fits on a page is not broken."""

    language: str
    y: float = _TOP
    _buffer: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self._writer = pymupdf.DocumentWriter(self._buffer)
        self._device = self._begin()
        self.direction = "rtl" if is_right_to_left(self.language) else "ltr"
        self.width = _PAPER[0] - _LEFT - _RIGHT
        self.bottom = _PAPER[1] - _BOTTOM

    def _begin(self):
        return self._writer.begin_page(pymupdf.Rect(0, 0, *_PAPER))

    def set(self, markup: str) -> None:
        body = f'<div dir="{self.direction}">{markup}</div>'
        tall = height(body, _CSS, self.width)
        if self.y + tall > self.bottom and tall < self.bottom - _TOP:
            self.next_page()
        text, more = story(body, _CSS), True
        while more:
            box = pymupdf.Rect(_LEFT, self.y, _LEFT + self.width, self.bottom)
            more, filled = text.place(box)
            text.draw(self._device)
            self.y = filled[3]
            if more:
                self.next_page()
        self.y += _GAP

    def next_page(self) -> None:
        self._writer.end_page()
        self._device, self.y = self._begin(), _TOP

    def finish(self, title: str) -> bytes:
        self._writer.end_page()
        self._writer.close()
        with pymupdf.open(stream=self._buffer.getvalue(), filetype="pdf") as document:
            for page in document:
                self._set_foot(page, title, f"{page.number + 1} / {document.page_count}")
            document.set_metadata({"title": title, "creator": "Lectern"})
            document.subset_fonts()
            return document.tobytes(garbage=4, deflate=True, no_new_id=True)

    def _set_foot(self, page: pymupdf.Page, title: str, number: str) -> None:
        y = _PAPER[1] - 46
        ends = (_LEFT, y), (_LEFT + self.width, y)
        page.draw_line(*ends, color=unit_rgb(COLOURS["rule"]), width=0.7)
        for text, align in ((title[:90], "left"), (number, "right")):
            page.insert_htmlbox(
                pymupdf.Rect(_LEFT, y + 5, _LEFT + self.width, y + 20),
                f'<p class="quiet" style="text-align: {align}">{escape(text)}</p>',
                css=FACES + _CSS,
                archive=font_archive(),
            )
