"""Items in a language model's words. Nothing it says is believed: each is checked as those by rule
are, and what fails is left out."""

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel

from lessons.answering import model
from lessons.artifacts.base import Draft, Kind, Place, Reading, Said, option
from lessons.artifacts.checking import check
from lessons.artifacts.manner import said as offends
from lessons.models import Artifact
from lessons.strategies.briefing import brief
from lessons.strategies.spec import Spec
from project.providers.base import Passage
from project.text.quoting import find_quote

WRITTEN = (Artifact.Kind.QUIZ, Artifact.Kind.WORKSHEET)
A_BATCH = 24  # sentences that one question to the model is about
MOST_OF_A_BATCH = 6
TASK = (
    "Write up to %(count)s questions in the language %(language)s about what these passages say, "
    "for a %(kind)s. Each can be understood without the passages. quote: the words of one passage, "
    "unchanged, from which the answer follows. choice: four options, one of them right, each "
    "different, the wrong ones not in the quote. short and cloze: the answers that are right, in "
    "the words of the quote; a cloze has its gap as _____."
)


class _Option(BaseModel):
    text: str
    is_key: bool
    feedback: str


class _Item(BaseModel):
    kind: Literal["choice", "cloze", "short"]
    stem: str
    options: list[_Option]
    accepted: list[str]
    explanation: str
    difficulty: int
    passage_id: str
    quote: str


class _Items(BaseModel):
    items: list[_Item]


def batches_of(reading: Reading) -> list[list[Said]]:
    return [reading.said[i : i + A_BATCH] for i in range(0, len(reading.said), A_BATCH)]


def write(
    kind: str,
    batch: Sequence[Said],
    *,
    spec: Spec,
    language: str,
    page_text: Callable[[str, int], str | None],
) -> list[Draft]:
    """Those that hold. Raises ProviderError. Outside transactions."""
    passages = [
        Passage(str(number), said.place.quote, said.place.page_label, said.heading)
        for number, said in enumerate(batch)
    ]
    task = TASK % {"count": MOST_OF_A_BATCH, "language": language, "kind": kind}
    found = model().complete(f"{task}\n{brief(spec)}", _Items, passages=passages)
    drafts = [draft for item in found.items if (draft := _draft(item, batch))]
    return [
        draft
        for draft in drafts
        if not check(draft, page_text, language) and not offends(draft, 0, spec, language)
    ]


def _draft(item: _Item, batch: Sequence[Said]) -> Draft | None:
    if not item.passage_id.isdecimal() or int(item.passage_id) >= len(batch):
        return None
    said = batch[int(item.passage_id)]
    place = _narrowed(said.place, item.quote)
    if place is None:
        return None
    is_choice = item.kind == "choice"
    return Draft(
        Kind(item.kind),
        " ".join(item.stem.split()),
        place,
        item.stem.lower(),
        options=[
            option(each.text.strip(), is_key=each.is_key, feedback=each.feedback.strip())
            for each in (item.options if is_choice else ())
        ],
        key={} if is_choice else {"accepted": item.accepted},
        explanation=item.explanation.strip() or said.text,
        difficulty=min(3, max(1, item.difficulty)),
        is_of_sentence=True,
    )


def _narrowed(place: Place, quote: str) -> Place | None:
    """The whole sentence, where the quote stands in it."""
    return place if find_quote(quote, place.quote) else None
