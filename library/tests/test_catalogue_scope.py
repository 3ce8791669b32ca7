"""What is not subscribed to is not seen, whichever door one tries."""

import json

import pytest
from django.core.management import CommandError, call_command

from library.access import source_sight
from library.catalogue import subscribe, unsubscribe
from library.ingestion.tests import pdfs
from library.models import ContentAtom, Page, Section, TermFrequency
from library.retrieval import queries
from library.retrieval.queries import Scope
from library.selectors import readable_source_ids
from library.tests.cataloguing import add_read_title
from library.tests.factories import add_title
from organizations.access import home_membership
from organizations.models import Organization
from organizations.scoping import catalogue_scope, scope

WORD = "virtue"


def sight_of(user):
    return source_sight(home_membership(user))


@pytest.fixture
def title(school, tmp_path, capsys):
    """A book of six pages that somebody could search and see."""
    return add_read_title(capsys, pdfs.book(tmp_path / "virtue.pdf"), "virtue")


@pytest.fixture
def section(title):
    with catalogue_scope():
        row = Section.objects.filter(source=title).first()
        row.media = "virtue.png"
        row.save()
    return row


@pytest.fixture
def doors(school, title, section, monkeypatch) -> dict[str, tuple]:
    """name -> (method, path, what a subscriber's admin gets)."""
    monkeypatch.setattr("library.views.pages.page_image", lambda *args: b"\x89PNG")
    book = f"library/{title.pk}/"
    return {
        "source": ("get", book, 200),
        "row": ("get", f"{book}row/", 286),
        "progress": ("get", f"{book}progress/", 286),
        "page": ("get", f"{book}pages/0/", 200),
        "picture": ("get", f"{book}pages/0/picture/", 200),
        "find": ("get", f"{book}pages/?page=1", 302),
        "figure": ("get", f"{book}figures/{section.pk}/", 302),
        "ask": ("post", f"{book}ask/", 302),
        "keep": ("post", f"{book}active/", 302),
        "lesson": ("get", f"lessons/new/?source={title.pk}", 200),
        "rename": ("get", f"{book}rename/", 403),
        "delete": ("post", f"{book}delete/", 403),
        "retry": ("post", f"{book}retry/", 403),
    }


def knock(client, school, doors) -> dict[str, int]:
    data = {"question": "What is virtue?"}
    return {
        name: getattr(client, method)(
            school.url(path), data if method == "post" else {}
        ).status_code
        for name, (method, path, _) in doors.items()
    }


def test_unsubscribed_subscribed_and_unsubscribed_again(school, title, doors, sign_in):
    client = sign_in(school.alice)
    assert set(knock(client, school, doors).values()) == {404}
    subscribe(school.organization, "virtue", school.alice)
    wanted = {name: status for name, (*_, status) in doors.items()}
    assert knock(client, school, doors) == wanted
    unsubscribe(school.organization, "virtue")
    assert set(knock(client, school, doors).values()) == {404}


def test_another_organization_s_subscription_opens_nothing(school, charlie, doors, sign_in):
    subscribe(Organization.objects.get(memberships__user=charlie, type="school"), "virtue", charlie)
    assert set(knock(sign_in(school.alice), school, doors).values()) == {404}


def page_of(client, school, query: str) -> str:
    return client.get(school.url("library/"), {"q": query}).content.decode()


def test_lists_and_search_of_the_pages(school, title, sign_in):
    client = sign_in(school.dana)
    assert "A Book of Virtue" not in page_of(client, school, "")
    assert "Nothing found" in page_of(client, school, WORD)
    subscribe(school.organization, "virtue", None)
    assert "A Book of Virtue" in page_of(client, school, "")
    found = page_of(client, school, WORD)
    assert "Passages" in found
    assert "from the catalogue, read-only" in found


def run(capsys, command: str, *options) -> dict | list:
    call_command(command, *map(str, options), "--json")
    return json.loads(capsys.readouterr().out)


def test_search_and_ask_by_command(school, title, capsys):
    as_dana = ("--as", school.dana.email)
    assert run(capsys, "search", WORD, *as_dana) == []
    with pytest.raises(CommandError, match="nothing to ask"):
        call_command("ask", "What is virtue?", *as_dana)
    with pytest.raises(CommandError, match="no such source"):
        call_command("search", WORD, "--source", str(title.pk), *as_dana)
    subscribe(school.organization, "virtue", None)
    assert {row["source_id"] for row in run(capsys, "search", WORD, *as_dana)} == {str(title.pk)}
    assert run(capsys, "ask", "What is virtue?", *as_dana)["citations"]


def test_a_scope_that_names_it_all_the_same_counts_nothing_of_it(school, title):
    """As a worker would that was told a source id before the subscription ended."""
    named = Scope((title.pk,))
    with scope(school.organization.pk):
        assert title.pk not in readable_source_ids(sight_of(school.bob))
        assert queries.holdings(named).atoms == 0
        assert not TermFrequency.objects.filter(source=title).exists()
        assert not Page.objects.filter(source=title).exists()
        assert not ContentAtom.objects.filter(source=title).exists()


def test_a_question_that_waits_finds_nothing_after_the_end(school, title, sign_in):
    subscribe(school.organization, "virtue", None)
    client = sign_in(school.bob)
    asked = client.post(school.url(f"library/{title.pk}/ask/"), {"question": "What is virtue?"})
    unsubscribe(school.organization, "virtue")
    assert "So virtue" not in client.get(asked["Location"]).content.decode()
    assert client.get(asked["Location"]).context["exchange"].statements == []


def test_the_source_page_says_that_it_is_read_only(school, sign_in):
    title = add_title("astronomy-2e", licence="CC BY 4.0")
    subscribe(school.organization, "astronomy-2e", None)
    page = sign_in(school.alice).get(school.url(f"library/{title.source_id}/")).content.decode()
    assert "From the catalogue" in page
    assert "CC BY 4.0" in page
    assert "rename-source" not in page
