"""Formats that only leave the product, parsed back by what reads them elsewhere."""

import csv
import io
import sqlite3
import zipfile
from dataclasses import replace

import docx
import pptx
import pymupdf
import pytest
from lxml import etree

from lessons.artifacts.export.anki import is_cloze
from lessons.artifacts.export.items import ItemKind
from lessons.artifacts.export.markup import text_of
from lessons.artifacts.export.registry import FORMATS, export, fitted

from .sets import (
    CHOICE,
    CLOZE,
    ITEMS,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    QUESTION,
    SLIDE,
    TEXT,
    make_set,
)


def written(key: str, *items, with_key=True) -> bytes:
    return export(make_set(*items), FORMATS[key], with_key=with_key)


def text_of_pdf(data: bytes) -> str:
    with pymupdf.open(stream=data, filetype="pdf") as document:
        return " ".join(" ".join(page.get_text().split()) for page in document)


def text_of_docx(data: bytes) -> str:
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    return " ".join(" ".join(paragraph.text.split()) for paragraph in paragraphs)


@pytest.mark.parametrize(("key", "read"), [("pdf", text_of_pdf), ("docx", text_of_docx)])
def test_sheets_are_printed_with_and_without_their_key(key, read):
    with_key, without = read(written(key)), read(written(key, with_key=False))
    for item in ITEMS:
        assert " ".join(item.stem.split()) in without
        assert item.reference in without
        for option in item.options:
            assert option.text in without
    for secret in ("Because 2 < 3", "The Sun is <a> star.", "50 ± 0.5", "star / yellow: star"):
        assert secret in with_key
        assert secret not in without
    head, key_pages = with_key.split("Answer key")
    assert "Answer key" not in without
    assert "A. {a} ~ =b: <i>" in key_pages
    assert "1. Mercury" in key_pages and "1. Mercury" not in head
    assert "OpenStax, CC BY 4.0." in without


def test_an_open_question_without_an_answer_has_no_empty_place_in_the_key():
    open_question = replace(QUESTION, answers=())
    assert "Answer key" not in text_of_pdf(written("pdf", open_question))
    assert text_of_pdf(written("pdf", CLOZE, open_question)).count("2.") == 1


def test_the_same_set_gives_the_same_file():
    for form in FORMATS.values():
        if form.key not in ("anki", "docx", "pptx"):  # zips that others write with the time
            assert written(form.key) == written(form.key), form.key


def test_slides_have_the_key_only_in_their_notes():
    deck = pptx.Presentation(io.BytesIO(written("pptx", SLIDE, CHOICE)))
    _title, slide, question = deck.slides
    assert slide.shapes.title.text == "The Sun"
    assert slide.placeholders[1].text == "A star\nHot & bright\n(p. 21)"
    assert "Because 2 < 3" not in question.placeholders[1].text
    assert "A. {a} ~ =b: <i>" in question.notes_slide.notes_text_frame.text
    bare = pptx.Presentation(io.BytesIO(written("pptx", CHOICE, with_key=False)))
    assert not bare.slides[1].has_notes_slide


def test_csv_has_a_row_for_each_item_and_no_formulas():
    rows = list(csv.DictReader(io.StringIO(written("csv").decode("utf-8-sig"))))
    assert [row["Kind"] for row in rows] == [item.kind for item in ITEMS]
    assert [row["Page"] for row in rows] == [item.reference for item in ITEMS]
    by_kind = dict(zip([row["Kind"] for row in rows], rows, strict=True))
    assert by_kind["choice"]["Option 2"] == "'=SUM(A1)"
    assert by_kind["multiple"]["Right answers"] == "Hydrogen\nHelium\nNeon"
    assert by_kind["ordering"]["Right answers"].split("\n") == list(ORDERING.order)
    assert by_kind["matching"]["Right answers"].split("\n") == [r for _l, r in MATCHING.pairs]
    assert (by_kind["numeric"]["Right answers"], by_kind["numeric"]["Tolerance"]) == ("50", "0.5")
    assert by_kind["choice"]["Words of the page"] == CHOICE.quote


def notes_of(data: bytes, folder) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        package.extract("collection.anki2", folder)
    with sqlite3.connect(folder / "collection.anki2") as database:
        found = database.execute("select guid, flds from notes order by id").fetchall()
        assert database.execute("select count(*) from cards").fetchone() == (len(found),)
    return [[guid, *fields.split("\x1f")] for guid, fields in found]


def test_anki_has_a_note_for_each_item_and_knows_it_again(tmp_path):
    kept, _sentences = fitted(make_set(), FORMATS["anki"])
    notes = notes_of(written("anki"), tmp_path)
    assert [note[4] for note in notes] == [item.reference for item in kept.items]
    by_item = dict(zip([item.stem for item in kept.items], notes, strict=True))
    assert by_item[CLOZE.stem][1] == "The Sun is a {{c1::star}}, not a planet."
    assert by_item[CHOICE.stem][2:4] == [
        "A. {a} ~ =b: &lt;i&gt;",
        "Because 2 &lt; 3 &amp; 3 &gt; 2.<br>So it is.",
    ]
    assert by_item[NUMERIC.stem][2] == "50 ± 0.5"
    assert sum(is_cloze(item) for item in kept.items) == 2
    assert [note[0] for note in notes_of(written("anki"), tmp_path)] == [n[0] for n in notes]


def test_moodle_xml_says_keys_feedback_and_pages():
    kept, _sentences = fitted(make_set(), FORMATS["moodle"])
    questions = etree.fromstring(written("moodle")).findall("question")
    assert len(questions) == len(kept.items)
    for question, item in zip(questions, kept.items, strict=True):
        stem = text_of(question.findtext("questiontext/text"))
        assert stem.startswith(item.stem)
        assert item.reference in text_of(question.findtext("generalfeedback/text"))
        assert question.findtext("tags/tag/text") == item.reference
        assert marked_right(question, item) == right_of(item)


def marked_right(question, item):
    """{words: share of the points} of the answers of a question that score."""
    if item.kind == ItemKind.MATCHING:
        pairs = question.findall("subquestion")
        return {text_of(one.findtext("text")): one.findtext("answer/text") for one in pairs}
    answers = question.findall("answer")
    return {
        text_of(one.findtext("text")): round(float(one.get("fraction")))
        for one in answers
        if float(one.get("fraction")) > 0
    }


def right_of(item):
    match item.kind:
        case ItemKind.MATCHING:
            return dict(item.pairs)
        case ItemKind.MULTIPLE:
            return {option.text: 33 for option in MULTIPLE.options if option.is_key}
        case ItemKind.TRUE_FALSE:
            return {"true" if item.is_true else "false": 100}
        case ItemKind.CHOICE:
            return {option.text: 100 for option in item.options if option.is_key}
        case ItemKind.NUMERIC:
            return {"50": 100}
        case ItemKind.CLOZE | ItemKind.SHORT:
            return dict.fromkeys(item.answers, 100)
    return {}


def test_a_cartridge_is_a_quiz_and_a_page():
    with zipfile.ZipFile(io.BytesIO(written("cartridge", TEXT, QUESTION))) as package:
        page = package.read("0f3b/page.html").decode()
        manifest = etree.fromstring(package.read("imsmanifest.xml"))
        files = [one.get("href") for one in manifest.iter("{*}file")]
        assert sorted(["imsmanifest.xml", *files]) == sorted(package.namelist())
    assert "The Sun &amp; &lt;its&gt; planets" in page
    assert "<p>It is hot.</p>" in page
    assert "(p. 20)" in page
