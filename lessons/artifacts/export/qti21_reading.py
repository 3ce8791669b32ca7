"""Questions out of QTI 2.1 and 2.2 items with one interaction."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from library.ingestion.parsers.xml import local_name

from .items import ANY_GAP, GAP, ExportItem, ExportOption, ItemKind, split_page
from .markup import words
from .qti12_reading import below

_INTERACTION = "Interaction"


def read_item(root: etree._Element) -> ExportItem:
    """Raises ValueError with a reason, without a full stop."""
    body = next(iter(below(root, "itemBody")), None)
    if body is None:
        raise ValueError(_("it asks nothing"))
    interactions = [one for one in body.iter() if local_name(one).endswith(_INTERACTION)]
    if len(interactions) > 1:
        raise ValueError(_("it asks for several answers at once"))
    item = _Reader(root, body, interactions[0] if interactions else None).read()
    if not item.stem:
        raise ValueError(_("it asks nothing"))
    return item


class _Reader:
    def __init__(self, root: etree._Element, body: etree._Element, interaction):
        self.root, self.body, self.interaction = root, body, interaction
        self.name = local_name(interaction) if interaction is not None else ""
        response = interaction.get("responseIdentifier") if interaction is not None else None
        declared = [
            one for one in below(root, "responseDeclaration") if one.get("identifier") == response
        ]
        self.declared = declared[0] if declared else None
        self.keys = self._declared("correctResponse", "value")
        self.feedback = {
            one.get("identifier", ""): words(one) for one in below(root, "modalFeedback")
        }

    def _declared(self, group: str, name: str) -> list[str]:
        if self.declared is None:
            return []
        return [words(one) for found in below(self.declared, group) for one in below(found, name)]

    def read(self) -> ExportItem:
        choices = {one.get("identifier") for one in below(self.body, "simpleChoice")}
        general = [text for name, text in self.feedback.items() if name not in choices]
        explanation, reference = split_page("\n".join(general))
        shared: dict[str, Any] = {
            "explanation": explanation,
            "reference": reference,
            "points": self._points(),
        }
        match self.name:
            case "":
                return ExportItem(ItemKind.TEXT, words(self.body), **shared)
            case "choiceInteraction":
                return self._choices(shared)
            case "textEntryInteraction":
                return self._entry(shared)
            case "extendedTextInteraction":
                return ExportItem(ItemKind.QUESTION, self._stem(), **shared)
            case "orderInteraction":
                return self._order(shared)
            case "matchInteraction":
                return self._match(shared)
        raise ValueError(
            _("it asks in a way that is not known here (%(name)s)") % {"name": self.name[:40]}
        )

    def _points(self) -> int:
        for outcome in below(self.root, "outcomeDeclaration"):
            if outcome.get("identifier") == "MAXSCORE":
                try:
                    return max(0, min(1000, round(float(words(outcome)))))
                except (ValueError, OverflowError):
                    return 1
        return 1

    def _stem(self) -> str:
        """What is said before and behind the interaction, and its prompt."""
        prompt = " ".join(words(one) for one in below(self.interaction, "prompt"))
        around = self._around("")
        return "\n".join(filter(None, (around, prompt)))

    def _around(self, stand_in: str) -> str:
        """The body's words, with `stand_in` for the interaction. Changes the tree."""
        parent, tail = self.interaction.getparent(), self.interaction.tail or ""
        before = self.interaction.getprevious()
        text = stand_in + tail
        if before is None:
            parent.text = (parent.text or "") + text
        else:
            before.tail = (before.tail or "") + text
        parent.remove(self.interaction)
        return words(self.body)

    def _choices(self, shared: dict[str, Any]) -> ExportItem:
        found = below(self.interaction, "simpleChoice")
        options = tuple(
            ExportOption(
                words(one),
                one.get("identifier") in self.keys,
                self.feedback.get(one.get("identifier", ""), ""),
            )
            for one in found
        )
        several = self.declared is not None and self.declared.get("cardinality") == "multiple"
        kind = ItemKind.MULTIPLE if several else ItemKind.CHOICE
        if [one.get("identifier", "").lower() for one in found] == ["true", "false"]:
            kind = ItemKind.TRUE_FALSE
        return ExportItem(kind, self._stem(), options, **shared)

    def _entry(self, shared: dict[str, Any]) -> ExportItem:
        is_number = self.declared is not None and self.declared.get("baseType") in (
            "float",
            "integer",
        )
        line = self.interaction.getparent()
        is_inline = bool(words(line)) and not is_number
        stem = self._around(GAP if is_inline else "")
        if is_number:
            return self._number(stem, shared)
        answers = tuple(dict.fromkeys([*self.keys, *self._mapped()]))
        if not answers:
            return ExportItem(ItemKind.QUESTION, stem, **shared)
        kind = ItemKind.CLOZE if ANY_GAP.search(stem) else ItemKind.SHORT
        return ExportItem(kind, stem, answers=answers, **shared)

    def _mapped(self) -> list[str]:
        entries = below(self.declared, "mapEntry") if self.declared is not None else []
        return [
            entry.get("mapKey", "") for entry in entries if _is_positive(entry.get("mappedValue"))
        ]

    def _number(self, stem: str, shared: dict[str, Any]) -> ExportItem:
        compared = below(self.root, "equal")
        allowed = compared[0].get("tolerance", "0").split() if compared else ["0"]
        try:
            number, tolerance = float(self.keys[0]), abs(float(allowed[0]))
        except (ValueError, IndexError) as error:
            raise ValueError(_("its number cannot be read")) from error
        return ExportItem(ItemKind.NUMERIC, stem, number=number, tolerance=tolerance, **shared)

    def _order(self, shared: dict[str, Any]) -> ExportItem:
        texts = {
            one.get("identifier"): words(one) for one in below(self.interaction, "simpleChoice")
        }
        if not self.keys or any(key not in texts for key in self.keys):
            raise ValueError(_("it has no right answer"))
        order = tuple(texts[key] for key in self.keys)
        return ExportItem(ItemKind.ORDERING, self._stem(), order=order, **shared)

    def _match(self, shared: dict[str, Any]) -> ExportItem:
        texts = {
            one.get("identifier"): words(one)
            for one in below(self.interaction, "simpleAssociableChoice")
        }
        pairs = [key.split() for key in self.keys]
        if not pairs or any(len(pair) != 2 or not set(pair) <= texts.keys() for pair in pairs):
            raise ValueError(_("it does not say which belong together"))
        found = tuple((texts[left], texts[right]) for left, right in pairs)
        return ExportItem(ItemKind.MATCHING, self._stem(), pairs=found, **shared)


def _is_positive(text: str | None) -> bool:
    try:
        return float(text or "0") > 0
    except ValueError:
        return False
