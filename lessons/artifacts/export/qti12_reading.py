"""Questions out of QTI 1.2: our own, Canvas's, and those inside cartridges."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from library.ingestion.parsers.xml import local_name

from .items import ANY_GAP, ExportItem, ExportOption, ItemKind, split_page
from .markup import text_of, words

_FEEDBACK = ("general_fb", "correct_fb")


def read_item(root: etree._Element) -> ExportItem:
    """Raises ValueError with a reason, without a full stop."""
    return _Reader(root).read()


def below(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter() if local_name(element) == name]


def said(element: etree._Element) -> str:
    """The text of its material, which may be HTML."""
    texts = below(element, "mattext")
    found = (
        text_of(text.text or "") if text.get("texttype") == "text/html" else words(text)
        for text in texts
    )
    return "\n".join(filter(None, found))


class _Reader:
    def __init__(self, root: etree._Element):
        self.root = root
        self.fields = {
            _text(field, "fieldlabel"): _text(field, "fieldentry")
            for field in below(root, "qtimetadatafield")
        }
        self.feedback = {one.get("ident", ""): said(one) for one in below(root, "itemfeedback")}
        self.choices = below(root, "response_lid")
        self.strings = below(root, "response_str") + below(root, "response_num")
        self.keys = self._keys()

    def read(self) -> ExportItem:
        explanation, reference = split_page(
            next((self.feedback[name] for name in _FEEDBACK if self.feedback.get(name)), "")
        )
        shared: dict[str, Any] = {
            "explanation": explanation,
            "reference": self.fields.get("page", "") or reference,
            "quote": self.fields.get("quote", ""),
            "points": _points(self.fields),
            "difficulty": _difficulty(self.fields),
        }
        stem = self._stem()
        if not stem:
            raise ValueError(_("it asks nothing"))
        if len(self.strings) > 1 or (self.strings and self.choices):
            raise ValueError(_("it asks for several answers at once"))
        if len(self.choices) > 1:
            return ExportItem(ItemKind.MATCHING, stem, pairs=self._pairs(), **shared)
        if self.choices:
            return self._with_options(stem, shared)
        if self.strings:
            return self._with_words(stem, shared)
        return ExportItem(ItemKind.TEXT, stem, **shared)

    def _stem(self) -> str:
        """What is presented outside of what is answered."""
        texts = [
            text
            for body in below(self.root, "presentation")
            for text in below(body, "material")
            if not any(local_name(one).startswith("response_") for one in text.iterancestors())
        ]
        return "\n".join(filter(None, map(said, texts)))

    def _keys(self) -> list[tuple[str, str]]:
        """(response, value) of each condition that scores, without what must not be chosen."""
        found = []
        for condition in below(self.root, "respcondition"):
            if not any(_is_positive(score) for score in below(condition, "setvar")):
                continue
            for value in below(condition, "varequal"):
                if not any(local_name(parent) == "not" for parent in value.iterancestors()):
                    found.append((value.get("respident", ""), (value.text or "").strip()))
        return found

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        keys, pairs = dict(self.keys), []
        for response in self.choices:
            labels = {
                label.get("ident"): said(label) for label in below(response, "response_label")
            }
            left = next((said(one) for one in response if local_name(one) == "material"), "")
            right = labels.get(keys.get(response.get("ident", "")))
            if not left or right is None:
                raise ValueError(_("it does not say which belong together"))
            pairs.append((left, right))
        return tuple(pairs)

    def _with_options(self, stem: str, shared: dict[str, Any]) -> ExportItem:
        keys = {value for _response, value in self.keys}
        labels = below(self.choices[0], "response_label")
        options = tuple(
            ExportOption(
                said(label),
                label.get("ident") in keys,
                self.feedback.get(f"{label.get('ident')}_fb", ""),
            )
            for label in labels
        )
        several = self.choices[0].get("rcardinality", "Single") != "Single"
        kind = ItemKind.MULTIPLE if several else ItemKind.CHOICE
        named = " ".join(self.fields.values())
        if not several and len(options) == 2 and "true_false" in named:
            kind = ItemKind.TRUE_FALSE
        return ExportItem(kind, stem, options, **shared)

    def _with_words(self, stem: str, shared: dict[str, Any]) -> ExportItem:
        answers = tuple(dict.fromkeys(value for _response, value in self.keys))
        low, high = below(self.root, "vargte"), below(self.root, "varlte")
        types = {one.get("fibtype") for one in below(self.root, "render_fib")}
        if (low and high) or (types & {"Decimal", "Integer"} and answers):
            return self._numeric(stem, answers, low, high, shared)
        if not answers:
            return ExportItem(ItemKind.QUESTION, stem, **shared)
        kind = ItemKind.CLOZE if ANY_GAP.search(stem) else ItemKind.SHORT
        return ExportItem(kind, stem, answers=answers, **shared)

    def _numeric(self, stem: str, answers, low, high, shared: dict[str, Any]) -> ExportItem:
        try:
            bounds = [float(one[0].text or "") for one in (low, high) if one]
            middle = sum(bounds) / len(bounds) if bounds else 0.0
            number = float(answers[0]) if answers else middle
        except ValueError as error:
            raise ValueError(_("its number cannot be read")) from error
        tolerance = round((bounds[1] - bounds[0]) / 2, 12) if len(bounds) == 2 else 0.0
        return ExportItem(ItemKind.NUMERIC, stem, number=number, tolerance=tolerance, **shared)


def _text(parent: etree._Element, name: str) -> str:
    return next((words(child) for child in parent if local_name(child) == name), "")


def _is_positive(score: etree._Element) -> bool:
    try:
        return float(score.text or "0") > 0
    except ValueError:
        return False


def _points(fields: dict[str, str]) -> int:
    text = fields.get("points_possible") or fields.get("cc_weighting") or "1"
    try:
        return max(0, min(1000, round(float(text))))
    except (ValueError, OverflowError):
        return 1


def _difficulty(fields: dict[str, str]) -> int:
    text = fields.get("difficulty", "2")
    return int(text) if text in ("1", "2", "3") else 2
