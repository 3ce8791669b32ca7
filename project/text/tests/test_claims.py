"""The numbers, denials and names of a claim, against those of what it rests on."""

import pytest

from project.text.names import missing_names
from project.text.negations import disagree
from project.text.numbers import missing_numbers, numbers_in


def stated(text: str, language: str) -> list[tuple[str, str]]:
    return [(f"{each.value:f}", each.unit) for each in numbers_in(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("en", "three million people in 1776", [("3000000", ""), ("1776", "")]),
        ("en", "two hundred and fifty, or twenty-five", [("250", ""), ("25", "")]),
        ("en", "1,024.5 km and 5–10 %", [("1024.5", "km"), ("5", "%"), ("10", "%")]),
        ("en", "$5 for one of the 50 per cent", [("5", "dollar"), ("50", "%")]),
        ("en", "the XIX century", [("19", "century")]),
        ("de", "fünfundzwanzig Jahre, 1.024,5 km", [("25", "year"), ("1024.5", "km")]),
        ("de", "dreihundert am 3. Oktober", [("300", ""), ("3", ""), ("0", "month 10")]),
        ("fr", "quatre-vingt-dix-sept ans, 10 000 km", [("97", "year"), ("10000", "km")]),
        ("fr", "soixante et onze, 3,5 pour cent", [("71", ""), ("3.5", "%")]),
        ("es", "treinta y cinco años, 20 por ciento", [("35", "year"), ("20", "%")]),
        ("es", "mil doscientos metros", [("1200", "m")]),
        ("hi", "1990 में 3.5%", [("1990", ""), ("3.5", "%")]),
    ],
)
def test_numbers_are_read_as_values(language, text, numbers):
    assert stated(text, language) == numbers


@pytest.mark.parametrize(
    ("language", "claim", "evidence", "is_missing"),
    [
        ("en", "They live eight minutes.", "They live 8 minutes.", False),
        ("en", "They live nine minutes.", "They live 8 minutes.", True),
        ("en", "It is 5 miles away.", "It is 5 km away.", True),
        ("en", "It is 5 km away.", "It is 5 to 10 km away.", False),
        ("en", "It grew by 5 percent.", "It grew by 5 planets.", True),
        ("en", "It was 3.2 million.", "It was 3,200,000.", False),
        ("de", "Es sind 1500 Menschen.", "Es sind 1.500 Menschen.", False),
        ("es", "El 3 de mayo.", "El 3 de junio.", True),
    ],
)
def test_a_number_has_to_be_stated(language, claim, evidence, is_missing):
    assert bool(missing_numbers(claim, evidence, language)) is is_missing


@pytest.mark.parametrize(
    ("language", "claim", "evidence", "is_denied"),
    [
        ("en", "The Moon is made of cheese.", "The Moon is not made of cheese.", True),
        ("en", "The Moon has no air.", "The Moon has air.", True),
        ("en", "The Moon has no air.", "The Moon is without air.", False),
        ("en", "It can't rain.", "It cannot rain.", False),
        ("en", "Granules are bright.", "Granules are bright, and do not last long.", False),
        ("en", "Granules are bright.", "Granules are not only bright but also hot.", False),
        ("es", "La Luna tiene aire.", "La Luna no tiene aire.", True),
        ("es", "La Luna carece de aire.", "La Luna no tiene aire.", False),
        ("fr", "La Lune a de l'air.", "La Lune n’a pas d’air.", True),
        ("fr", "La Lune n'a pas d'air.", "La Lune n’a pas d’air.", False),
        ("de", "Der Mond besteht aus Käse.", "Der Mond besteht nicht aus Käse.", True),
        ("de", "Das stimmt.", "Das stimmt nicht.", True),
        ("de", "Er ist nicht nur hell.", "Er ist hell.", False),
    ],
)
def test_a_denial_has_to_be_one_of_both(language, claim, evidence, is_denied):
    assert disagree(claim, evidence, language) is is_denied


@pytest.mark.parametrize(
    ("language", "claim", "evidence", "missing"),
    [
        ("en", "Cooling was found by Newton.", "Cooling was found by Leibniz.", ["Newton"]),
        ("en", "Newton found cooling.", "Leibniz found cooling.", ["Newton"]),
        ("en", "Granules rise, says Newton's book.", "A granule rises, says Newton.", []),
        ("en", "It was NASA.", "It was ESA.", ["NASA"]),
        ("en", "See https://x.example/y now.", "See it.", ["https://x.example/y"]),
        ("es", "Hubble vio la Vía Láctea.", "Hubble vio la Via Lactea.", []),
        ("fr", "Selon Newton, elle tombe.", "Selon Kepler, elle tombe.", ["Newton"]),
        ("de", "Laut Newton ist die Sonne ein Stern.", "Laut Kepler ist es so.", ["Newton"]),
    ],
)
def test_a_name_has_to_be_there(language, claim, evidence, missing):
    common = {"granules", "cooling", "laut", "see", "selon"}
    assert missing_names(claim, evidence, language, common=common) == missing
