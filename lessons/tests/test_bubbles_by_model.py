"""*Explain* and *Ask* at a section by a language model: a real server that speaks its protocol, in
order, out of order, and lying."""

import pytest

from lessons.models import Bubble, ChatMessage
from lessons.tests.test_bubbles import (  # noqa: F401  # fixtures
    HTMX,
    book,
    have,
    quick,
    section_of,
    url_of,
    work,
)
from organizations.models import Job
from tests.model_fixtures import endpoint, server  # noqa: F401  # fixtures
from tests.model_server import answer_of, breaks_off, hangs, patience, says, status

QUOTE = "Granules are the tops of columns of hot gas."
TRUE = ("Granules are the tops of hot gas columns.", [(1, QUOTE)])
LIES = [
    ("Granules live for nine hours.", [(1, "Each lives some eight minutes.")]),
    ("Granules are not the tops of columns of hot gas.", [(1, QUOTE)]),
    ("See https://evil.example/now for granules.", [(1, QUOTE)]),
    ("Granules are hot.", [(7, QUOTE)]),
    ("Jupiter has ninety-five moons.", [(1, "Jupiter has ninety-five moons.")]),
]


@pytest.fixture
def model(endpoint, settings, quick):  # noqa: F811
    """The one that writes, with the book's own sentences behind it where that is said."""

    def use(chain: str = "fast", **parts) -> None:
        endpoint("fast", tries=1, **parts)
        settings.CHAT_MODEL = chain

    return use


def explained(client, school, source) -> Bubble:
    opened = have(client, school, section_of(source), "explain").content.decode()
    assert "Looking for words" in opened  # a model is not waited for
    work()
    return Bubble.objects.get()


def texts(bubble: Bubble) -> list[str]:
    return [sentence["text"] for sentence in bubble.sentences]


def test_it_works(book, in_school, sign_in, model, server):  # noqa: F811
    """What holds is said with its page, what does not is not said, and who wrote it is named."""
    model()
    server.reply_with(says(answer_of(TRUE, *LIES)))
    client = sign_in(in_school.dana)
    bubble = explained(client, in_school, book)
    assert (bubble.state, bubble.written_by) == ("done", "fast-model")
    said = " ".join(texts(bubble))
    assert TRUE[0] in said
    for lie in ("nine hours", "not the tops", "evil.example", "Granules are hot.", "Jupiter"):
        assert lie not in said
    cited = [s for s in bubble.sentences if s["text"] == TRUE[0]]
    assert (cited[0]["page_index"], cited[0]["reference"]) == (0, "p. 527")
    [asked] = server.asked
    assert QUOTE in asked.text  # the section is what it was given
    shown = client.get(in_school.url(f"bubbles/{bubble.pk}/progress/?words=no")).content.decode()
    assert TRUE[0] in shown
    assert "Written by fast-model from the passages cited." in shown


@pytest.mark.parametrize(
    "fault",
    [status(500), hangs, breaks_off('{"statements": ['), says("I would rather not."),
     says(answer_of(*LIES))],
    ids=["500", "silence", "broken off", "no JSON", "only lies"],
)  # fmt: skip
def test_where_it_fails_the_book_s_own_sentences_are_said(
    fault, book, in_school, sign_in, model, server  # noqa: F811
):  # fmt: skip
    model("fast,extractive", **patience(fault))
    server.reply_with(fault)
    bubble = explained(sign_in(in_school.dana), in_school, book)
    assert bubble.state == "done"
    assert QUOTE in texts(bubble)
    assert "nine hours" not in " ".join(texts(bubble))


def test_without_another_it_is_tried_again_and_then_says_why(
    book, in_school, sign_in, model, server  # noqa: F811
):  # fmt: skip
    model()
    server.reply_with(status(503))
    client = sign_in(in_school.dana)
    bubble = explained(client, in_school, book)
    assert (bubble.state, bubble.sentences) == ("queued", [])
    for _ in range(10):
        Job._base_manager.update(run_after=Job._base_manager.first().created_at)
        work()
    bubble.refresh_from_db()
    assert bubble.state == "failed"
    page = client.get(in_school.url(f"bubbles/{bubble.pk}/progress/")).content.decode()
    assert "This could not be made" in page
    server.reply_with(says(answer_of(TRUE)))
    client.post(in_school.url(f"bubbles/{bubble.pk}/retry/"), headers=HTMX)
    work()
    bubble.refresh_from_db()
    assert bubble.state == "done"


def test_a_question_at_a_section_is_answered_by_it_and_checked(
    book, in_school, sign_in, model, server  # noqa: F811
):  # fmt: skip
    model()
    server.reply_with(says(answer_of(TRUE, *LIES)))
    client = sign_in(in_school.dana)
    url = url_of(in_school, section_of(book), "ask")
    client.post(url, {"question": "What are granules?"}, headers=HTMX)
    message = ChatMessage.objects.get()
    page = client.get(in_school.url(f"messages/{message.pk}/")).content.decode()
    message.refresh_from_db()
    supported = [said["text"] for said in message.statements if said["citations"]]
    assert supported == [TRUE[0]]
    assert "evil.example" not in page
    assert TRUE[0] in page
