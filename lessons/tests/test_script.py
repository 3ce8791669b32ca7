"""A script is a lesson and not a copy: it covers every heading, in few of the source's words."""

import uuid
from dataclasses import replace

import pytest

from lessons.script.base import SectionText, Topic, others
from lessons.script.matter import Matter, matter_of
from lessons.script.phrases import PHRASES, phrases_for
from lessons.script.standing import as_spoken, stands_alone
from lessons.script.topics import MAX_TOPICS, topics_of
from lessons.script.writer import write_turns
from lessons.strategies.bullets import shorten
from lessons.strategies.registry import STRATEGIES, strategy
from project.errors import Invalid
from project.providers.registry import embedder
from project.text.extractive import count_words

SUN = """The Sun is a star made almost entirely of hydrogen and helium. Energy is set free in its
core, where hydrogen turns into helium. This energy takes a hundred thousand years to reach the
surface. Astronomers call the visible surface of the Sun the photosphere. It has a temperature of
about 5800 kelvins, which is hot enough to vaporize any known material. Dark regions on the
photosphere are called sunspots. Sunspots are cooler than the gas around them because strong
magnetic fields hold back the heat from below. Above the photosphere lies a thin layer of hot gas,
the chromosphere. The outermost part of the atmosphere of the Sun is the corona. During a total
eclipse the corona can be seen with the naked eye as a pearly halo."""


def section(kind: str, text: str, page: int = 0) -> SectionText:
    label = str(page + 500)
    return SectionText(uuid.uuid4(), kind, text, "", page, label, f"p. {label}")


def chapter(headings: int = 4) -> list[SectionText]:
    rows = [section("heading", "15 The Sun: A Garden-Variety Star")]
    for number in range(headings):
        rows.append(section("heading", f"15.{number} Part {number}", number))
        rows.append(section("text", SUN.replace("Sun", f"Sun {number}"), number))
    return rows


def script(sections, name: str = "direct_instruction", language: str = "en"):
    topics, _left_out = topics_of(sections, title="15 The Sun", language=language)
    return write_turns(
        topics,
        title="15 The Sun",
        language=language,
        strategy=strategy(name),
        embedder=embedder("all-minilm-l6-v2-int8"),
    )


def words_of_source(sections) -> int:
    return sum(count_words(each.text) for each in sections)


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_works(name):
    sections = chapter()
    turns = script(sections, name)
    said = [line.text for turn in turns for line in turn.lines if line.origin]
    assert said
    assert all(
        text in " ".join(each.text.split()) for text in said for each in [_of(sections, text)]
    )


def _of(sections, text):
    return next(each for each in sections if text in " ".join(each.text.split()))


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_says_at_most_two_fifths_of_the_words(name):
    sections = chapter()
    turns = script(sections, name)
    said = sum(count_words(line.text) for turn in turns for line in turn.lines if line.origin)
    assert 0.1 * words_of_source(sections) < said <= 0.4 * words_of_source(sections)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("headings", [1, 4, 60])
def test_every_heading_is_covered(name, headings):
    sections = chapter(headings)
    covered = {heading for turn in script(sections, name) for heading in turn.covers}
    assert covered == {each.text for each in sections if each.kind == "heading"}


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_heading_of_which_nothing_can_be_said_has_no_turn_of_its_own(name):
    rows = chapter()
    for term in ("Argument", "Coherence"):  # as a glossary has it
        meaning = "a set of sentences in which it is possible for all to be true at once."
        rows += [section("heading", term, 9), section("text", meaning, 9)]
    turns = script(rows, name)
    assert not [turn.heading for turn in turns if turn.heading in ("Argument", "Coherence")]
    covered = {heading for turn in turns for heading in turn.covers}
    assert {"Argument", "Coherence"} <= covered


def test_a_long_part_is_told_in_wider_strokes():
    topics, _left_out = topics_of(chapter(60), title="The Sun", language="en")
    assert len(topics) == MAX_TOPICS


def test_two_strategies_differ_in_their_phases():
    phases = {name: [turn.phase for turn in script(chapter(), name)] for name in STRATEGIES}
    assert phases["direct_instruction"][0] == "aims"
    assert phases["inquiry"][0] == "engage"
    assert "review" in phases["spiral_review"]
    assert len({tuple(each) for each in phases.values()}) == len(STRATEGIES)


def test_each_sentence_keeps_its_page():
    turns = script(chapter())
    origins = [line.origin for turn in turns for line in turn.lines if line.origin]
    assert {origin.page_label for origin in origins} == {"500", "501", "502", "503"}
    assert all(origin.reference == f"p. {origin.page_label}" for origin in origins)


def test_no_sentence_points_back_at_something_unsaid():
    turns = script(chapter())
    said = [line.text for turn in turns for line in turn.lines if line.origin]
    assert not [text for text in said if text.startswith(("This", "It", "He"))]


def test_what_mostly_asks_is_left_out_and_said_so():
    questions = "What is a sunspot called? Why is it dark to us? How hot is the corona at its top?"
    sections = [
        *chapter(),
        section("heading", "What Do You Think?", 9),
        section("text", questions + " The Sun is a star that you have now come to know well.", 9),
    ]
    topics, left_out = topics_of(sections, title="15 The Sun", language="en")
    assert [(one.heading, one.matter, one.reference) for one in left_out] == [
        ("What Do You Think?", "exercises", "p. 509")
    ]
    assert not [s for topic in topics for s in topic.sentences if "come to know" in s.text]
    assert "What Do You Think?" not in {one for topic in topics for one in topic.covers}


def test_terms_references_and_exercises_are_left_out_with_all_below_them():
    """Sentences that would be told, under headings of a book as it ends a chapter."""
    rows = [*chapter(2), *under("For Further Exploration", 2), *under("Articles", 3)]
    rows += [*under("Review Questions", 2), *under("Key Terms", 2), *under("16 The Moon", 1)]
    topics, left_out = topics_of(rows, title="15 The Sun", language="en")
    assert [(one.heading, one.matter) for one in left_out] == [
        ("For Further Exploration", "sources"), ("Articles", "sources"),
        ("Review Questions", "exercises"), ("Key Terms", "terms"),
    ]  # fmt: skip
    told = {sentence.text for topic in topics for sentence in topic.sentences}
    assert "Granules of 16 The Moon rise as columns of hot gas." in told
    assert not [text for text in told if "Articles" in text or "Key Terms" in text]
    covered = {one for topic in topics for one in topic.covers}
    assert "16 The Moon" in covered and not covered & {one.heading for one in left_out}


def under(heading: str, level: int) -> list[SectionText]:
    text = f"Granules of {heading} rise as columns of hot gas. {SUN}"
    return [replace(section("heading", heading), level=level), section("text", text)]


def test_another_part_of_the_book_ends_what_is_left_out():
    """Whatever the type of its heading says."""
    rows = [*under("Key Terms", 2), *under("A Small Heading", 3)]
    homes = ["15.1 The Sun", "15.1 The Sun", "15.2 The Corona", "15.2 The Corona"]
    rows = [replace(row, home=home) for row, home in zip(rows, homes, strict=True)]
    topics, left_out = topics_of(rows, title="15 The Sun", language="en")
    assert [topic.heading for topic in topics] == ["A Small Heading"]
    assert [one.heading for one in left_out] == ["Key Terms"]


def test_a_part_that_begins_in_a_glossary_begins_with_what_comes_after_it():
    rows = [section("text", SUN), *under("15.2 The Corona", 4)]
    topics, left_out = topics_of(rows, title="Key Terms", language="en")
    assert [topic.heading for topic in topics] == ["15.2 The Corona"]
    assert [one.heading for one in left_out] == ["Key Terms"]


@pytest.mark.parametrize(
    ("heading", "matter"),
    [
        ("KEY TERMS", Matter.TERMS),
        ("Chapter 3 Glossary", Matter.TERMS),
        ("Notation", None),
        ("References and Further Reading", Matter.SOURCES),
        ("Literaturverzeichnis", Matter.SOURCES),
        ("3.4 Problems and Exercises", Matter.EXERCISES),
        ("Lösungen der Übungsaufgaben", Matter.EXERCISES),
        ("Table of Contents", Matter.LISTS),
        ("Exercise 2: Store the Solution", Matter.EXERCISES),
        ("Table of Contents and Bibliography", None),  # of how to read them
        ("Solutions", None),  # of salt in water
        ("Exercises in Style", None),
        ("The Index of Refraction", None),
        ("15 The Sun", None),
        ("", None),
    ],
)
def test_what_is_not_told_is_known_by_its_heading(heading, matter):
    assert matter_of(heading) == matter


def test_works_to_look_up_and_aims_are_not_read_out():
    aims = "By the end of this section you will be able to name the layers of the Sun."
    cited = "Sky & Telescope, a magazine on our star and others (November 1983): 410."
    rows = [section("heading", "The Sun"), section("text", f"{aims} {cited} {SUN}")]
    (topic,), _left_out = topics_of(rows, title="The Sun", language="en")
    assert " ".join(sentence.text for sentence in topic.sentences) == " ".join(SUN.split())


def test_aims_give_the_text_after_them_no_heading():
    """Their list is not told, whatever it begins with, and nor is what leads it in."""
    rows = [
        section("heading", "2.1 The Sky Above"),
        section("heading", "Learning Objectives"),
        section("text", "By the end of this section, you will be able to:"),
        section("list", "• Thesis statements of your own that are specific and manageable."),
        section("text", SUN),
    ]
    (topic,), left_out = topics_of(rows, title="2 The Sky", language="en")
    assert (topic.heading, left_out) == ("2.1 The Sky Above", [])
    assert topic.covers == ["2.1 The Sky Above", "Learning Objectives"]
    assert " ".join(sentence.text for sentence in topic.sentences) == " ".join(SUN.split())


def test_one_question_makes_no_exercise():
    asking = "What makes the Sun shine so brightly? Fusion makes it shine as it does."
    rows = [*chapter(2), section("heading", "Why It Shines"), section("text", asking)]
    _topics, left_out = topics_of(rows, title="x", language="en")
    assert left_out == []


def test_headings_told_with_another_are_named_aloud_where_they_are_few():
    rows = [section("heading", "15 The Sun"), section("heading", "Our Star"), *under("Its Face", 2)]
    lines = [line.text for turn in script(rows) for line in turn.lines]
    assert "Now to Its Face." in lines
    assert "This also takes in Our Star." in lines  # and not the title, which was said at first
    many = [section("heading", f"Part {number}") for number in range(9)]
    assert not [
        line for turn in script(many + rows) for line in turn.lines if "Part 3" in line.text
    ]


def test_headings_of_one_section_are_joined_before_those_of_two():
    short, long = under("x", 1)[1], replace(section("text", " ".join([SUN] * 3)))
    rows = []
    for number in range(MAX_TOPICS + 1):
        home = f"1.{number // 2}" if number < 2 else f"2.{number}"
        rows.append(replace(section("heading", f"Part {number}"), home=home))
        rows.append(replace(long if number < 2 else short, home=home))
    topics, _left_out = topics_of(rows, title="x", language="en")
    assert [topic.covers for topic in topics if len(topic.covers) > 1] == [["Part 0", "Part 1"]]


def test_a_heading_that_stands_under_another_too_is_told_apart():
    rows = [replace(row, part="2.2 Ancient Astronomy") for row in under("Summary", 1)]
    rows += [section("heading", "Summary"), *under("Next", 1)]
    topics, _left_out = topics_of(rows, title="x", language="en")
    assert [(topic.heading, topic.covers) for topic in topics] == [
        ("Summary · 2.2 Ancient Astronomy", ["Summary"]), ("Next", ["Summary", "Next"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "covers", "expected"),
    [
        ("Sun", ["Sky", "Sun", "Sun"], ["Sky", "Sun"]),
        ("Summary · 2.1 Sky", ["Summary", "Stars"], ["Stars"]),
        ("Aims", [], []),
    ],
)
def test_a_heading_does_not_stand_beside_itself(heading, covers, expected):
    assert others(heading, covers) == expected


def test_a_heading_that_asks_ends_with_its_own_mark():
    rows = [*under("How Do We Know?", 1), *under("The Moon", 1)]
    lines = [line.text for turn in script(rows) for line in turn.lines]
    assert "Now to How Do We Know?" in lines


def test_a_part_without_running_text_has_no_topics():
    rows = [section("heading", "Tables"), section("table", "1 | 2\n3 | 4")]
    assert topics_of(rows, title="Tables", language="en") == ([], [])


def test_an_unknown_strategy_names_those_there_are():
    with pytest.raises(Invalid, match="inquiry"):
        strategy("shouting")


def test_a_language_without_phrases_says_only_what_the_source_says():
    turns = script(chapter(1), language="pl")
    assert [line.text for line in turns[0].lines] == ["15 The Sun"]
    assert phrases_for("en-GB") == PHRASES["en"]


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("He believes that Earth is flat.", "en", False),
        ("“This is new,” she said.", "en", False),
        ("The Sun is a star.", "en", True),
        ("Dieser Stern ist heiß.", "de", False),
        ("Sterne sind heiß.", "de", True),
        ("Он звезда.", "ru", True),
    ],
)
def test_what_points_back_cannot_stand_alone(sentence, language, expected):
    assert stands_alone(sentence, language) is expected


@pytest.mark.parametrize(
    ("heading", "spoken"),
    [
        ("15.1 The Structure of the Sun", "The Structure of the Sun"),
        ("2 Observing the Sky", "Observing the Sky"),
        ("B Useful Constants", "Useful Constants"),
        ("1984", "1984"),
        ("A Tour of the Universe", "A Tour of the Universe"),
        ("A. Dates", "Dates"),
    ],
)
def test_a_heading_is_said_without_its_number(heading, spoken):
    assert as_spoken(heading) == spoken


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("The Sun is a star.", "The Sun is a star"),
        (
            "Let the string in the undeformed state coincide with the interval [0, L], "
            "as it lies on the axis.",
            "Let the string in the undeformed state coincide with the interval [0, L]\u00a0…",
        ),
        (
            "When the Sun sets behind the hills, the sky above us turns first red, and then dark.",
            "When the Sun sets behind the hills, the sky above us turns first red\u00a0…",
        ),
    ],
)
def test_a_bullet_is_a_clause(text, short):
    assert shorten(text) == short


def test_the_smallest_neighbours_are_joined_first():
    long, short = " ".join([SUN] * 2), "The Moon is a small and rocky world of its own."
    rows = []
    for number in range(MAX_TOPICS + 1):
        rows.append(section("heading", f"Part {number}"))
        rows.append(section("text", short if number in (5, 6) else long))
    topics, _left_out = topics_of(rows, title="x", language="en")
    assert [topic.covers for topic in topics if len(topic.covers) > 1] == [["Part 5", "Part 6"]]
    assert isinstance(topics[0], Topic)


def test_headings_that_repeat_are_told_apart_by_their_section():
    sections = []
    for number, part in enumerate(["2.1 The Sky Above", "2.2 Ancient Astronomy"]):
        sections += [section("heading", f"Point {number}"), section("text", SUN)]
        sections += [replace(section("heading", "Summary"), part=part), section("text", SUN)]
    topics, _left_out = topics_of(sections, title="2 The Sky", language="en")
    assert [topic.heading for topic in topics] == [
        "Point 0", "Summary · 2.1 The Sky Above", "Point 1", "Summary · 2.2 Ancient Astronomy",
    ]  # fmt: skip
    assert topics[1].covers == ["Summary"]
    said = {line.text for turn in script(sections) for line in turn.lines}
    assert any("Summary, The Sky Above." in line for line in said)
