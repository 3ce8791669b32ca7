"""Anki: a note for each item. The same note again when the same artifact is exported again."""

import hashlib
import html
import io

import genanki

from .items import ANY_GAP, ExportItem, ExportSet, ItemKind
from .sheet import key_of, question_of

FIELDS = ("Front", "Back", "Explanation", "Page", "Quote")
# Anki knows kinds of notes by these numbers: they never change.
_CARD_MODEL, _CLOZE_MODEL = 1_640_227_901, 1_640_227_902
_BEHIND = (
    '<div class="said">{{Explanation}}</div><div class="page">{{Page}}</div>'
    "{{#Quote}}<blockquote>{{Quote}}</blockquote>{{/Quote}}"
)
_CSS = ".card {font-family: serif; font-size: 20px;} .page {font-size: 14px; opacity: .7;}"


def write_anki(exported: ExportSet) -> bytes:
    number = int.from_bytes(hashlib.sha256(exported.identifier.encode()).digest()[:4]) >> 1
    deck = genanki.Deck(number, exported.title, description=html.escape(exported.attribution))
    card, cloze = _models()
    for place, item in enumerate(exported.items, 1):
        has_gap = is_cloze(item)
        note = genanki.Note(
            cloze if has_gap else card,
            [_html(text) for text in _fields(item)],
            guid=genanki.guid_for(exported.identifier, place),
            sort_field=f"{place:04}",
        )
        if has_gap:
            note.fields[0] = _cloze(item)
        deck.add_note(note)
    buffer = io.BytesIO()
    genanki.Package(deck).write_to_file(buffer)
    return buffer.getvalue()


def is_cloze(item: ExportItem) -> bool:
    return item.kind == ItemKind.CLOZE and len(ANY_GAP.findall(item.stem)) == 1


def _models() -> tuple[genanki.Model, genanki.Model]:
    fields = [{"name": name} for name in FIELDS]
    card = genanki.Model(
        _CARD_MODEL,
        "Lectern card",
        fields=fields,
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Front}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}" + _BEHIND,
            }
        ],
        css=_CSS,
    )
    cloze = genanki.Model(
        _CLOZE_MODEL,
        "Lectern gap",
        fields=fields,
        templates=[{"name": "Gap", "qfmt": "{{cloze:Front}}", "afmt": "{{cloze:Front}}" + _BEHIND}],
        css=_CSS,
        model_type=genanki.Model.CLOZE,
    )
    return card, cloze


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _fields(item: ExportItem) -> tuple[str, ...]:
    question, entry = question_of(item), key_of(item)
    choices = [f"{name}. {text}" for name, text in question.choices]
    front = "\n".join([item.stem, *question.pairs, *choices])
    back = entry.answer if entry else "\n".join(item.answers)
    return front, back, item.explanation, item.reference, item.quote


def _cloze(item: ExportItem) -> str:
    """Braces and colons of the answer are entities, so that they end no gap and give no hint."""
    answer = _html(item.answers[0]).replace("}", "&#125;").replace(":", "&#58;")
    before, after = ANY_GAP.split(item.stem)
    return f"{_html(before)}{{{{c1::{answer}}}}}{_html(after)}"
