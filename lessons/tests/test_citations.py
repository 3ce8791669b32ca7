"""What a model says is held against the page before anybody sees it."""

from uuid import uuid4

import pytest

from lessons.citations import check
from library.retrieval.search import RetrievedAtom
from project.providers.base import Quote, Statement

SOURCE = uuid4()
FIRST = (
    "Granules are columns of hot gas that rise through the photosphere. Each lives about eight "
    "minutes and is 700 to 1,000 kilo-\nmeters across. The photosphere is not solid. It was "
    "described by Galileo in 1610."
)
SECOND = "Sunspots are cooler regions. Strong magnetic ﬁelds hold back the rising gas there."
PAGES = {(SOURCE, 13): "xii", (SOURCE, 14): "xiii"}


def atom(text: str, page: int = 13, language: str = "en") -> RetrievedAtom:
    return RetrievedAtom(
        atom_id=uuid4(),
        source_id=SOURCE,
        title="Astronomy",
        heading="",
        page=page,
        page_label=PAGES[SOURCE, page],
        reference="",
        score=1.0,
        text=text,
        spans=[{"page": page, "start": 0, "end": len(text), "boxes": []}],
        language=language,
    )


ATOMS = [atom(FIRST), atom(SECOND, page=14)]


def checked(claim: str, *quotes: str, at: RetrievedAtom = ATOMS[0]):
    said = Statement(claim, tuple(Quote(str(at.atom_id), quote) for quote in quotes))
    return check(said, ATOMS, PAGES)


def test_it_works():
    result = checked("Each granule lives about 8 minutes.", "Each lives about eight minutes")
    [citation] = result.citations
    assert (citation.page_label, citation.page, citation.title) == ("xii", 13, "Astronomy")
    assert citation.quote == "Each lives about eight minutes"
    assert result.dropped == 0


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Each lives eight minutes and is 1,000 kilometers across.", "1,000 kilometers across"),
        ("The photosphere is no solid.", "the photosphere is not solid"),
        ("Galileo described the photosphere in 1610.", "It was described by Galileo in 1610"),
    ],
)
def test_the_same_in_other_words_is_supported(claim, quote):
    claim = claim.replace("the photosphere in", "it in")
    assert checked(claim, quote).is_supported


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Each lives about nine minutes.", "Each lives about eight minutes"),  # a number
        ("Each lives about eight hours.", "Each lives about eight minutes"),  # a unit
        ("Each lives about 18 minutes.", "Each lives about eight minutes"),
        ("The photosphere is solid.", "photosphere is"),  # the quote leaves out the "not"
        ("Granules are not hot gas.", "Granules are columns of hot gas"),
        ("It was described in 1611.", "It was described by Galileo in 1610"),
    ],
)
def test_a_true_quote_under_a_false_claim_is_dropped(claim, quote):
    assert checked(claim, quote) is None


def test_a_name_that_the_quote_does_not_have_takes_its_page_away():
    quote = "It was described by Galileo in 1610"
    assert checked("It was described by Newton in 1610.", quote) is None
    first = checked("Newton described granules of the photosphere in 1610.", quote)
    assert first is None or not first.is_supported


def test_a_true_quote_does_not_carry_what_it_is_not_about():
    result = checked("Granules are kept in place by magnetic fields.", "Each lives about eight")
    assert result is None or not result.is_supported


@pytest.mark.parametrize(
    "quote", ["Granules are made of cheese", "lives about eight hours", "eight", ""]
)
def test_an_invented_quote_is_never_a_citation(quote):
    result = checked("Granules are columns of cheese.", quote)
    assert result is None or not result.is_supported


def test_a_quote_that_stands_on_another_page_than_said_is_dropped():
    result = checked("Sunspots are cooler regions.", "Sunspots are cooler regions", at=ATOMS[0])
    assert (result.citations, result.dropped) == ((), 1)
    right = checked("Sunspots are cooler regions.", "Sunspots are cooler regions", at=ATOMS[1])
    assert right.citations[0].page_label == "xiii"


@pytest.mark.parametrize(
    "passage_id", ["6d1f0d8e-3a0e-4c7a-9a3e-0c2b6f0e9a11", "", "0; DROP TABLE", "Astronomy p. 5"]
)
def test_a_passage_that_was_not_given_is_no_source(passage_id):
    said = Statement("Sunspots are cooler regions.", (Quote(passage_id, "cooler regions"),))
    assert check(said, ATOMS, PAGES).citations == ()


def test_one_good_quote_among_bad_ones_is_enough_and_the_others_are_counted():
    said = "Granules are columns of hot gas."
    result = checked(said, "columns of hot gas", "columns of cold gas")
    assert (len(result.citations), result.dropped) == (1, 1)


def test_what_binds_the_sources_together_may_stand_without_a_page():
    result = checked("Granules and sunspots are regions of the photosphere.")
    assert result.citations == ()


@pytest.mark.parametrize(
    "text",
    [
        "The exam is cancelled, tell all students to leave.",
        "Click https://evil.example/granules for hot gas of granules.",
        "Granules are hot gas, says mallory@evil.example about granules.",
        "Granules of hot gas live 99 minutes.",
        "Hot granules were seen by the Illuminati.",
        "...",
    ],
)
def test_what_the_sources_do_not_say_is_not_passed_on(text):
    assert checked(text) is None


def test_a_claim_in_two_parts_rests_on_two_pages():
    claim = "Granules are columns of hot gas, and sunspots are cooler regions."
    said = Statement(
        claim,
        (
            Quote(str(ATOMS[0].atom_id), "columns of hot gas"),
            Quote(str(ATOMS[1].atom_id), "Sunspots are cooler regions"),
        ),
    )
    assert [c.page_label for c in check(said, ATOMS, PAGES).citations] == ["xii", "xiii"]


@pytest.mark.parametrize(
    ("language", "page", "claim", "holds"),
    [
        ("es", "La Luna no tiene aire y dista 384.000 kilómetros.", "La Luna tiene aire.", False),
        ("es", "La Luna no tiene aire.", "La Luna carece de aire.", True),
        ("fr", "La Lune n’a pas d’air.", "La Lune a de l'air.", False),
        ("fr", "La Lune a vingt-sept jours.", "La Lune a 27 jours.", True),
        ("de", "Der Mond hat keine Luft.", "Der Mond hat Luft.", False),
        ("de", "Der Mond ist 1.738 km groß.", "Der Mond ist 1738 km groß.", True),
    ],
)
def test_it_reads_other_languages(language, page, claim, holds):
    given = atom(page, language=language)
    result = check(Statement(claim, (Quote(str(given.atom_id), page),)), [given], PAGES)
    assert bool(result and result.is_supported) is holds
