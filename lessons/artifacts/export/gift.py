"""GIFT, the text format of Moodle and others: questions with blank lines between them."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from project.errors import Invalid

from .items import (
    ANY_GAP,
    GAP,
    ExportItem,
    ExportOption,
    ExportSet,
    ItemKind,
    ReadSet,
    figure,
    split_page,
    with_page,
)
from .markup import clean

_SPECIAL = re.compile(r"[\\~=#{}:]")
# An escaped character stands as a noncharacter of Unicode while a question is taken apart.
_ESCAPED = dict(zip("\\~=#{}:", map(chr, range(0xFDD0, 0xFDD7)), strict=True))
_PLAIN = str.maketrans({mark: char for char, mark in _ESCAPED.items()})
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_FORMAT = re.compile(r"^\s*\[(?:html|moodle|plain|markdown)\]", re.IGNORECASE)
_ANSWER = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"^\s*%(-?[\d.]+)%")


def can_hold(item: ExportItem) -> bool:
    """GIFT ends the left side of a pair at its first arrow, and has no way to write another."""
    return not any("->" in left for left, _right in item.pairs)


def write_gift(exported: ExportSet) -> bytes:
    head = [f"// {_line(text)}" for text in (exported.title, exported.attribution) if text]
    questions = [_question(number, item) for number, item in enumerate(exported.items, 1)]
    return "\n\n".join(["\n".join(head), *questions]).lstrip().encode() + b"\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text.replace("\r\n", "\n"))
    return text.replace("\r", "\n").replace("\n", "\\n")


def _question(number: int, item: ExportItem) -> str:
    lines = [f"// {_line(item.reference)}"] if item.reference else []
    said = with_page(item.explanation, item.reference)
    feedback = f"####{escaped(said)}" if said else ""
    name = f"::{number:03}::[plain]"
    if item.kind == ItemKind.TEXT:
        told = "\n".join(filter(None, (item.stem, *item.answers, item.explanation)))
        return "\n".join([*lines, name + escaped(with_page(told, item.reference))])
    before, after = item.stem, ""
    if item.kind == ItemKind.CLOZE and len(ANY_GAP.findall(item.stem)) == 1:
        before, after = _around_gap(item.stem)
    answers = [f"\t{line}" for line in [*_answers(item), feedback] if line]
    body = "\n".join(["", *answers, ""]) if answers else ""
    text = f"{name}{escaped(before)}{{{body}}}{escaped(after)}"
    return "\n".join([*lines, text])


def _around_gap(stem: str) -> tuple[str, str]:
    """A gap at the very end stays in the text: behind it GIFT knows no gap."""
    found = ANY_GAP.search(stem)
    if found is None or not stem[found.end() :].strip():
        return stem, ""
    return stem[: found.start()], stem[found.end() :]


def _answers(item: ExportItem) -> Iterator[str]:
    match item.kind:
        case ItemKind.CHOICE:
            for option in item.options:
                yield ("=" if option.is_key else "~") + _option(option)
        case ItemKind.MULTIPLE:
            keys = sum(option.is_key for option in item.options)
            others = len(item.options) - keys
            for option in item.options:
                share = 100 / keys if option.is_key else -100 / others
                yield f"~%{share:.5f}".rstrip("0").rstrip(".") + "%" + _option(option)
        case ItemKind.TRUE_FALSE:
            yield _truth(item)
        case ItemKind.CLOZE | ItemKind.SHORT:
            yield from (f"={escaped(answer)}" for answer in item.answers)
        case ItemKind.NUMERIC:
            number, tolerance = item.number or 0, item.tolerance
            yield f"#{figure(number)}" + (f":{figure(tolerance)}" if tolerance else "")
        case ItemKind.MATCHING:
            for left, right in item.pairs:
                yield f"={escaped(left)} -> {escaped(right)}"


def _option(option: ExportOption) -> str:
    return escaped(option.text) + (f"#{escaped(option.feedback)}" if option.feedback else "")


def _truth(item: ExportItem) -> str:
    """GIFT gives the feedback of the wrong answer first, then that of the right one."""
    feedback = {option.is_key: option.feedback for option in item.options}
    wrong, right = feedback.get(False, ""), feedback.get(True, "")
    text = "TRUE" if item.is_true else "FALSE"
    if wrong or right:
        text += f"#{escaped(wrong)}"
    return text + (f"#{escaped(right)}" if right else "")


def read_gift(data: bytes) -> ReadSet:
    """Raises Invalid where it is no text. Questions that cannot be taken are named."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("This file is not text in UTF-8. Save it as GIFT again.")) from error
    found = ReadSet()
    for number, block in enumerate(_blocks(text), 1):
        try:
            found.items.append(_item(block))
        except ValueError as error:
            found.left_out.append(
                _("Question %(number)s was left out: %(reason)s.")
                % {"number": number, "reason": error}
            )
    return found


def _blocks(text: str) -> Iterator[str]:
    text = _NONCHARACTERS.sub("", clean(text).replace("\r\n", "\n").replace("\r", "\n"))
    kept = [line for line in text.split("\n") if not line.lstrip().startswith(("//", "$CATEGORY:"))]
    for block in re.split(r"\n\s*\n", _marked("\n".join(kept))):
        if block.strip():
            yield block.strip()


def _marked(text: str) -> str:
    def one(found: re.Match) -> str:
        char = found.group(1)
        return "\ufdd8" if char == "n" else _ESCAPED.get(char, char)

    return re.sub(r"\\([\\~=#{}:n])", one, text)


def _plain(text: str) -> str:
    return " ".join(text.split()).translate(_PLAIN).replace("\ufdd8", "\n").strip()


def _item(block: str) -> ExportItem:
    """Raises ValueError with a reason, without a full stop."""
    block = re.sub(r"^::.*?::", "", block, count=1, flags=re.DOTALL)
    block = _FORMAT.sub("", block, count=1)
    start, end = block.find("{"), block.rfind("}")
    if start < 0:
        told, reference = split_page(_plain(block))
        return ExportItem(ItemKind.TEXT, told, reference=reference)
    if end < start:
        raise ValueError(_("its answers do not end"))
    before, inside, after = block[:start], block[start + 1 : end], block[end + 1 :]
    stem = _plain(f"{before}{GAP}{after}") if after.strip() else _plain(before)
    if not stem:
        raise ValueError(_("it asks nothing"))
    answers, _mark, feedback = inside.partition("####")
    explanation, reference = split_page(_plain(feedback))
    return _answered(stem, answers.strip(), explanation, reference)


def _answered(stem: str, answers: str, explanation: str, reference: str) -> ExportItem:
    said: dict[str, Any] = {"explanation": explanation, "reference": reference}
    if not answers:
        return ExportItem(ItemKind.QUESTION, stem, **said)
    head, *feedback = answers.split("#")
    if head.strip().upper() in ("T", "TRUE", "F", "FALSE"):
        return _true_false(stem, head.strip().upper().startswith("T"), feedback, said)
    if answers.startswith("#"):
        number, tolerance = _number(answers[1:])
        return ExportItem(ItemKind.NUMERIC, stem, number=number, tolerance=tolerance, **said)
    if answers[0] not in "=~":
        answers = f"={answers}"
    found = _ANSWER.findall(answers)
    if all(mark == "=" and "->" in text for mark, text in found):
        pairs = tuple(_pair(text) for _sign, text in found)
        return ExportItem(ItemKind.MATCHING, stem, pairs=pairs, **said)
    if all(mark == "=" for mark, _text in found):
        return _words(stem, [text for _sign, text in found], said)
    return _options(stem, found, said)


def _true_false(stem: str, is_true: bool, feedback: list[str], said: dict[str, Any]) -> ExportItem:
    wrong, right = [*map(_plain, feedback[:2]), "", ""][:2]
    options = (
        ExportOption(_("True"), is_true, right if is_true else wrong),
        ExportOption(_("False"), not is_true, wrong if is_true else right),
    )
    return ExportItem(ItemKind.TRUE_FALSE, stem, options, **said)


def _number(text: str) -> tuple[float, float]:
    first = re.split(r"#|[=~](?!$)", text.strip().lstrip("="))[0]
    first = _WEIGHT.sub("", first).strip()
    try:
        if ".." in first:
            low, high = map(float, first.split(".."))
            return (low + high) / 2, abs(high - low) / 2
        number, _colon, tolerance = first.partition(":")
        return float(number), abs(float(tolerance or 0))
    except ValueError as error:
        raise ValueError(_("its number cannot be read")) from error


def _pair(text: str) -> tuple[str, str]:
    left, _arrow, right = text.partition("->")
    return _plain(left), _plain(right.partition("#")[0])


def _words(stem: str, texts: list[str], said: dict[str, Any]) -> ExportItem:
    answers = tuple(_plain(_WEIGHT.sub("", text).partition("#")[0]) for text in texts)
    kind = ItemKind.CLOZE if ANY_GAP.search(stem) else ItemKind.SHORT
    return ExportItem(kind, stem, answers=tuple(filter(None, answers)), **said)


def _options(stem: str, found: list[tuple[str, str]], said: dict[str, Any]) -> ExportItem:
    options, weighted = [], False
    for mark, text in found:
        weight = _WEIGHT.match(text)
        weighted = weighted or (weight is not None and mark == "~")
        share = float(weight.group(1)) if weight else (100.0 if mark == "=" else 0.0)
        words, _hash, feedback = _WEIGHT.sub("", text).partition("#")
        options.append(ExportOption(_plain(words), share > 0, _plain(feedback)))
    keys = sum(option.is_key for option in options)
    kind = ItemKind.MULTIPLE if weighted or keys > 1 else ItemKind.CHOICE
    return ExportItem(kind, stem, tuple(options), **said)
