from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from project.providers.endpoints import PREFIX, Endpoint, JsonForm, configure

FAST = {"FAST_URL": "https://models.example/v1/", "FAST_MODEL": "m-1"}


def endpoints(**variables: str) -> dict[str, Endpoint]:
    return configure({f"{PREFIX}{name}": value for name, value in variables.items()})


def test_it_works():
    found = endpoints(**FAST, FAST_KEY="k", FAST_PRICE_IN="0.15", FAST_JSON="object")["fast"]
    assert found.address("chat/completions") == "https://models.example/v1/chat/completions"
    assert found.headers == {"authorization": "Bearer k"}
    assert (found.price_in, found.json_form) == (Decimal("0.15"), JsonForm.OBJECT)


def test_names_may_have_several_words_and_parts_too():
    found = endpoints(
        **FAST,
        OUR_OWN_URL="http://127.0.0.1:11434/v1",
        OUR_OWN_MODEL="llama3.1:8b",
        OUR_OWN_REQUESTS_PER_MINUTE="30",
        OUR_OWN_FIRST_BYTE_S="2.5",
        OUR_OWN_KEY="",
    )
    assert set(found) == {"fast", "our_own"}
    assert (found["our_own"].requests_per_minute, found["our_own"].first_byte_s) == (30, 2.5)
    assert found["our_own"].headers == {}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FAST_URL", "models.example"),
        ("FAST_URL", "file:///etc"),
        ("FAST_MODEL", ""),
        ("FAST_TRIES", "0"),
        ("FAST_TRIES", "many"),
        ("FAST_PRICE_IN", "-1"),
        ("FAST_JSON", "xml"),
        ("FAST_EXTRA", "{"),
        ("FAST_EXTRA", "[1]"),
        ("FAST_TEMPERATURE", "0"),
        ("URL", "https://models.example"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(variable, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{PREFIX}{variable}"):
        endpoints(**FAST | {variable: value})


def test_a_key_is_in_no_message():
    with pytest.raises(ImproperlyConfigured) as caught:
        endpoints(FAST_KEY="secret-key", FAST_URL="https://models.example", FAST_TRIES="x")
    assert "secret-key" not in str(caught.value)


@pytest.mark.parametrize(
    ("tokens", "cost"), [((0, 0), 0), ((1, 0), 1), ((1000, 0), 150), ((1001, 3), 152), ((0, 1), 1)]
)
def test_what_it_costs_is_rounded_up(tokens, cost):
    found = endpoints(**FAST, FAST_PRICE_IN="0.15", FAST_PRICE_OUT="0.60")["fast"]
    assert found.cost_microusd(*tokens) == cost


def test_dollars_for_a_thousand_calls():
    assert endpoints(**FAST, FAST_PRICE_CALL="2")["fast"].cost_microusd(0, 0) == 2000
