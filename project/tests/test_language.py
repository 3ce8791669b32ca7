import pytest

from project.languages import NAMES
from project.tests.language_samples import SAMPLES
from project.text.language import find_language, likelihoods, main_language

GERMAN = SAMPLES["de"].passages[0]


def test_it_works():
    assert find_language(GERMAN) == "de"


def test_there_is_a_sample_of_every_language():
    assert set(SAMPLES) == set(NAMES)


@pytest.mark.parametrize("language", SAMPLES)
def test_a_passage_is_known_by_its_words(language):
    assert [find_language(text) for text in SAMPLES[language].passages] == [language] * 3


@pytest.mark.parametrize("language", SAMPLES)
def test_a_question_is_most_likely_in_its_own_language(language):
    likely = likelihoods(SAMPLES[language].question, set(NAMES))
    assert max(likely, key=likely.__getitem__) == language
    assert sum(likely.values()) == pytest.approx(1)


def test_what_was_said_holds_unless_the_words_clearly_say_another():
    assert find_language(GERMAN, otherwise="en-US") == "de"
    assert find_language(GERMAN, otherwise="de-AT") == "de-AT"
    for text in ("", "E = mc²", "Goethe, Johann Wolfgang von", "1 2 3 4 " * 50):
        assert find_language(text, otherwise="en-US") == "en-US"
        assert find_language(text) == ""


def test_of_few_languages_one_is_likely_even_for_a_word():
    likely = likelihoods("photosynthesis", {"en", "ja"})
    assert likely["en"] > 0.9 > likely["ja"]


def test_languages_that_nobody_knows_are_all_as_likely():
    assert likelihoods("nuqneH", {"tlh", ""}) == {"tlh": 0.5, "": 0.5}
    assert likelihoods("hello", ()) == {}


def test_the_main_language_is_that_of_most_texts():
    assert main_language([GERMAN, SAMPLES["fr"].passages[0], GERMAN], otherwise="en") == "de"
    assert main_language([], otherwise="en") == "en"
