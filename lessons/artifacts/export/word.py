"""DOCX: the questions with Word's own headings and lists, and behind them the key."""

import datetime
import io

import docx
from django.utils.translation import gettext as _
from docx.enum.text import WD_BREAK
from docx.shared import Pt

from .items import ExportSet
from .markup import clean
from .sheet import KeyEntry, Question, key_of, question_of

_RULE = "_" * 60
_WRITTEN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)  # never changes, so a file does not


def write_docx(exported: ExportSet, *, with_key: bool) -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = clean(exported.title)[:250], "Lectern"
    properties.language = exported.language
    properties.created = properties.modified = _WRITTEN
    document.add_heading(clean(exported.title), 0)
    for number, item in enumerate(exported.items, 1):
        _question(document, number, question_of(item))
    if exported.attribution:
        _quiet(document.add_paragraph(), exported.attribution)
    entries = [(number, key_of(item)) for number, item in enumerate(exported.items, 1)]
    if with_key and any(entry for _number, entry in entries):
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_heading(_("Answer key"), 1)
        for number, entry in entries:
            if entry:
                _key(document, number, entry)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _quiet(paragraph, text: str) -> None:
    run = paragraph.add_run(clean(text))
    run.italic, run.font.size = True, Pt(9)


def _numbered(document, number: int, text: str, reference: str):
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{number}. ").bold = True
    paragraph.add_run(clean(text))
    if reference:
        _quiet(paragraph, f" ({reference})")
    return paragraph


def _indented(document, text: str):
    paragraph = document.add_paragraph(clean(text))
    paragraph.paragraph_format.left_indent = Pt(18)
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _question(document, number: int, question: Question) -> None:
    if question.paragraphs:
        document.add_heading(clean(question.stem), 2)
        for text in question.paragraphs:
            document.add_paragraph(clean(text))
        if question.reference:
            _quiet(document.add_paragraph(), f"({question.reference})")
        return
    paragraph = _numbered(document, number, question.stem, question.reference)
    paragraph.paragraph_format.keep_with_next = True
    if question.hint:
        _quiet(paragraph, f" {question.hint}")
    for left in question.pairs:
        _indented(document, f"____ {left}")
    for name, text in question.choices:
        _indented(document, f"{name}. {text}")
    for _line in range(question.lines):
        _indented(document, _RULE)


def _key(document, number: int, entry: KeyEntry) -> None:
    _numbered(document, number, entry.answer, entry.reference)
    if entry.explanation:
        _indented(document, entry.explanation)
    if entry.quote:
        _quiet(_indented(document, ""), f"“{entry.quote}”")
