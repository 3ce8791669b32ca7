import pytest

from project.providers import registry
from project.providers.base import Passage
from project.providers.embedded.extractive import ExtractiveChatModel

MODEL = ExtractiveChatModel(registry.embedder("all-minilm-l6-v2-int8"))
STARS = Passage(
    "stars",
    "Stars form in cold clouds of gas. The clouds collapse under their own gravity. A star "
    "shines because fusion in its core turns hydrogen into helium. Most stars have planets.",
    "41",
)
OVERLAP = Passage(
    "overlap",
    "core turns hydrogen into helium. Most stars have planets. A star of ten suns lives for "
    "only thirty million years, because it burns its hydrogen so fast.",
    "42",
)
KANT = Passage(
    "kant",
    "Immanuel Kant was born in Königsberg in 1724. He hardly ever left the town.",
    "7",
)


def ask(question, *passages, language="en"):
    return list(MODEL.answer(question, passages, language=language))


def test_it_works():
    (statement,) = ask("Where was Kant born?", STARS, KANT)[:1]
    assert statement.text == "Immanuel Kant was born in Königsberg in 1724."
    assert [quote.passage_id for quote in statement.quotes] == ["kant"]


def test_each_statement_is_a_sentence_of_the_passages_it_cites():
    texts = {passage.id: passage.text for passage in (STARS, OVERLAP, KANT)}
    statements = ask("Why do stars shine, and how do they form?", STARS, OVERLAP, KANT)
    assert 1 <= len(statements) <= 4
    for statement in statements:
        assert statement.quotes
        assert all(quote.text in texts[quote.passage_id] for quote in statement.quotes)


def test_a_question_is_no_answer():
    book = Passage("kant", f"Where was Kant born? {KANT.text} “Was Kant born in Prussia?”", "7")
    statements = ask("Where was Kant born?", book)
    assert statements[0].text == "Immanuel Kant was born in Königsberg in 1724."
    assert not any("?" in statement.text for statement in statements)


def test_what_a_learner_shall_do_is_no_answer():
    """The words are the closest to the question; what they ask for is what answers it."""
    book = Passage(
        "granules",
        "Learning Objectives\n\nBy the end of this section, you will be able to:\n\n• Say what a "
        "granule is\n• Explain what a granule is and what a granule does on the Sun.\n\n"
        "Granules are the tops of columns of hot gas that rise through the photosphere.\n\n"
        "12. Describe what a granule is.",
        "7",
    )
    texts = [statement.text for statement in ask("What is a granule?", book)]
    assert texts == [
        "Granules are the tops of columns of hot gas that rise through the photosphere."
    ]


def test_a_sentence_in_two_overlapping_passages_comes_once_and_cites_both():
    statements = ask("Do most stars have planets?", STARS, OVERLAP)
    both = [s for s in statements if s.text == "Most stars have planets."]
    assert [[quote.passage_id for quote in s.quotes] for s in both] == [["stars", "overlap"]]


def test_a_piece_cut_by_the_passages_edge_is_not_said_beside_the_whole():
    statements = ask("What does fusion in a star's core turn hydrogen into?", OVERLAP, STARS)
    texts = [statement.text for statement in statements]
    assert "core turns hydrogen into helium." not in texts
    assert any("fusion in its core" in text for text in texts)


def test_sentences_of_a_passage_keep_its_order():
    statements = ask("How do stars form from clouds, and why do the clouds collapse?", STARS)
    places = [STARS.text.index(statement.text) for statement in statements]
    assert len(places) >= 2
    assert places == sorted(places)


@pytest.mark.parametrize(
    "question",
    ["Who won the football world cup in 2014?", "How do I bake bread?", "", "???"],
)
def test_nothing_is_said_where_nothing_answers(question):
    assert ask(question, STARS, KANT) == []


def test_no_passages_no_answer():
    assert ask("Where was Kant born?") == []
    assert ask("Where was Kant born?", Passage("empty", "", "1")) == []


def test_the_right_sentence_is_found_among_hundreds():
    filler = " ".join(f"Paragraph {i} speaks of the weather in town {i}." for i in range(300))
    long = Passage("long", f"{filler} Kant was born in Königsberg. {filler}", "3")
    assert "Kant was born in Königsberg." in [s.text for s in ask("Where was Kant born?", long)]


def test_it_says_what_it_is():
    assert MODEL.notice == ("No language model is configured: this text is taken from the sources.")
