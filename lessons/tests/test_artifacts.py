"""Quizzes and sheets: made from the pages, checked, edited item by item, approved."""

from dataclasses import replace
from uuid import UUID, uuid5

import pytest
from django.core.management import call_command

from lessons.artifacts.base import Draft, Kind, Place, option
from lessons.artifacts.checking import Problem, check
from lessons.artifacts.clear import is_clear
from lessons.models import Artifact, ArtifactItem
from library.ingestion.parsers.base import SectionKind
from library.models import Page, Section, Source, StructureNode
from library.tests.factories import add_source
from organizations import jobs

TEXT = {
    "heading": "The Sun",
    "text": (
        "The visible surface of the Sun is called the photosphere. "
        "The photosphere has a temperature of about 5800 kelvins. "
        "Galileo observed dark spots on the surface of the Sun. He saw that they moved. "
        "Hipparchus measured the brightness of many stars in the sky. "
        "Ptolemy described the motions of the planets in the Almagest. "
        "Ptolemy (100–170) wrote his book in Egypt. "
        "Hipparchus (190–120 BCE) lived on Rhodes, and he made a catalog. "
        "Galileo (1564–1642) was born in Pisa, and his father played the lute. "
        "Aristotle (384–322 BCE) taught in Athens, and his school was a garden. "
        "Earth’s circumference was found to be 50 × 5000, or 250,000 stadia. "
        "Light from the Sun takes about 8 minutes to travel to Earth."
    ),
}
TERMS = [
    "photosphere: the visible surface of the Sun",
    "corona: the outermost part of the solar atmosphere",
    "granulation: a pattern of bright cells of rising gas",
    "eclipse: a passage of one body through the shadow of another",
    "magnitude: a measure of how bright a star looks",
]


def add_sections(
    source: Source, page: Page, node: StructureNode, rows: list[tuple[str, str]]
) -> None:
    """The page's text is theirs, one after the other."""
    start = 0
    for position, (kind, text) in enumerate(rows, start=1):
        Section.objects.create(
            id=uuid5(source.pk, f"{page.index}:{position}"),
            source=source,
            organization_id=source.organization_id,
            page=page,
            node=node,
            page_index=page.index,
            position=position,
            kind=kind,
            level=2 if kind == SectionKind.HEADING else 0,
            text=text,
            start=start,
        )
        start += len(text) + 2
    page.text = "\n\n".join(text for _kind, text in rows)
    page.save(update_fields=["text"])


@pytest.fixture
def sun(in_school, settings) -> Source:
    """One page of text with its glossary."""
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    source = add_source(
        in_school.organization, in_school.bob, state=Source.State.READY, page_count=1, language="en"
    )
    common = {"source": source, "organization_id": in_school.organization.pk}
    page = Page.objects.create(
        id=uuid5(source.pk, "page"), index=0, label="7", outcome="text", **common
    )
    rows = [*TEXT.items(), ("heading", "Key Terms"), ("list", "\n".join(TERMS))]
    node = StructureNode.objects.create(
        id=uuid5(source.pk, "node"), position=0, kind="book", title=source.title,
        start_page=0, end_page=0, **common,
    )  # fmt: skip
    add_sections(source, page, node, rows)
    return source


def asked(**changes) -> dict:
    return {
        "kind": "quiz",
        "part": "whole",
        "pages": "",
        "topic": "",
        "count": "12",
        "strategy": "direct_instruction",
    } | changes


def work() -> None:
    while jobs.work("ingestion"):
        pass


@pytest.fixture
def quiz(in_school, sun, sign_in) -> Artifact:
    sign_in(in_school.bob).post(in_school.url(f"artifacts/new/?source={sun.pk}"), asked())
    work()
    return Artifact.objects.get()


def test_it_works(in_school, quiz, sign_in):
    """A quiz is made, looked at, approved, and only then seen by students, without its key."""
    url = in_school.url(f"artifacts/{quiz.pk}/")
    assert quiz.state == Artifact.State.DRAFT, quiz.problem
    kinds = set(quiz.items.values_list("kind", flat=True))
    assert {"choice", "cloze", "true_false"} <= kinds  # as its strategy asks for
    assert not quiz.items.exclude(problems=[]).exists()
    assert sign_in(in_school.dana).get(url).status_code == 404
    client = sign_in(in_school.bob)
    assert client.get(url).content.decode().count('class="item"') == quiz.items.count()
    client.post(f"{url}approve/")
    page = sign_in(in_school.dana).get(url).content.decode()
    assert 'class="item"' in page
    assert "item-key" not in page and "item-answer" not in page


def test_run_again_it_leaves_the_same_items(in_school, quiz):
    before = list(quiz.items.values("pk", "stem", "position"))
    Artifact.objects.filter(pk=quiz.pk).update(state="making")
    jobs.enqueue(
        kind="make_artifact",
        organization_id=quiz.organization_id,
        subject_id=quiz.pk,
        fence=Artifact.objects.get().fence,
    )
    work()
    assert list(quiz.items.values("pk", "stem", "position")) == before


@pytest.mark.parametrize("kind", [k for k in Artifact.Kind if k != Artifact.Kind.QUIZ])
def test_each_kind_names_its_pages(in_school, sun, sign_in, kind):
    sign_in(in_school.bob).post(in_school.url(f"artifacts/new/?source={sun.pk}"), asked(kind=kind))
    work()
    artifact = Artifact.objects.get()
    assert artifact.state == Artifact.State.DRAFT, artifact.problem
    items = list(artifact.items.all())
    assert items
    for item in items:
        assert item.problems == []
        page = Page.objects.get(source_id=item.citation["source_id"], index=0)
        assert page.text[item.citation["start"] : item.citation["end"]] == item.citation["quote"]


def test_a_topic_takes_the_pages_that_say_most_on_it_or_says_that_there_are_none(
    in_school, sun, sign_in
):
    url = in_school.url(f"artifacts/new/?source={sun.pk}")
    sign_in(in_school.bob).post(url, asked(part="topic", topic="photosynthesis in plants"))
    work()
    artifact = Artifact.objects.get()
    assert artifact.state == Artifact.State.FAILED
    assert "says nothing on “photosynthesis in plants”" in artifact.problem


def test_what_fails_is_not_approved_and_the_reason_is_said(in_school, quiz, sign_in):
    item = quiz.items.filter(kind="choice").first()
    wrong = next(each for each in item.options if not each["is_key"])
    lines = [f"* {each['text']}" if each == wrong else each["text"] for each in item.options]
    url = in_school.url(f"artifacts/{quiz.pk}/")
    client = sign_in(in_school.bob)
    form = client.get(f"{url}items/{item.pk}/").context["form"]
    sent = form.initial | {"answers": "\n".join(lines), "page": "7"}
    assert client.post(f"{url}items/{item.pk}/", _sendable(sent)).status_code == 302
    refused = client.post(f"{url}approve/")
    assert refused.status_code == 422
    assert f"Item {item.position}: Its page" in refused.content.decode()
    quiz.refresh_from_db()
    assert quiz.state == Artifact.State.DRAFT


def _sendable(values: dict) -> dict:
    return {name: value for name, value in values.items() if value is not None}


def test_items_change_one_by_one_and_take_the_approval_back(in_school, quiz, sign_in):
    url = in_school.url(f"artifacts/{quiz.pk}/")
    client = sign_in(in_school.bob)
    client.post(f"{url}approve/")
    first, second, third = list(quiz.items.all()[:3])
    client.post(f"{url}items/{second.pk}/move/", {"to": "up"})
    quiz.refresh_from_db()
    assert (quiz.state, quiz.approved_at) == (Artifact.State.DRAFT, None)
    client.post(f"{url}items/{first.pk}/difficulty/", {"difficulty": "3"})
    client.post(f"{url}items/{third.pk}/delete/")
    rows = list(quiz.items.values_list("pk", "position", "difficulty"))
    assert [row[0] for row in rows[:2]] == [second.pk, first.pk]
    assert [row[1] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[1][2] == 3


def test_another_one_takes_an_items_place(in_school, sun, sign_in):
    client = sign_in(in_school.bob)
    client.post(in_school.url(f"artifacts/new/?source={sun.pk}"), asked(count="4"))
    work()
    quiz = Artifact.objects.get()
    item = quiz.items.filter(kind="choice").first()
    client.post(in_school.url(f"artifacts/{quiz.pk}/items/{item.pk}/again/"))
    fresh = ArtifactItem.objects.get(pk=item.pk)
    assert (fresh.kind, fresh.position) == (item.kind, item.position)
    assert fresh.stem != item.stem


def test_an_item_is_added_with_the_words_that_support_it(in_school, quiz, sign_in):
    url = in_school.url(f"artifacts/{quiz.pk}/items/new/?kind=short")
    sent = {
        "stem": "What is the visible surface of the Sun called?",
        "answers": "photosphere",
        "difficulty": "1",
        "points": "1",
        "page": "7",
        "quote": "No page says this",
    }
    client = sign_in(in_school.bob)
    assert client.post(url, sent).status_code == 422
    client.post(url, sent | {"quote": "surface of the Sun is called the photosphere"})
    added = quiz.items.last()
    assert (added.stem, added.problems) == (sent["stem"], [])
    assert added.citation["page_label"] == "7"


def test_the_command_prints_items(in_school, sun, capsys):
    node = StructureNode.objects.get(source=sun)
    call_command("make_items", source=sun.pk, node=[node.pk], count=5)
    printed = capsys.readouterr().out
    assert printed.startswith("1. [")
    assert printed.count("   p. 7: ") == 5


# The checks, on an item with one thing wrong

QUOTE = "The photosphere has a temperature of about 5800 kelvins."
GOOD = Draft(
    Kind.CHOICE,
    "The _____ has a temperature of about 5800 kelvins.",
    Place(UUID(int=1), 0, "7", "p. 7", QUOTE, 0, len(QUOTE)),
    "photosphere",
    options=[
        option("photosphere", is_key=True),
        option("corona", is_key=False),
        option("chromosphere", is_key=False),
    ],
)
NUMERIC = replace(
    GOOD,
    kind=Kind.NUMERIC,
    stem="The photosphere has a temperature of about _____ kelvins.",
    options=[],
    key={"number": 5800, "tolerance": 290, "unit": "kelvins", "expression": ""},
)
TRUE, FALSE = option("True", is_key=True), option("False", is_key=False)


def turned(keys: list[bool]) -> list[dict]:
    return [each | {"is_key": key} for each, key in zip(GOOD.options, keys, strict=True)]


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (GOOD, None),
        (NUMERIC, None),
        (replace(GOOD, options=turned([False, True, False])), Problem.UNSUPPORTED),
        (replace(GOOD, options=turned([True, True, False])), Problem.MANY_KEYS),
        (replace(GOOD, options=turned([False, False, False])), Problem.NO_KEY),
        (
            replace(GOOD, options=[*GOOD.options, option("Coronas", is_key=False)]),
            Problem.SAME_OPTIONS,
        ),
        (
            replace(GOOD, options=[*GOOD.options, option("temperature", is_key=False)]),
            Problem.ALSO_RIGHT,
        ),
        (replace(GOOD, stem="It has a _____ of about 5800 kelvins."), Problem.HANGS),
        (replace(NUMERIC, key=NUMERIC.key | {"number": 6800}), Problem.UNSUPPORTED),
        (replace(NUMERIC, key=NUMERIC.key | {"expression": "58 * 10"}), Problem.WRONG_NUMBER),
        (
            replace(GOOD, kind=Kind.TRUE_FALSE, stem=QUOTE, options=[TRUE, FALSE]),
            None,
        ),
        (
            replace(
                GOOD,
                kind=Kind.TRUE_FALSE,
                stem="The photosphere has a temperature of about 6800 kelvins.",
                options=[TRUE, FALSE],
            ),
            Problem.WRONG_KEY,
        ),
        (
            replace(
                GOOD,
                kind=Kind.TRUE_FALSE,
                stem=QUOTE,
                options=[TRUE | {"is_key": False}, FALSE | {"is_key": True}],
            ),
            Problem.WRONG_KEY,
        ),
        (
            replace(
                GOOD,
                kind=Kind.ORDERING,
                options=[],
                stem="Put the words in order.",
                key={"order": ["temperature", "photosphere", "kelvins"]},
            ),
            Problem.WRONG_KEY,
        ),
    ],
)
def test_a_planted_mistake_is_caught(draft, problem):
    found = check(draft, lambda source_id, index: QUOTE, "en")
    assert (problem in found) if problem else found == []


def test_a_passage_that_the_page_does_not_hold_supports_nothing():
    assert Problem.UNSUPPORTED in check(GOOD, lambda source_id, index: "Another text.", "en")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Hipparchus measured the brightness of many stars in the sky.", True),
        ("The planets move in the sky because of this motion of Earth.", False),
        ("He measured the brightness of many stars in the sky.", False),
        ("When it rises, the Moon looks larger than at other times.", False),
        ("As Figure 2.3 shows, the stars turn around the pole.", False),
    ],
)
def test_a_sentence_that_points_at_its_page_is_not_asked_about(sentence, expected):
    assert is_clear(sentence, "en") == expected
