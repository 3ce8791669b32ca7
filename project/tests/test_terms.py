from concurrent.futures import ThreadPoolExecutor

import pytest

from project.text import terms as module
from project.text.stop_words import STOP_WORDS
from project.text.terms import terms


def test_it_works():
    assert terms("The planets orbit the Sun.", "en") == ["planet", "orbit", "sun"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "How do stars form?", "the forming of a star"),
        ("es", "¿Cuáles son las canciones?", "la canción"),
        ("fr", "Qu’est-ce que l’évaporation ?", "évaporations"),
        ("de", "Wie heißen die Häuser?", "das HAUS heißt"),
        ("pt", "Quais são as bibliotecas?", "biblioteca"),
        ("it", "Che cosa sono le città libere?", "città libera"),
        ("nl", "Waarom werden de fietsen verkocht?", "een fiets verkocht"),
        ("pl", "O czym są książki?", "książka"),
        ("hi", "किताबों में", "किताब"),
        ("ru", "О чём эти книги?", "книга"),
        ("ar", "ما هي الكتب؟", "كتب"),
    ],
)
def test_forms_of_a_word_are_one_term(language, one, other):
    assert set(terms(one, language)) & set(terms(other, language))


@pytest.mark.parametrize("language", STOP_WORDS)
def test_stop_words_are_no_terms(language):
    assert terms(" ".join(STOP_WORDS[language]), language) == []


def test_possessives_and_accents_do_not_hide_a_word():
    assert terms("Kepler’s laws", "en") == terms("Kepler laws", "en")
    assert terms("Poincaré", "en") == terms("poincare", "en")
    assert terms("l'eau", "fr") == terms("eau", "fr")


def test_numbers_stay_whole():
    assert terms("In 1905, 1,024 or 3.14", "en") == ["1905", "1024", "3.14"]


def test_an_unknown_language_keeps_its_words_as_they_are():
    assert terms("Planets ORBIT the sun", "tlh") == ["planets", "orbit", "the", "sun"]


def test_a_region_belongs_to_its_language():
    assert terms("as bibliotecas", "pt-BR") == terms("biblioteca", "pt")


def test_unspaced_scripts_become_pairs_of_characters():
    assert terms("光合作用", "zh")[:3] == ["光合", "合作", "作用"]
    assert terms("水", "zh") == ["水"]
    assert set(terms("光合作用とは", "ja")) >= {"光合", "合作", "作用"}
    assert terms("カメラ", "ja") == ["カメ", "メラ"]
    assert set(terms("학교에서", "ko")) & set(terms("학교", "ko"))
    assert terms("DNA 複製", "zh") == ["dna", "複製", "複", "製"]


def test_a_word_of_one_character_is_found_within_others():
    assert set(terms("水", "zh")) <= set(terms("地下水是水", "zh"))
    assert set(terms("물", "ko")) <= set(terms("물은", "ko"))


def test_vowel_signs_do_not_break_a_word():
    assert len(terms("हिन्दी", "xx")) == 1


def test_text_without_words_has_no_terms():
    assert terms("", "en") == terms(" — … !?", "en") == []


def test_threads_do_not_mix_up_their_words():
    words = [f"running{'ing' * (i % 7)}{chr(97 + i % 26)}ations" for i in range(600)]
    module._stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda word: terms(word, "en"), words))
    module._stem.cache_clear()
    assert together == [terms(word, "en") for word in words]
