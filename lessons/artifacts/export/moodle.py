"""Moodle XML: questions with feedback for each option, a mark, and tags for page and difficulty."""

from lxml import etree

from .items import ExportItem, ExportSet, ItemKind, figure, with_page
from .markup import add, html_of, serialized

_TYPES = {
    ItemKind.CHOICE: "multichoice",
    ItemKind.MULTIPLE: "multichoice",
    ItemKind.TRUE_FALSE: "truefalse",
    ItemKind.CLOZE: "shortanswer",
    ItemKind.SHORT: "shortanswer",
    ItemKind.NUMERIC: "numerical",
    ItemKind.MATCHING: "matching",
    ItemKind.QUESTION: "essay",
    ItemKind.TEXT: "description",
}


def write_moodle(exported: ExportSet) -> bytes:
    root = etree.Element("quiz")
    for number, item in enumerate(exported.items, 1):
        _question(root, f"{number:03}", item)
    return serialized(root)


def _question(root: etree._Element, name: str, item: ExportItem) -> None:
    question = add(root, "question", type=_TYPES[item.kind])
    _text(question, "name", name)
    stem = "\n".join((item.stem, *item.answers)) if item.kind == ItemKind.TEXT else item.stem
    _html(question, "questiontext", stem)
    _html(question, "generalfeedback", with_page(item.explanation, item.reference))
    add(question, "defaultgrade", "0" if item.kind == ItemKind.TEXT else str(item.points))
    add(question, "penalty", "0")
    add(question, "hidden", "0")
    _answers(question, item)
    tags = [item.reference, f"difficulty {item.difficulty}"]
    places = add(question, "tags")
    for tag in filter(None, tags):
        _text(places, "tag", tag)


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    element = add(parent, name, **attributes)
    add(element, "text", text)
    return element


def _html(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    return _text(parent, name, html_of(text) if text else "", format="html", **attributes)


def _answer(question: etree._Element, text: str, fraction: str, feedback: str = "", **kind: str):
    answer = _text(question, "answer", text, fraction=fraction, **kind)
    _html(answer, "feedback", feedback)
    return answer


def _answers(question: etree._Element, item: ExportItem) -> None:
    match item.kind:
        case ItemKind.CHOICE | ItemKind.MULTIPLE:
            _options(question, item)
        case ItemKind.TRUE_FALSE:
            for name, option in zip(("true", "false"), item.options, strict=True):
                fraction = "100" if option.is_key else "0"
                _answer(question, name, fraction, option.feedback, format="plain_text")
        case ItemKind.CLOZE | ItemKind.SHORT:
            add(question, "usecase", "0")
            for answer in item.answers:
                # A star stands for any words in Moodle.
                _answer(question, answer.replace("*", "\\*"), "100", format="plain_text")
        case ItemKind.NUMERIC:
            answer = _answer(question, figure(item.number or 0), "100", format="plain_text")
            add(answer, "tolerance", figure(item.tolerance))
        case ItemKind.MATCHING:
            add(question, "shuffleanswers", "true")
            for left, right in item.pairs:
                pair = _html(question, "subquestion", left)
                _text(pair, "answer", right)
        case ItemKind.QUESTION:
            add(question, "responseformat", "editor")
            _html(question, "graderinfo", "\n".join(item.answers))


def _options(question: etree._Element, item: ExportItem) -> None:
    add(question, "single", "true" if item.kind == ItemKind.CHOICE else "false")
    add(question, "shuffleanswers", "true")
    add(question, "answernumbering", "abc")
    keys = sum(option.is_key for option in item.options)
    for option in item.options:
        share = 100 / keys if option.is_key else 0.0
        if item.kind == ItemKind.MULTIPLE and not option.is_key:
            share = -100 / (len(item.options) - keys)
        fraction = f"{share:.5f}".rstrip("0").rstrip(".")
        _answer(question, html_of(option.text), fraction, option.feedback, format="html")
