"""The next model is asked when one fails, until something has been said."""

import pytest
from django.db import transaction
from pydantic import BaseModel

from project.errors import ProviderError
from project.providers import registries, registry
from project.providers.base import Passage, Turn
from project.providers.calls import Outcome, for_purpose
from project.providers.failures import Failure, seconds_asked_for
from tests import model_server
from tests.model_server import answer_of, breaks_off, hangs, patience, says, status

SUN = Passage("a-1", "The Sun is a star. Its core is 15 million kelvin hot.", "12", "The Sun")
SAID = says(answer_of(("The Sun is a star.", [(1, "The Sun is a star.")])))
HALF = answer_of(("The Sun is a star.", [(1, "The Sun is a star.")]), ("And so on.", []))[:-30]


@pytest.fixture
def second():
    with model_server.running() as found:
        yield found


@pytest.fixture
def chain(endpoint, second, calls, pauses):
    """Two endpoints, then the model on this machine."""
    endpoint("first", tries=2)
    endpoint("second", url=second.url, tries=2)
    second.reply_with(SAID)

    def named(names: str = "first,second,extractive"):
        return registry.chat_model(names, embedder_name="hashing-384")

    return named


def ask(model, question="Is the Sun a star?", **options):
    return list(model.answer(question, [SUN], language="en", **options))


def test_it_works(chain, server, second):
    server.reply_with(SAID)
    (statement,) = ask(chain())
    assert (statement.text, statement.written_by) == ("The Sun is a star.", "first-model")
    assert second.asked == []
    assert chain().name == "first-model,second-model,extractive"


def test_what_passes_is_tried_again_after_a_while(chain, server, second, pauses, calls):
    server.reply_with(status(500), SAID)
    assert ask(chain())[0].written_by == "first-model"
    assert len(pauses) == 1
    assert 0 <= pauses[0] <= 0.5
    assert [call.problem for call in calls] == [Failure.DOWN, ""]


def test_the_pauses_grow_and_are_by_chance(endpoint, server, calls, pauses):
    endpoint("first", tries=8, wait_s=100)
    server.reply_with(status(500))
    for _time in range(2):
        with pytest.raises(ProviderError):
            ask(registry.chat_model("first", embedder_name="hashing-384"))
    one, other = pauses[:7], pauses[7:]
    assert one != other
    assert all(pause <= 0.5 * 2**n for n, pause in enumerate(one))
    assert max(one + other) > 4


def test_what_the_server_asks_for_is_waited(chain, server, pauses):
    server.reply_with(status(429, retry_after="0.25"), SAID)
    assert ask(chain())[0].written_by == "first-model"
    assert pauses[0] >= 0.25


def test_a_long_wait_is_left_to_the_next(chain, server, pauses):
    server.reply_with(status(429, retry_after="60"))
    assert ask(chain())[0].written_by == "second-model"
    assert len(server.asked) == 1
    assert pauses == []


@pytest.mark.parametrize(
    ("reply", "tries"),
    [
        (status(500), 2),
        (hangs, 2),
        (breaks_off('{"statem'), 2),
        (status(401), 1),
        (status(400), 1),
        (says("no JSON at all"), 2),  # the second is the repair
    ],
)
def test_the_next_is_asked_where_one_fails_before_it_speaks(chain, endpoint, server, reply, tries):
    endpoint("first", tries=2, **patience(reply))
    server.reply_with(reply)
    assert ask(chain())[0].written_by == "second-model"
    assert len(server.asked) == tries


def test_the_last_is_on_this_machine(chain, server, second, calls):
    server.reply_with(status(500))
    second.reply_with(status(503))
    (statement, *_others) = ask(chain())
    assert statement.written_by == "extractive"
    last = calls[-1]
    assert (last.provider, last.outcome, last.cost_microusd) == ("extractive", Outcome.DONE, 0)


def test_two_models_never_write_one_answer(chain, server, second, pauses):
    server.reply_with(breaks_off(HALF))
    statements = chain().answer("Is the Sun a star?", [SUN], language="en")
    assert next(statements).written_by == "first-model"
    with pytest.raises(ProviderError, match="broke off") as caught:
        next(statements)
    assert caught.value.retryable
    assert len(server.asked) == 1
    assert second.asked == []
    assert pauses == []


def test_where_all_fail_the_last_says_why(chain, server, second):
    server.reply_with(status(500))
    second.reply_with(status(401))
    with pytest.raises(ProviderError, match="“second” does not accept our key"):
        ask(chain("first,second"))


def test_who_stops_reading_stops_the_call(chain, server, calls):
    server.reply_with(breaks_off(HALF, how="hanging"))
    statements = chain().answer("Is the Sun a star?", [SUN], language="en")
    next(statements)
    statements.close()
    assert [call.outcome for call in calls] == [Outcome.STOPPED]


def test_a_call_says_what_it_was_for_also_when_it_ends_elsewhere(chain, server, calls):
    server.reply_with(SAID)
    with for_purpose("chat.answer"):
        statements = chain().answer("Is the Sun a star?", [SUN], language="en")
        next(statements)
    list(statements)
    assert calls[0].purpose == "chat.answer"


def test_an_unknown_name_in_a_chain_is_said(chain):
    with pytest.raises(ProviderError, match=r"“third”.*extractive, first, second"):
        chain("first,third")


@pytest.mark.django_db(transaction=True, databases=["default", "content"])
@pytest.mark.parametrize("names", ["first", "extractive"])
def test_inside_a_transaction_no_model_is_asked(chain, server, calls, names):
    server.reply_with(SAID)
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        ask(chain(names))
    assert server.asked == []
    assert calls == []


# --- people ---


@pytest.fixture
def people(monkeypatch, chain):
    names = ["Dana Quokka", "Immanuel Sun"]
    monkeypatch.setattr(registries, "people_finders", [lambda words: names])


def test_names_do_not_leave_and_are_back_in_the_answer(chain, people, server):
    server.reply_with(says(answer_of(("Person_1, the Sun is a star.", [(1, SUN.text)]))))
    question = "Dana Quokka (dana@x.example) asks: is the Sun a star?"
    history = [Turn("I am Dana Quokka", "Hello Quokka")]
    (statement,) = ask(chain(), question, history=history)
    sent = server.asked[0].text.lower()
    assert "quokka" not in sent
    assert "dana" not in sent
    assert "is the sun a star?" in sent  # the book has that word
    assert statement.text == "Dana Quokka, the Sun is a star."
    assert statement.quotes[0].text == SUN.text


def test_a_model_on_this_machine_sees_names(people, chain):
    assert ask(chain("extractive"), "Dana Quokka asks: is the Sun a star?")


class Greeting(BaseModel):
    words: list[str]


def test_names_are_put_back_into_what_is_made(chain, people, server):
    server.reply_with(says('{"words": ["for person_1", "and person_9"]}'))
    found = chain().complete("For Dana Quokka", Greeting)
    assert found.words == ["for Dana Quokka", "and person_9"]
    assert "Quokka" not in server.asked[0].text


def test_names_are_put_back_into_a_question(chain, people, server):
    server.reply_with(says('{"question": "What did person_1 ask?"}'))
    found = chain().rewrite(
        "What did she ask?", [Turn("Dana Quokka asked something", "")], language="en"
    )
    assert found == "What did Dana Quokka ask?"


def test_without_a_language_model_nothing_is_made(chain):
    with pytest.raises(ProviderError, match="needs a language model"):
        chain("extractive").complete("Make cards", Greeting)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7), ("0.5", 0.5), ("-3", 0), ("", 0), ("soon", 0), ("nan", 0), ("1e9", 600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)  # fmt: skip
def test_how_long_a_server_asks_us_to_wait(header, seconds):
    assert seconds_asked_for(header) == seconds
