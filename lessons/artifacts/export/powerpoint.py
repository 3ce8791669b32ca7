"""PPTX: a slide for each item; the key and the words of the page are in the speaker's notes."""

import datetime
import io

import pptx
from django.utils.translation import gettext as _
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Pt

from .items import ExportItem, ExportSet
from .markup import clean
from .sheet import key_of, question_of

_TITLE, _CONTENT = 0, 1  # layouts of the program's own blank presentation
_WRITTEN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_SIZES = ((240, 28), (480, 22), (900, 18))  # at most so many characters, in points


def write_pptx(exported: ExportSet, *, with_key: bool) -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title = clean(exported.title)[:250]
    deck.core_properties.author, deck.core_properties.created = "Lectern", _WRITTEN
    deck.core_properties.modified = _WRITTEN
    first = deck.slides.add_slide(deck.slide_layouts[_TITLE])
    first.shapes.title.text = clean(exported.title)
    first.placeholders[1].text = clean(exported.attribution)
    for item in exported.items:
        _slide(deck, item, with_key=with_key)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _slide(deck, item: ExportItem, *, with_key: bool) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_CONTENT])
    slide.shapes.title.text = clean(item.stem)
    question = question_of(item)
    lines = [*question.paragraphs, *question.pairs]
    lines += [f"{name}. {text}" for name, text in question.choices]
    if item.reference:
        lines.append(f"({item.reference})")
    _fill(slide.placeholders[1].text_frame, [clean(line) for line in lines])
    notes = _notes(item, with_key=with_key)
    if notes:
        slide.notes_slide.notes_text_frame.text = clean(notes)


def _fill(frame, lines: list[str]) -> None:
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    length = sum(map(len, lines))
    size = next((points for most, points in _SIZES if length <= most), 14)
    frame.text = "\n".join(lines)
    for paragraph in frame.paragraphs:
        paragraph.font.size = Pt(size)


def _notes(item: ExportItem, *, with_key: bool) -> str:
    entry = key_of(item)
    if entry is None:
        said = [item.explanation, f"“{item.quote}”" if item.quote else ""]
        return "\n".join(filter(None, said))
    if not with_key:
        return ""
    answer = _("Answer: %(answer)s") % {"answer": entry.answer}
    quote = f"“{entry.quote}”" if entry.quote else ""
    return "\n".join(filter(None, (answer, entry.explanation, quote)))
