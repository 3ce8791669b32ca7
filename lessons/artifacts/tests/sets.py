"""One item of each kind, with what formats stumble over in its words."""

from lessons.artifacts.export.items import ExportItem, ExportOption, ExportSet, ItemKind

AWKWARD = "Is {x} = 3 ~ #1: a\\b <b> & “ü”?\n$CATEGORY: no // comment"

CHOICE = ExportItem(
    ItemKind.CHOICE,
    AWKWARD,
    options=(
        ExportOption("{a} ~ =b: <i>", True, "Yes # it = is."),
        ExportOption("=SUM(A1)", False, "No: {it} is not."),
        ExportOption("c -> d", False),
    ),
    explanation="Because 2 < 3 & 3 > 2.\nSo it is.",
    difficulty=3,
    points=2,
    reference="Astronomy, p. 527",
    quote="The Sun is <a> star.",
)
MULTIPLE = ExportItem(
    ItemKind.MULTIPLE,
    "Which of them are gases?",
    options=(
        ExportOption("Hydrogen", True),
        ExportOption("Iron", False, "A metal."),
        ExportOption("Helium", True),
        ExportOption("Neon", True),
    ),
    reference="p. 12",
)
TRUE_FALSE = ExportItem(
    ItemKind.TRUE_FALSE,
    "The Sun is a planet.",
    options=(ExportOption("True", False, "It is a star."), ExportOption("False", True, "Right.")),
    explanation="It shines by itself.",
    reference="p. 13",
)
CLOZE = ExportItem(
    ItemKind.CLOZE,
    "The Sun is a _____, not a planet.",
    answers=("star", "yellow: star"),
    reference="p. 14",
)
CLOZE_AT_THE_END = ExportItem(
    ItemKind.CLOZE, "The Sun is a _____", answers=("star",), reference="p. 14"
)
SHORT = ExportItem(
    ItemKind.SHORT, "What is H₂O?", answers=("water", "H2O = water"), reference="p. 15"
)
NUMERIC = ExportItem(
    ItemKind.NUMERIC, "How much is 5 · 10?", number=50.0, tolerance=0.5, reference="p. 16"
)
ORDERING = ExportItem(
    ItemKind.ORDERING,
    "From the Sun outwards",
    order=("Mercury", "Venus", "Earth"),
    reference="p. 17",
)
MATCHING = ExportItem(
    ItemKind.MATCHING,
    "Match the symbol",
    pairs=(("H", "Hydrogen"), ("Fe", "Iron: a metal"), ("D", "Hydrogen")),
    reference="p. 18",
)
CARD = ExportItem(ItemKind.CARD, "Parsec", answers=("3.26 light years",), reference="p. 19")
TEXT = ExportItem(
    ItemKind.TEXT, "Summary", answers=("The Sun is a star.", "It is hot."), reference="p. 20"
)
SLIDE = ExportItem(ItemKind.SLIDE, "The Sun", answers=("A star", "Hot & bright"), reference="p. 21")
QUESTION = ExportItem(
    ItemKind.QUESTION, "Why does the Sun shine?", answers=("Fusion.",), reference="p. 22"
)
ITEMS = (
    CHOICE, MULTIPLE, TRUE_FALSE, CLOZE, CLOZE_AT_THE_END, SHORT, NUMERIC, ORDERING, MATCHING,
    CARD, TEXT, SLIDE, QUESTION,
)  # fmt: skip


def make_set(*items: ExportItem, **changes) -> ExportSet:
    fields = {
        "title": "The Sun & <its> planets",
        "identifier": "0f3b",
        "attribution": "OpenStax, CC BY 4.0.",
    }
    return ExportSet(items=items or ITEMS, **(fields | changes))
