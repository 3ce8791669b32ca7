"""What is exported, and what an import reads: plain values, without rows."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

GAP = "_____"
ANY_GAP = re.compile(r"_{3,}")


class ItemKind(StrEnum):
    CHOICE = "choice"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    SHORT = "short"
    NUMERIC = "numeric"
    ORDERING = "ordering"
    MATCHING = "matching"
    CARD = "card"
    TEXT = "text"
    SLIDE = "slide"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class ExportOption:
    text: str
    is_key: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One question, card, paragraph or slide.

    options: of choice, multiple and true_false; of true_false the first one is "true".
    answers: of cloze and short what is right, the first one is shown; of a card its back; the
        paragraphs of a text, the points of a slide, what a good answer to a question says.
    order: of ordering, right from first to last. pairs: of matching, left and right.
    difficulty: 1 to 3. reference: the page as people cite it, "p. 527"; quote: its words.
    """

    kind: ItemKind
    stem: str
    options: tuple[ExportOption, ...] = ()
    answers: tuple[str, ...] = ()
    number: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    order: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    explanation: str = ""
    difficulty: int = 2
    points: int = 1
    reference: str = ""
    quote: str = ""

    @property
    def is_true(self) -> bool:
        return bool(self.options) and self.options[0].is_key

    @property
    def has_key(self) -> bool:
        """Whether what is right is known; of what is not marked, always."""
        keys = sum(option.is_key for option in self.options)
        match self.kind:
            case ItemKind.CHOICE:
                return keys == 1
            case ItemKind.MULTIPLE:
                return keys > 0
            case ItemKind.TRUE_FALSE:
                return keys == 1 and len(self.options) == 2
            case ItemKind.CLOZE | ItemKind.SHORT:
                return bool(self.answers)
            case ItemKind.NUMERIC:
                return self.number is not None
            case ItemKind.ORDERING:
                return len(self.order) > 1
            case ItemKind.MATCHING:
                return len(self.pairs) > 1
        return True

    @property
    def texts(self) -> tuple[str, ...]:
        """All its words."""
        said = [text for option in self.options for text in (option.text, option.feedback)]
        said += [text for pair in self.pairs for text in pair]
        return (self.stem, *self.answers, *self.order, *said, self.explanation, self.quote)


@dataclass(frozen=True, slots=True)
class ExportSet:
    """identifier: the same for each export of one artifact, so that importers know it again."""

    title: str
    items: tuple[ExportItem, ...]
    identifier: str
    language: str = "en"
    attribution: str = ""

    def only(self, items: tuple[ExportItem, ...]) -> "ExportSet":
        return replace(self, items=items)


@dataclass(slots=True)
class ReadSet:
    """What a file held. left_out: a sentence for each question that could not be taken."""

    title: str = ""
    items: list[ExportItem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def figure(number: float) -> str:
    """A number as people and other programs write it: 3, 0.25, 1.6e-19."""
    return f"{number:.12g}"


def mixed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """In an order that does not give the right one away, the same each time."""
    found = tuple(sorted(texts, key=lambda text: (text.casefold(), text)))
    return found[1:] + found[:1] if found == texts and len(found) > 1 else found


def with_page(text: str, reference: str) -> str:
    """Feedback for formats without a place for the page: it stands on a last line, in brackets."""
    return "\n".join(part for part in (text, f"({reference})" if reference else "") if part)


def split_page(text: str) -> tuple[str, str]:
    """What `with_page` joined: the text, and the reference or ""."""
    head, _line, last = text.strip().rpartition("\n")
    if last.startswith("(") and last.endswith(")"):
        return head.strip(), last[1:-1].strip()
    return text.strip(), ""
