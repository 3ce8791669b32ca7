"""An item as it is printed: what pages, documents, slides and cards have in common."""

from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.translation import gettext as _

from .items import ANY_GAP, ExportItem, ItemKind, figure, mixed

LINES = {ItemKind.CLOZE: 0, ItemKind.SHORT: 1, ItemKind.NUMERIC: 1, ItemKind.QUESTION: 4}
_TOLD = frozenset({ItemKind.TEXT, ItemKind.SLIDE})


@dataclass(frozen=True, slots=True)
class Question:
    """choices: (letter, text). pairs: what stands on the left, to which a letter is written.

    lines: how many to write on. paragraphs: of what is told and asks nothing.
    """

    stem: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    pairs: tuple[str, ...] = ()
    lines: int = 0
    paragraphs: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """answer: what is right, as one line or more. It stands under the question's number."""

    answer: str
    explanation: str = ""
    reference: str = ""
    quote: str = ""


def letter(index: int) -> str:
    """A, B, …, Z, AA, …"""
    more, last = divmod(index, len(ascii_uppercase))
    return (letter(more - 1) if more else "") + ascii_uppercase[last]


def lettered(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((letter(index), text) for index, text in enumerate(texts))


def question_of(item: ExportItem) -> Question:
    told = item.kind in _TOLD
    return Question(
        stem=item.stem,
        hint=_hint(item),
        choices=lettered(_choices(item)),
        pairs=tuple(left for left, _right in item.pairs),
        lines=_lines(item),
        paragraphs=item.answers if told else (),
        reference=item.reference,
    )


def _hint(item: ExportItem) -> str:
    hints = {
        ItemKind.MULTIPLE: _("Choose all that are right."),
        ItemKind.ORDERING: _("Number them in the right order."),
        ItemKind.MATCHING: _("Write the letter of what belongs to it."),
    }
    return hints.get(item.kind, "")


def _lines(item: ExportItem) -> int:
    if item.kind == ItemKind.CLOZE and not ANY_GAP.search(item.stem):
        return 1
    return LINES.get(item.kind, 0)


def _choices(item: ExportItem) -> tuple[str, ...]:
    if item.kind == ItemKind.ORDERING:
        return mixed(item.order)
    if item.kind == ItemKind.MATCHING:
        return tuple(sorted({right for _left, right in item.pairs}))
    return tuple(option.text for option in item.options)


def key_of(item: ExportItem) -> KeyEntry | None:
    """None where nothing is asked, or nothing is known of what is right."""
    answer = "" if item.kind in _TOLD else _answer(item)
    if item.kind in _TOLD or not (answer or item.explanation or item.quote):
        return None
    return KeyEntry(answer, item.explanation, item.reference, item.quote)


def _answer(item: ExportItem) -> str:
    letters = {text: name for name, text in lettered(_choices(item))}
    match item.kind:
        case ItemKind.CHOICE | ItemKind.MULTIPLE | ItemKind.TRUE_FALSE:
            right = (
                f"{letter(index)}. {option.text}"
                for index, option in enumerate(item.options)
                if option.is_key
            )
            return "\n".join(right)
        case ItemKind.NUMERIC:
            number = figure(item.number or 0)
            allowed = f" ± {figure(item.tolerance)}" if item.tolerance else ""
            return f"{number}{allowed} {item.unit}".strip()
        case ItemKind.ORDERING:
            return "\n".join(
                f"{place}. {text} ({letters[text]})" for place, text in enumerate(item.order, 1)
            )
        case ItemKind.MATCHING:
            return "\n".join(f"{left}: {letters[right]}. {right}" for left, right in item.pairs)
        case ItemKind.CLOZE | ItemKind.SHORT:
            return " / ".join(item.answers)
    return "\n".join(item.answers)
