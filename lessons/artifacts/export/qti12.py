"""QTI 1.2 as Canvas and others import it, and the profile of it inside a Common Cartridge."""

from dataclasses import dataclass

from lxml import etree

from .items import ExportItem, ExportSet, ItemKind, figure, with_page
from .markup import add, clean, html_of, serialized
from .packages import zipped

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
SCORE = "SCORE"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a kind is named in an item's metadata. is_cartridge: what cartridges do not know is
    left away."""

    label: str
    names: dict[ItemKind, str]
    is_cartridge: bool = False


CANVAS = Profile(
    "question_type",
    {
        ItemKind.CHOICE: "multiple_choice_question",
        ItemKind.MULTIPLE: "multiple_answers_question",
        ItemKind.TRUE_FALSE: "true_false_question",
        ItemKind.CLOZE: "short_answer_question",
        ItemKind.SHORT: "short_answer_question",
        ItemKind.NUMERIC: "numerical_question",
        ItemKind.MATCHING: "matching_question",
        ItemKind.QUESTION: "essay_question",
        ItemKind.TEXT: "text_only_question",
    },
)
CARTRIDGE = Profile(
    "cc_profile",
    {
        ItemKind.CHOICE: "cc.multiple_choice.v0p1",
        ItemKind.MULTIPLE: "cc.multiple_response.v0p1",
        ItemKind.TRUE_FALSE: "cc.true_false.v0p1",
        ItemKind.CLOZE: "cc.fib.v0p1",
        ItemKind.SHORT: "cc.fib.v0p1",
        ItemKind.QUESTION: "cc.essay.v0p1",
    },
    is_cartridge=True,
)


def write_qti12(exported: ExportSet) -> bytes:
    """A package of a manifest and one assessment."""
    name = f"{exported.identifier}/quiz.xml"
    return zipped({"imsmanifest.xml": _manifest(exported, name), name: assessment(exported)})


def _manifest(exported: ExportSet, name: str) -> bytes:
    root = etree.Element(f"{{{PACKAGING}}}manifest", nsmap={None: PACKAGING})
    root.set("identifier", f"manifest-{exported.identifier}")
    metadata = add(root, "metadata")
    add(metadata, "schema", "IMS Content")
    add(metadata, "schemaversion", "1.1.3")
    add(root, "organizations")
    resource = add(
        add(root, "resources"),
        "resource",
        identifier=f"quiz-{exported.identifier}",
        type="imsqti_xmlv1p2",
        href=name,
    )
    add(resource, "file", href=name)
    return serialized(root)


def assessment(exported: ExportSet, profile: Profile = CANVAS) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}questestinterop", nsmap={None: NAMESPACE})
    ident, title = f"quiz-{exported.identifier}", clean(exported.title)
    quiz = add(root, "assessment", ident=ident, title=title)
    if profile.is_cartridge:
        _metadata(quiz, {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination"})
    section = add(quiz, "section", ident="root_section")
    for number, item in enumerate(exported.items, 1):
        _Item(section, f"{ident}-{number:03}", str(number), item, profile).write()
    return serialized(root)


def _metadata(parent: etree._Element, fields: dict[str, str]) -> None:
    metadata = add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = add(metadata, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)


def _material(parent: etree._Element, text: str) -> None:
    add(add(parent, "material"), "mattext", html_of(text), texttype="text/html")


class _Item:
    """Writes one item: metadata, presentation, response processing, feedback, in that order."""

    def __init__(self, section, ident: str, title: str, item: ExportItem, profile: Profile):
        self.item, self.profile = item, profile
        self.root = add(section, "item", ident=ident, title=title)
        self.feedback = {"general_fb": with_page(item.explanation, item.reference)}
        for name, option in zip(self.names, item.options, strict=True):
            self.feedback[f"{name}_fb"] = option.feedback

    @property
    def names(self) -> list[str]:
        """The identifiers of the options."""
        if self.item.kind == ItemKind.TRUE_FALSE:
            return ["true", "false"]
        return [f"option{number}" for number in range(1, len(self.item.options) + 1)]

    def write(self) -> None:
        self._describe()
        self._present()
        if self.item.kind != ItemKind.TEXT:
            self._process()
        for ident, text in self.feedback.items():
            if text:
                _material(add(add(self.root, "itemfeedback", ident=ident), "flow_mat"), text)

    def _describe(self) -> None:
        item = self.item
        fields = {self.profile.label: self.profile.names[item.kind]}
        if self.profile.is_cartridge:
            fields["cc_weighting"] = str(item.points)
        else:
            fields |= {"points_possible": str(item.points), "difficulty": str(item.difficulty)}
            fields |= {"page": item.reference} if item.reference else {}
            fields |= {"quote": item.quote} if item.quote else {}
        _metadata(add(self.root, "itemmetadata"), fields)

    def _present(self) -> None:
        item = self.item
        body = add(self.root, "presentation")
        stem = "\n".join((item.stem, *item.answers)) if item.kind == ItemKind.TEXT else item.stem
        _material(body, stem)
        match item.kind:
            case ItemKind.CHOICE | ItemKind.MULTIPLE | ItemKind.TRUE_FALSE:
                several = item.kind == ItemKind.MULTIPLE
                response = add(
                    body,
                    "response_lid",
                    ident="response1",
                    rcardinality="Multiple" if several else "Single",
                )
                options = [option.text for option in item.options]
                self._labels(response, dict(zip(self.names, options, strict=True)))
            case ItemKind.MATCHING:
                self._present_pairs(body)
            case ItemKind.TEXT:
                pass
            case _:
                response = add(body, "response_str", ident="response1", rcardinality="Single")
                kind = {"fibtype": "Decimal"} if item.kind == ItemKind.NUMERIC else {}
                add(response, "render_fib", **kind)

    def _present_pairs(self, body: etree._Element) -> None:
        rights = {name: right for right, name in self._rights().items()}
        for number, (left, _right) in enumerate(self.item.pairs, 1):
            response = add(body, "response_lid", ident=f"response{number}", rcardinality="Single")
            _material(response, left)
            self._labels(response, rights)

    def _rights(self) -> dict[str, str]:
        """What is on the right, once each, in an order of its own -> its identifier."""
        texts = sorted({right for _left, right in self.item.pairs})
        return {text: f"match{number}" for number, text in enumerate(texts, 1)}

    def _labels(self, response: etree._Element, texts: dict[str, str]) -> None:
        choices = add(response, "render_choice")
        for name, text in texts.items():
            _material(add(choices, "response_label", ident=name), text)

    def _process(self) -> None:
        process = add(self.root, "resprocessing")
        add(
            add(process, "outcomes"),
            "decvar",
            maxvalue="100",
            minvalue="0",
            varname=SCORE,
            vartype="Decimal",
        )
        if self.feedback["general_fb"]:
            self._show(process, "general_fb", lambda variables: add(variables, "other"))
        for name in self.names:
            if self.feedback[f"{name}_fb"]:
                self._show(process, f"{name}_fb", lambda variables, name=name: _is(variables, name))
        if self.item.kind == ItemKind.MATCHING:
            self._score_pairs(process)
        elif self.item.kind != ItemKind.QUESTION:
            self._right(self._score(process))

    def _show(self, process: etree._Element, ident: str, condition) -> None:
        found = add(process, "respcondition", **{"continue": "Yes"})
        condition(add(found, "conditionvar"))
        add(found, "displayfeedback", feedbacktype="Response", linkrefid=ident)

    def _score(self, process: etree._Element) -> etree._Element:
        """The condition under which the item scores all."""
        found = add(process, "respcondition", **{"continue": "No"})
        condition = add(found, "conditionvar")
        add(found, "setvar", "100", action="Set", varname=SCORE)
        return condition

    def _score_pairs(self, process: etree._Element) -> None:
        rights, share = self._rights(), f"{100 / len(self.item.pairs):.2f}"
        for number, (_left, right) in enumerate(self.item.pairs, 1):
            found = add(process, "respcondition")
            _is(add(found, "conditionvar"), rights[right], f"response{number}")
            add(found, "setvar", share, action="Add", varname=SCORE)

    def _right(self, condition: etree._Element) -> None:
        item = self.item
        keys = [
            name for name, option in zip(self.names, item.options, strict=True) if option.is_key
        ]
        match item.kind:
            case ItemKind.MULTIPLE:
                both = add(condition, "and")
                for name in self.names:
                    _is(both if name in keys else add(both, "not"), name)
            case ItemKind.CHOICE | ItemKind.TRUE_FALSE:
                _is(condition, keys[0])
            case ItemKind.NUMERIC:
                self._right_number(condition)
            case _:
                for answer in item.answers:
                    _is(condition, answer)

    def _right_number(self, condition: etree._Element) -> None:
        number, tolerance = self.item.number or 0, self.item.tolerance
        either = add(condition, "or")
        _is(either, figure(number))
        between = add(either, "and")
        add(between, "vargte", figure(number - tolerance), respident="response1")
        add(between, "varlte", figure(number + tolerance), respident="response1")


def _is(parent: etree._Element, value: str, response: str = "response1") -> None:
    add(parent, "varequal", value, respident=response)
