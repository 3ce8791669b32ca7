"""The stand-in itself: its answers are held against the typed classes, and that can fail."""

from billing.tests.standin.api import answer
from billing.tests.standin.shapes import problems
from billing.tests.standin.store import Store


def a_price() -> dict:
    store = Store()
    answer(store, "POST", "/v1/products", {"id": "p", "name": "P"})
    terms = {
        "product": "p",
        "unit_amount": "9",
        "currency": "usd",
        "recurring": {"interval": "month"},
    }
    return answer(store, "POST", "/v1/prices", terms)


def test_it_works():
    assert problems(a_price()) == []


def test_what_is_not_as_it_is_typed_is_found():
    price = a_price()
    assert problems({**price, "amount": 9}) == ["Price.amount: no such field"]
    assert problems({**price, "unit_amount": "9"}) == ["Price.unit_amount: '9' is no int"]
    assert problems({**price, "type": "weekly"}) == ["Price.type: 'weekly' is none of its words"]
    assert problems({**price, "recurring": {}}) != []
    assert problems({key: value for key, value in price.items() if key != "active"}) == [
        "Price.active: missing"
    ]
