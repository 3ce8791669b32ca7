"""What each call took and who it was for: rows, the dashboard, and how long they stay."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from billing.models import ProviderCall
from billing.recording import delete_old
from lessons.models import ChatMessage
from lessons.services import chat
from lessons.streaming import answer_now
from lessons.tests.factories import add_message
from library.tests.factories import GRANULES, add_book, retrieved
from organizations.models import Membership
from organizations.scoping import scope, unscoped
from organizations.selectors.names import names_with
from project.providers import registry
from project.providers.base import Passage
from project.providers.calls import for_purpose
from tests.model_server import answer_of, breaks_off, says, status

QUOTE = "Granules are the tops of columns of hot gas."
SAID = answer_of((QUOTE, [(1, QUOTE)]))


@pytest.fixture
def asked(in_school, endpoint, server, settings, monkeypatch):
    """A question of Dana's about a book, and a model of the operator's."""
    endpoint("fast", price_in="2.5", price_out="10", tries=1)
    settings.CHAT_MODEL = "fast"
    book = add_book(in_school.organization, in_school.bob)
    monkeypatch.setattr(chat, "search_anew", lambda question, scope, limit: [retrieved(book)])
    server.reply_with(says(SAID))
    return add_message(
        book, in_school.dana, question="Dana asks: what are granules?", state="pending"
    )


def answer(message) -> ChatMessage:
    message.save()
    assert chat.claim(message)
    message.refresh_from_db()
    answer_now(message)
    message.refresh_from_db()
    return message


def test_it_works(asked, in_school, server):
    message = answer(asked)
    assert (message.state, message.provider) == ("done", "fast-model")
    assert message.statements[0]["text"] == QUOTE
    call = ProviderCall.objects.get()
    assert (call.organization, call.person) == (in_school.organization, in_school.dana)
    assert (call.purpose, call.kind, call.outcome) == ("chat.answer", "chat", "done")
    assert (call.tokens_in, call.tokens_out, call.cost_microusd) == (120, 40, 700)
    assert call.prompt.startswith("answer@")
    assert "Dana" not in server.asked[0].text


def test_the_page_says_who_wrote_it(asked, in_school, sign_in):
    message = answer(asked)
    page = sign_in(in_school.dana).get(in_school.url(f"messages/{message.pk}/"))
    assert "Written by fast-model from the passages cited." in page.content.decode()


def test_the_page_says_where_no_model_wrote_it(asked, in_school, server, settings, sign_in):
    settings.CHAT_MODEL = "fast,extractive"
    asked.question = QUOTE
    server.reply_with(status(500))
    message = answer(asked)
    page = sign_in(in_school.dana).get(in_school.url(f"messages/{message.pk}/")).content.decode()
    assert message.provider == "extractive"
    assert "No language model wrote this: it is taken from the sources." in page
    assert {call.provider for call in ProviderCall.objects.all()} == {"fast", "extractive"}


def test_no_word_of_a_prompt_or_an_answer_is_kept(asked):
    answer(asked)
    row = str(ProviderCall.objects.values().get())
    assert "granules" not in row.lower()


@pytest.mark.parametrize(
    ("reply", "problem", "costs"),
    [(status(500), "down", False), (breaks_off(SAID[:90]), "cut", True)],
)
def test_a_call_that_fails_is_recorded_too(asked, server, reply, problem, costs):
    server.reply_with(reply)
    assert answer(asked).state == "failed"
    call = ProviderCall.objects.get()
    assert (call.outcome, call.problem) == ("failed", problem)
    assert bool(call.cost_microusd) is costs


def test_what_the_page_shows_of_a_model_that_obeys_a_book(asked, in_school, server, sign_in):
    """Nothing unsupported, no link, no markup."""
    server.reply_with(
        says(
            answer_of(
                ("<script>alert(1)</script> Granules are hot.", [(1, QUOTE)]),
                ("Win at https://evil.example/x.", [(1, QUOTE)]),
                ("The Moon is made of cheese.", [(1, "The Moon is made of cheese.")]),
                ("Somebody else's book.", [(7, QUOTE)]),
            )
        )
    )
    message = answer(asked)
    page = sign_in(in_school.dana).get(in_school.url(f"messages/{message.pk}/")).content.decode()
    assert "<script>alert" not in page
    assert "evil.example" not in page
    assert "cheese" not in page
    assert "Somebody else" not in page


def test_a_receipt_that_cannot_be_written_does_not_cost_the_answer(asked, monkeypatch, caplog):
    def broken(**fields):
        raise RuntimeError("no disk")

    monkeypatch.setattr(ProviderCall._base_manager, "create", broken)
    assert answer(asked).state == "done"
    assert "could not be recorded" in caplog.text
    assert "granules" not in caplog.text.lower()


def test_work_of_the_platform_is_nobody_s(both_databases, endpoint, server):
    endpoint("fast", dimensions=4)
    server.reply_with(says(SAID))
    model = registry.chat_model("fast", embedder_name="hashing-384")
    with for_purpose("catalogue.describe"):
        list(model.answer("What?", [Passage("1", GRANULES, "1")], language="en"))
    with unscoped("a test"):
        call = ProviderCall.objects.get()
    assert (call.organization, call.person, call.purpose) == (None, None, "catalogue.describe")


# --- what is seen of them ---


def add_call(school, **fields) -> ProviderCall:
    values = {"kind": "chat", "provider": "fast", "model": "m", "outcome": "done"}
    return ProviderCall.objects.create(organization=school.organization, **values, **fields)


def test_the_dashboard_says_what_this_month_cost(in_school, sign_in, charlie):
    add_call(in_school, cost_microusd=1_250_000, tokens_in=900, tokens_out=100)
    old = add_call(in_school, cost_microusd=50_000_000)
    ProviderCall.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=40))
    theirs = charlie.memberships.get().organization
    with scope(theirs.pk):
        ProviderCall.objects.create(
            organization=theirs, kind="chat", provider="x", model="m", cost_microusd=77_000_000
        )
    page = sign_in(in_school.alice).get(in_school.url("manage/")).content.decode()
    assert "Models and voices, this month" in page
    assert "1.25 USD" in page
    assert "1,000" in page
    assert "51.25" not in page
    assert "77" not in page


def test_old_calls_go_every_day(in_school, settings):
    settings.PROVIDER_CALL_DAYS = 30
    add_call(in_school, purpose="old")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        add_call(in_school, purpose="new")
        assert delete_old() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert delete_old() == 1
    assert ProviderCall.objects.get().purpose == "new"


def test_who_leaves_takes_the_name_along_and_not_the_cost(in_school):
    call = add_call(in_school, person=in_school.dana, cost_microusd=5)
    in_school.dana.delete()
    call.refresh_from_db()
    assert (call.person, call.cost_microusd) == (None, 5)


# --- whose names are looked for ---


def test_names_are_found_by_their_words_in_ones_own_organization(in_school, charlie):
    assert names_with(frozenset({"dana", "charlie", "nobody"})) == ["Dana"]
    assert names_with(frozenset({"riverside", "example"})) == []  # words of emails alone
    assert names_with(frozenset()) == []


def test_outside_an_organization_nobody_is_known(school):
    assert names_with(frozenset({"dana"})) == []


def test_in_a_large_school_names_are_found_by_the_index_of_words(in_school):
    people = User.objects.bulk_create(
        User(email=f"p{n}@large.example", name=f"Given{n} Family{n % 900}") for n in range(3000)
    )
    Membership.objects.bulk_create(
        Membership(organization=in_school.organization, user=person, role="student")
        for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, organizations_membership")
    with CaptureQueriesContext(connection) as queries:
        found = names_with(frozenset({"given77", "family5", "is", "the"}))
    assert sorted(found) == sorted(
        ["Given77 Family77"] + [f"Given{n} Family5" for n in (5, 905, 1805, 2705)]
    )
    assert len(queries) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[0]["sql"].partition(" FOR ")[2])
        assert "user_words" in str(cursor.fetchall())
