"""QTI 2.1: one file an item, a test that lists them, and a manifest."""

from lxml import etree

from .items import ANY_GAP, ExportItem, ExportSet, ItemKind, figure, mixed, with_page
from .markup import add, clean, serialized
from .packages import zipped

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
RESPONSE, SCORE, FEEDBACK, OPTION = "RESPONSE", "SCORE", "FEEDBACK", "OPTION_FEEDBACK"
EXPLANATION = "explanation"
CARDINALITY = {
    ItemKind.MULTIPLE: "multiple",
    ItemKind.MATCHING: "multiple",
    ItemKind.ORDERING: "ordered",
}
BASE_TYPE = {
    ItemKind.CLOZE: "string",
    ItemKind.SHORT: "string",
    ItemKind.QUESTION: "string",
    ItemKind.NUMERIC: "float",
    ItemKind.MATCHING: "directedPair",
}


def write_qti21(exported: ExportSet) -> bytes:
    names = [f"items/{number:03}.xml" for number in range(1, len(exported.items) + 1)]
    files = {"imsmanifest.xml": _manifest(exported, names), "test.xml": _test(exported, names)}
    for number, (name, item) in enumerate(zip(names, exported.items, strict=True), 1):
        files[name] = _Item(item, _ident(exported, number), str(number), exported.language).write()
    return zipped(files)


def _ident(exported: ExportSet, number: int) -> str:
    return f"item-{exported.identifier}-{number:03}"


def _manifest(exported: ExportSet, names: list[str]) -> bytes:
    root = etree.Element(f"{{{PACKAGING}}}manifest", nsmap={None: PACKAGING})
    root.set("identifier", f"manifest-{exported.identifier}")
    metadata = add(root, "metadata")
    add(metadata, "schema", "QTIv2.1 Package")
    add(metadata, "schemaversion", "1.0.0")
    add(root, "organizations")
    resources = add(root, "resources")
    test = add(
        resources,
        "resource",
        identifier=f"resource-{exported.identifier}",
        type="imsqti_test_xmlv2p1",
        href="test.xml",
    )
    add(test, "file", href="test.xml")
    for number, name in enumerate(names, 1):
        add(test, "dependency", identifierref=f"resource-{_ident(exported, number)}")
        item = add(
            resources,
            "resource",
            identifier=f"resource-{_ident(exported, number)}",
            type="imsqti_item_xmlv2p1",
            href=name,
        )
        add(item, "file", href=name)
    return serialized(root)


def _test(exported: ExportSet, names: list[str]) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}assessmentTest", nsmap={None: NAMESPACE})
    root.set("identifier", f"test-{exported.identifier}")
    root.set("title", clean(exported.title))
    part = add(
        root,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    title = clean(exported.title)
    section = add(part, "assessmentSection", identifier="section", title=title, visible="true")
    for number, name in enumerate(names, 1):
        add(section, "assessmentItemRef", identifier=_ident(exported, number), href=name)
    return serialized(root)


class _Item:
    """Writes declarations, body, response processing and feedback, in that order."""

    def __init__(self, item: ExportItem, ident: str, title: str, language: str):
        self.item = item
        self.root = etree.Element(f"{{{NAMESPACE}}}assessmentItem", nsmap={None: NAMESPACE})
        self.root.set("identifier", ident)
        self.root.set("title", title)
        self.root.set("adaptive", "false")
        self.root.set("timeDependent", "false")
        self.root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
        self.explanation = with_page(item.explanation, item.reference)
        self.option_feedback = {
            name: option.feedback
            for name, option in zip(self.names, item.options, strict=True)
            if option.feedback
        }

    @property
    def names(self) -> list[str]:
        if self.item.kind == ItemKind.TRUE_FALSE:
            return ["true", "false"]
        return [f"option{number}" for number in range(1, len(self.item.options) + 1)]

    @property
    def is_answered(self) -> bool:
        return self.item.kind != ItemKind.TEXT

    @property
    def cardinality(self) -> str:
        return CARDINALITY.get(self.item.kind, "single")

    def write(self) -> bytes:
        if self.is_answered:
            self._declare()
        self._outcomes()
        self._body()
        self._process()
        self._feedback()
        return serialized(self.root)

    def _declare(self) -> None:
        kind = BASE_TYPE.get(self.item.kind, "identifier")
        declared = add(
            self.root,
            "responseDeclaration",
            identifier=RESPONSE,
            cardinality=self.cardinality,
            baseType=kind,
        )
        keys = self._keys()
        if keys:
            correct = add(declared, "correctResponse")
            for key in keys:
                add(correct, "value", key)
        if self.item.kind in (ItemKind.CLOZE, ItemKind.SHORT):
            mapping = add(declared, "mapping", defaultValue="0")
            for answer in self.item.answers:
                add(
                    mapping,
                    "mapEntry",
                    mapKey=clean(answer),
                    mappedValue=str(self.item.points),
                    caseSensitive="false",
                )

    def _keys(self) -> list[str]:
        item = self.item
        match item.kind:
            case ItemKind.CHOICE | ItemKind.MULTIPLE | ItemKind.TRUE_FALSE:
                chosen = zip(self.names, item.options, strict=True)
                return [name for name, option in chosen if option.is_key]
            case ItemKind.CLOZE | ItemKind.SHORT:
                return list(item.answers[:1])
            case ItemKind.NUMERIC:
                return [figure(item.number or 0)]
            case ItemKind.ORDERING:
                shown = mixed(item.order)
                return [f"step{shown.index(text) + 1}" for text in item.order]
            case ItemKind.MATCHING:
                rights = self._rights()
                return [
                    f"left{number} right{rights.index(right) + 1}"
                    for number, (_left, right) in enumerate(item.pairs, 1)
                ]
        return []

    def _rights(self) -> list[str]:
        return sorted({right for _left, right in self.item.pairs})

    def _outcomes(self) -> None:
        for name, value in ((SCORE, "0"), ("MAXSCORE", str(self.item.points))):
            if self.is_answered:
                outcome = self._outcome(name, "single", "float")
                add(add(outcome, "defaultValue"), "value", value)
        if self.explanation:
            self._outcome(FEEDBACK, "single", "identifier")
        if self.option_feedback:
            self._outcome(OPTION, self.cardinality, "identifier")

    def _outcome(self, name: str, cardinality: str, kind: str) -> etree._Element:
        return add(
            self.root,
            "outcomeDeclaration",
            identifier=name,
            cardinality=cardinality,
            baseType=kind,
        )

    def _body(self) -> None:
        item, body = self.item, add(self.root, "itemBody")
        if item.kind == ItemKind.CLOZE and len(ANY_GAP.findall(item.stem)) == 1:
            before, after = ANY_GAP.split(item.stem)
            line = add(body, "p")
            _broken(line, before)
            entry = self._entry(line)
            entry.tail = clean(after)
            return
        _broken(add(body, "p"), item.stem)
        for answer in item.answers if item.kind == ItemKind.TEXT else ():
            _broken(add(body, "p"), answer)
        self._interact(body)

    def _entry(self, line: etree._Element) -> etree._Element:
        return add(line, "textEntryInteraction", responseIdentifier=RESPONSE)

    def _interact(self, body: etree._Element) -> None:
        match self.item.kind:
            case ItemKind.CHOICE | ItemKind.MULTIPLE | ItemKind.TRUE_FALSE:
                several = self.item.kind == ItemKind.MULTIPLE
                interaction = self._shuffled(
                    body, "choiceInteraction", maxChoices="0" if several else "1"
                )
                for name, option in zip(self.names, self.item.options, strict=True):
                    _broken(add(interaction, "simpleChoice", identifier=name), option.text)
            case ItemKind.CLOZE | ItemKind.SHORT | ItemKind.NUMERIC:
                self._entry(add(body, "p"))
            case ItemKind.ORDERING:
                interaction = self._shuffled(body, "orderInteraction")
                for number, text in enumerate(mixed(self.item.order), 1):
                    _broken(add(interaction, "simpleChoice", identifier=f"step{number}"), text)
            case ItemKind.MATCHING:
                self._pairs(body)
            case ItemKind.QUESTION:
                add(body, "extendedTextInteraction", responseIdentifier=RESPONSE)

    def _shuffled(self, body: etree._Element, name: str, **attributes: str) -> etree._Element:
        shuffle = "false" if self.item.kind == ItemKind.TRUE_FALSE else "true"
        return add(body, name, responseIdentifier=RESPONSE, shuffle=shuffle, **attributes)

    def _pairs(self, body: etree._Element) -> None:
        most = str(len(self.item.pairs))
        interaction = self._shuffled(body, "matchInteraction", maxAssociations=most)
        lefts = [left for left, _right in self.item.pairs]
        for side, texts, times in (("left", lefts, "1"), ("right", self._rights(), most)):
            places = add(interaction, "simpleMatchSet")
            for number, text in enumerate(texts, 1):
                choice = add(
                    places,
                    "simpleAssociableChoice",
                    identifier=f"{side}{number}",
                    matchMax=times,
                )
                _broken(choice, text)

    def _process(self) -> None:
        if not (self.is_answered or self.explanation):
            return
        process = add(self.root, "responseProcessing")
        match self.item.kind:
            case ItemKind.CLOZE | ItemKind.SHORT:
                score = add(process, "setOutcomeValue", identifier=SCORE)
                add(score, "mapResponse", identifier=RESPONSE)
            case ItemKind.NUMERIC:
                tolerance = figure(self.item.tolerance)
                self._score_where(
                    process,
                    "equal",
                    toleranceMode="absolute",
                    tolerance=f"{tolerance} {tolerance}",
                )
            case ItemKind.TEXT | ItemKind.QUESTION:
                pass
            case _:
                self._score_where(process, "match")
        if self.option_feedback:
            shown = add(process, "setOutcomeValue", identifier=OPTION)
            add(shown, "variable", identifier=RESPONSE)
        if self.explanation:
            shown = add(process, "setOutcomeValue", identifier=FEEDBACK)
            add(shown, "baseValue", EXPLANATION, baseType="identifier")

    def _score_where(self, process: etree._Element, name: str, **attributes: str) -> None:
        found = add(add(process, "responseCondition"), "responseIf")
        compared = add(found, name, **attributes)
        add(compared, "variable", identifier=RESPONSE)
        add(compared, "correct", identifier=RESPONSE)
        score = add(found, "setOutcomeValue", identifier=SCORE)
        add(score, "baseValue", str(self.item.points), baseType="float")

    def _feedback(self) -> None:
        for name, text in self.option_feedback.items():
            self._show(OPTION, name, text)
        if self.explanation:
            self._show(FEEDBACK, EXPLANATION, self.explanation)

    def _show(self, outcome: str, name: str, text: str) -> None:
        shown = add(
            self.root,
            "modalFeedback",
            outcomeIdentifier=outcome,
            identifier=name,
            showHide="show",
        )
        for line in text.split("\n"):
            add(shown, "p", line)


def _broken(parent: etree._Element, text: str) -> None:
    """Text with its line breaks, at the end of what the parent holds."""
    first, *more = clean(text).split("\n")
    parent.text = first
    for line in more:
        add(parent, "br").tail = line
