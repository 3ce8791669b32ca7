"""What people write of artifacts and their items."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.artifacts.asking import MOST_ITEMS
from lessons.artifacts.base import BLANK
from lessons.models import Artifact, ArtifactItem
from lessons.strategies import registry as strategies
from library.citing import page_reference
from library.models import ContentAtom, Page, Source
from library.page_ranges import page_range
from project.errors import Invalid
from project.text.quoting import find_quote

Kind = ArtifactItem.Kind
RIGHT = "*"  # before an answer that is right
PAIRED = "="  # between what belongs together


class ArtifactForm(forms.Form):
    """`part` is "whole", "pages", "topic", or a node's id."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Artifact.Kind.choices)
    part = forms.ChoiceField(label=_("What of it"))
    pages = forms.CharField(
        label=_("Pages"),
        max_length=30,
        required=False,
        help_text=_("As printed, the first and the last: 12-40. Only for some pages."),
        widget=forms.TextInput(attrs={"placeholder": "12-40"}),
    )
    topic = forms.CharField(
        label=_("Topic"),
        max_length=200,
        required=False,
        help_text=_("A few words. Only for a topic: the pages that say most on it are taken."),
    )
    count = forms.IntegerField(
        label=_("How many items"),
        min_value=1,
        max_value=MOST_ITEMS,
        initial=10,
        help_text=_("A summary, slides and a lesson plan take all headings."),
    )
    strategy = forms.ChoiceField(label=_("How it is taught and asked"))

    def __init__(self, *args, source: Source, nodes: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        parts: list[tuple[str, Any]] = [("whole", _("All of it")), ("topic", _("A topic"))]
        if source.has_printed_pages:
            parts.append(("pages", _("Some pages")))
        else:
            del self.fields["pages"]
        self.fields["part"].choices = [*parts, *nodes]  # type: ignore[attr-defined]
        self.fields["strategy"].choices = [  # type: ignore[attr-defined]
            (name, each.label) for name, each in strategies.STRATEGIES.items()
        ]

    def clean(self):
        data = super().clean() or {}
        for name, sentence in (
            ("pages", _("Write the first and the last page, as in 12-40.")),
            ("topic", _("Write what it is about.")),
        ):
            if data.get("part") == name and not data.get(name):
                self.add_error(name, sentence)
        return data

    def part_asked(self) -> dict:
        """What `lessons.services.lessons.part_of` takes."""
        part = self.cleaned_data["part"]
        if part == "pages":
            return {"pages": self.cleaned_data["pages"]}
        return {} if part in ("whole", "topic") else {"node_id": part}

    def topic_asked(self) -> str:
        return self.cleaned_data["topic"] if self.cleaned_data["part"] == "topic" else ""


_ANSWERS = {
    **dict.fromkeys(
        (Kind.CHOICE, Kind.MULTIPLE, Kind.TRUE_FALSE),
        _("One answer a line. Put * before what is right."),
    ),
    Kind.ORDERING: _("One a line, in the right order."),
    Kind.MATCHING: _("One pair a line: the term = its meaning."),
    **dict.fromkeys((Kind.CLOZE, Kind.SHORT), _("What is right, one a line; the first is shown.")),
    Kind.CARD: _("The other side of the card."),
    **dict.fromkeys((Kind.TEXT, Kind.SLIDE), _("One sentence or point a line.")),
}


class ItemForm(forms.Form):
    """An item of one kind, and the passage that supports its key."""

    stem = forms.CharField(
        label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    answers = forms.CharField(
        label=_("Answers"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )
    number = forms.FloatField(label=_("The right number"))
    tolerance = forms.FloatField(label=_("How far off is still right"), min_value=0, initial=0)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), choices=ArtifactItem.Difficulty.choices, coerce=int, initial=2
    )
    points = forms.IntegerField(label=_("Points"), min_value=0, max_value=100, initial=1)
    page = forms.CharField(label=_("Page"), max_length=40, help_text=_("As printed."))
    quote = forms.CharField(
        label=_("Words of that page"),
        max_length=4000,
        help_text=_("The passage from which the right answer follows, copied from the page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, item: ArtifactItem, source: Source):
        self.item, self.source = item, source
        super().__init__(data, initial=_initial(item))
        if item.kind == Kind.NUMERIC:
            del self.fields["answers"]
        else:
            for name in ("number", "tolerance", "unit"):
                del self.fields[name]
        if item.kind == Kind.QUESTION:
            del self.fields["answers"]
        elif "answers" in self.fields:
            self.fields["answers"].help_text = _ANSWERS[Kind(item.kind)]
        if item.kind in (Kind.CLOZE, Kind.NUMERIC):
            self.fields["stem"].help_text = _("The gap is %(blank)s.") % {"blank": BLANK}
        self.place: dict = {}

    def clean(self):
        data = super().clean() or {}
        if data.get("page") and data.get("quote"):
            try:
                self.place = _place(self.source, data["page"], data["quote"], self.item.citation)
            except Invalid as error:
                self.add_error("page", error.message)
            else:
                if not self.place:
                    self.add_error("quote", _("That page does not say this. Copy it as it stands."))
        if self.item.kind == Kind.MATCHING and any(
            PAIRED not in line for line in _lines(data.get("answers", ""))
        ):
            self.add_error("answers", _("Write = between what belongs together."))
        return data

    def fill(self) -> ArtifactItem:
        """The item as it was written; not saved."""
        data, item = self.cleaned_data, self.item
        for name in ("stem", "explanation", "difficulty", "points"):
            setattr(item, name, data[name])
        item.citation = self.place
        lines = _lines(data.get("answers", ""))
        match item.kind:
            case Kind.CHOICE | Kind.MULTIPLE | Kind.TRUE_FALSE:
                item.options = _options(lines, item.options)
            case Kind.NUMERIC:
                values = {name: data[name] for name in ("number", "tolerance", "unit")}
                item.key = {"expression": ""} | item.key | values
            case Kind.ORDERING:
                same = item.key.get("order") == lines
                item.key = item.key if same else {"order": lines}
                item.options = [{"text": t, "is_key": True, "feedback": ""} for t in sorted(lines)]
            case Kind.MATCHING:
                pairs = [[part.strip() for part in line.split(PAIRED, 1)] for line in lines]
                item.key = {"pairs": pairs}
            case Kind.QUESTION:
                item.key = {}
            case _:
                item.key = {"accepted": lines}
        return item


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _options(lines: list[str], before: list[dict]) -> list[dict]:
    """What was said to an answer stays with it."""
    feedback = {each["text"]: each["feedback"] for each in before}
    texts = [(line.removeprefix(RIGHT).strip(), line.startswith(RIGHT)) for line in lines]
    return [
        {"text": text, "is_key": is_key, "feedback": feedback.get(text, "")}
        for text, is_key in texts
    ]


def _initial(item: ArtifactItem) -> dict:
    answers = [f"{RIGHT if o['is_key'] else ''} {o['text']}".strip() for o in item.options]
    if item.kind == Kind.ORDERING:
        answers = item.key.get("order", [])
    elif item.kind == Kind.MATCHING:
        answers = [f" {PAIRED} ".join(pair) for pair in item.key.get("pairs", [])]
    elif item.kind not in ArtifactItem.WITH_OPTIONS:
        answers = item.key.get("accepted", [])
    return {
        "stem": item.stem,
        "answers": "\n".join(answers),
        "number": item.key.get("number"),
        "tolerance": item.key.get("tolerance", 0),
        "unit": item.key.get("unit", ""),
        "explanation": item.explanation,
        "difficulty": item.difficulty,
        "points": item.points,
        "page": item.citation.get("page_label", ""),
        "quote": item.citation.get("quote", ""),
    }


def _place(source: Source, label: str, quote: str, before: dict) -> dict:
    """The citation; {} where the page does not hold the words. Raises Invalid for no such page."""
    if before and (label, quote.split()) == (before["page_label"], before["quote"].split()):
        return before  # with the other places that it rests on
    index, _last = page_range(source, label)
    page = Page.objects.get(source=source, index=index)
    found = find_quote(quote, page.text)
    if found is None:
        return {}
    start, end = found
    return {
        "source_id": str(source.pk),
        "page_index": index,
        "page_label": page.label,
        "reference": page_reference(source, page.label),
        "quote": page.text[start:end],
        "atom_id": _atom_at(source, index, start, end),
        "start": start,
        "end": end,
    }


def _atom_at(source: Source, index: int, start: int, end: int) -> str | None:
    atoms = ContentAtom.objects.filter(source=source, page_start__lte=index, page_end__gte=index)
    for pk, spans in atoms.order_by("position").values_list("pk", "spans"):
        if any(s["page"] == index and s["start"] <= start and end <= s["end"] for s in spans):
            return str(pk)
    return None
