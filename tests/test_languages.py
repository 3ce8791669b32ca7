"""The interface speaks a person's language, on every page and at once."""

import re

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import trans_real

from accounts.forms import zone_choices
from accounts.tests.signing_up import sign_up
from lessons.models import ChatMessage, Lesson
from lessons.tests.factories import add_lesson, add_message, statement_of
from library.models import Source
from library.tests.factories import GRANULES, add_book, add_source
from organizations.scoping import scope
from organizations.services import join_codes
from project.languages import LANGUAGES
from tests.isolation.conftest import ours, videos_by_address  # noqa: F401
from tests.isolation.rows import named
from tests.isolation.table import ROUTES
from tests.isolation.trying import address
from tests.isolation.walking import routes
from tests.seen import seen

PAGES = [row for row in named(ROUTES) if row.method == "GET"]
SIGNED_OUT = ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/",
              "confirm-email/", "password/reset/key/x-y/", "confirm-email/nonsense/"]  # fmt: skip
ACCOUNT = ["email/", "password/change/", "logout/", "reauthenticate/"]
# Names, and what people and books wrote: the same in every language.
NAMES = {
    "Lectern", "OpenStax", "PDF", "Markdown", "JSON-LD", "Ada", "Tomás", "JavaScript",
} | {n for _, n in LANGUAGES}  # fmt: skip
DATA = {
    "Riverside High", "Hillside High", "riverside-high", "hillside-high", "Alice", "Bob", "Dana",
    "Physics", "Archived", "North", "West", "Old", "Point of", "Of ", "A picture of", ".pdf",
    "Eve Park", "quokkaword", "Book of", "A note of", "A reply of", "Lesson of", "Locked",
    "A lesson of",
    "Owner", "Admin", "Teacher", "Student", "Guardian", "It is", "What is", "eve.park",
    "http://127.0.0.1:8000/join/sign-in/",
    "Astronomy", "astronomy.pdf", "CC BY 4.0", "Access for free at openstax.org.",
    "15 The Sun: A Garden-Variety Star", "15.1 The Structure of the Sun",
    "The Structure of the Sun", "How long does a granule live?",
    "Shown", "Tim Park", "tim.park", "Family",
    "This text is taken from the source.", "Point", "The Sun", "Cc", "granule", "nothingness",
}  # fmt: skip

ZONES = {label for _, label in zone_choices()}

# Plans are called the same everywhere.
NAMES |= {"Free", "Plus", "Premium", "Starter", "Standard", "Enterprise"}
NAMES |= {
    "YouTube", "PowerPoint", "Word", "CSV", "Anki", "GIFT", "Moodle XML", "QTI", "Common Cartridge",
}  # fmt: skip
DATA |= {
    "Asking", "Failed of", "Quiz of", "Plain of", "Dark of", "Nix", "As in", "Assigned",
    "stands.", "Here", "Web of ", "Talk of ", "Film of ", "Clip of", "Video ", "sun.example",
    "https:///2", "https:///",
    "Bybee, The BSCS 5E Instructional Model, 2006 (engage before explain).",
    "“as everybody knows”", "Curious and open; questions come before answers.",
}  # fmt: skip

# A class offers ways of teaching by their names, as yet.
DATA |= {"Direct instruction", "Spiral review", "Inquiry"}


@pytest.fixture
def wrapped(monkeypatch):
    """German in which every message is its source in brackets: what has none is not marked."""
    german = trans_real.translation("de")

    def say(message: str) -> str:
        return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧"

    monkeypatch.setattr(german, "gettext", say)
    monkeypatch.setattr(german, "ngettext", lambda one, many, n: say(one if n == 1 else many))


@pytest.fixture
def german(school):
    """Everybody of the school reads German."""
    for person in (school.alice, school.bob, school.dana):
        person.language = "de"
        person.save()
    return school


def unmarked(html: str) -> list[str]:
    """What a person sees that is neither a message nor data."""
    shown = (line for line in "\n".join(seen(html, "de")).splitlines() if line not in ZONES)
    text, count = "\n".join(shown), 1
    while count:  # a message may hold another
        text, count = re.subn(r"⟦[^⟦⟧]*⟧", "", text)
    for known in sorted(DATA | NAMES, key=len, reverse=True):
        text = text.replace(known, "")
    text = re.sub(r"\S+@\S+", "", text)
    return [line for line in text.splitlines() if re.search(r"[^\W\d_]{2,}", line)]


def test_no_page_has_words_that_are_not_marked(ours, wrapped, client):  # noqa: F811
    found, walked = {}, {route.name: route for route in routes()}
    for role in ("teacher", "student"):
        person = ours.people[role]
        person.language = "de"
        person.save()
        client.force_login(person)
        for row in PAGES:
            response = client.get(address(walked[row.name], row, ours.rows))
            is_page = response.get("Content-Type", "").startswith("text/html")
            if is_page and not response.streaming:
                code = join_codes.shown(ours.rows["code"])
                html = response.content.decode().replace(code, "").replace('data-copies="code"', "")
                found[f"{role}, {row.name}"] = unmarked(html)
    wrong = {name: lines for name, lines in found.items() if lines}
    assert not wrong, str(wrong)


@pytest.mark.parametrize("path", SIGNED_OUT + ACCOUNT)
def test_no_page_of_the_account_has_words_that_are_not_marked(path, german, wrapped, client):
    if path in ACCOUNT:
        client.force_login(german.dana)
    page = client.get(f"/accounts/{path}", headers={"Accept-Language": "de"}, follow=True)
    assert unmarked(page.content.decode()) == []


@pytest.mark.parametrize("state", Source.State.values)
def test_no_state_of_a_source_has_words_that_are_not_marked(state, german, wrapped, client):
    client.force_login(german.bob)
    with scope(german.organization.pk):
        plain = add_source(german.organization, german.bob, state=state, page_count=3)
        locked = add_source(
            german.organization, german.bob, state=state, problem_code="password_needed"
        )
        openstax = add_source(german.organization, german.bob, state=state, kind="openstax")
    for path in ("library/", "", *(f"library/{s.pk}/" for s in (plain, locked, openstax))):
        assert unmarked(client.get(german.url(path)).content.decode()) == []


@pytest.mark.parametrize("state", Lesson.State.values)
def test_no_state_of_a_lesson_has_words_that_are_not_marked(state, german, wrapped, client):
    client.force_login(german.bob)
    with scope(german.organization.pk):
        source = add_book(german.organization, german.bob)
        files = None if state == "ready" else {}
        lesson = add_lesson(source, german.bob, state=state, files=files)
    for path in ("lessons/", "", f"lessons/{lesson.pk}/", f"lessons/{lesson.pk}/progress/"):
        assert unmarked(client.get(german.url(path)).content.decode()) == []


@pytest.mark.parametrize("state", ChatMessage.State.values)
def test_no_answer_has_words_that_are_not_marked(state, german, wrapped, client):
    client.force_login(german.bob)
    with scope(german.organization.pk):
        source = add_book(german.organization, german.bob)
        statement = statement_of(source, GRANULES)
        statement["citations"][0]["language"] = "en"
        for statements in ([], [statement]):
            add_message(source, german.bob, state=state, statements=statements, confidence="high")
    page = client.get(german.url(f"library/{source.pk}/")).content.decode()
    # The name of a place was written down in the language of who asked.
    assert [text for text in unmarked(page) if "p. 527" not in text] == []


@pytest.mark.parametrize(
    "path",
    ["library/?q=granule", "library/?q=nothingness", "library/?show=mine", "library/?page=2",
     "lessons/new/", "no-such-page/", "library/00000000-0000-0000-0000-000000000000/"],
)  # fmt: skip
def test_no_other_view_has_words_that_are_not_marked(path, german, wrapped, client):
    client.force_login(german.bob)
    with scope(german.organization.pk):
        add_book(german.organization, german.bob)
    assert unmarked(client.get(german.url(path)).content.decode()) == []


def test_an_empty_place_has_no_words_that_are_not_marked(german, wrapped, client):
    for person in (german.bob, german.dana):
        client.force_login(person)
        for path in ("", "library/", "lessons/", "lessons/new/"):
            assert unmarked(client.get(german.url(path)).content.decode()) == []


def test_no_form_refuses_in_words_that_are_not_marked(german, wrapped, client):
    client.force_login(german.bob)
    with scope(german.organization.pk):
        source = add_book(german.organization, german.bob)
    sent = [
        ("/settings/", {"theme": "neon"}),
        (german.url(f"library/{source.pk}/rename/"), {"title": " "}),
        (german.url(f"library/{source.pk}/ask/"), {"question": ""}),
        (german.url(f"library/{source.pk}/ask/"), {"question": "?" * 1001}),
        (german.url(f"lessons/new/?source={source.pk}"), {"part": "pages", "pages": "9-3"}),
        (german.url(f"library/{source.pk}/unlock/"), {"password": "x"}),
    ]
    for url, data in sent:
        response = client.post(url, data)
        assert response.status_code in (409, 422), url
        left = [text for text in unmarked(response.content.decode()) if text not in data.values()]
        assert left == [], url


def test_a_german_reads_german(german, client):
    client.force_login(german.dana)
    response = client.get(german.url("library/"))
    page = response.content.decode()
    assert '<html lang="de"\n      dir="ltr"' in page
    assert "Noch keine Quellen" in page
    assert response["Content-Language"] == "de"
    assert "Accept-Language" not in response.get("Vary", "")


def test_a_setting_is_obeyed_at_once(school, sign_in):
    client = sign_in(school.dana)
    sent = {"name": "Dana", "language": "fr", "preferred_modality": "text", "theme": "dark"}
    page = client.post("/settings/", sent, follow=True).content.decode()
    assert "Vos réglages sont enregistrés." in page
    assert '<html lang="fr"' in page
    assert "Bibliothèque" in client.get(school.url("library/")).content.decode()


@pytest.mark.parametrize("language", ["pt", "ar", "ja"])
def test_a_language_of_lessons_alone_has_english_pages(language, school, sign_in):
    school.dana.language = language
    school.dana.save()
    response = sign_in(school.dana).get("/settings/", headers={"Accept-Language": "de"})
    page = response.content.decode()
    assert '<html lang="en"\n      dir="ltr"' in page
    assert response["Content-Language"] == "en"
    assert "Lessons; these pages in English" in page
    assert f'<option value="{language}" selected>' in page


@pytest.mark.parametrize(
    ("asked", "language"),
    [("de-CH,en;q=0.5", "de"), ("pt-BR,es;q=0.8,en;q=0.5", "es"), ("ja", "en"), ("", "en")],
)
def test_signed_out_a_browser_is_obeyed(asked, language, client, both_databases):
    response = client.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{language}"' in response.content.decode()
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]


def test_one_person_s_language_is_not_the_next_one_s(school, client):
    school.dana.language = "de"
    school.dana.save()
    client.force_login(school.dana)
    client.get(school.url(""))
    assert translation.get_language() == "en"
    client.force_login(school.bob)
    assert '<html lang="en"' in client.get(school.url("")).content.decode()


def test_a_file_s_link_asks_for_nobody(school, sign_in, django_assert_num_queries):
    client = sign_in(school.dana)
    with django_assert_num_queries(0):
        response = client.get("/files/nonsense", headers={"Accept-Language": "fr"})
    assert response.json()["detail"].startswith("Ce lien n’est pas valide")


def test_text_of_a_book_says_its_own_language(german, client):
    client.force_login(german.dana)
    with scope(german.organization.pk):
        source = add_book(german.organization, german.bob, language="ar")
    page = client.get(german.url(f"library/{source.pk}/pages/0/")).content.decode()
    assert re.search(r'<div class="text-layer prose"[^>]* lang="ar" dir="rtl">', page)
    assert '<html lang="de"' in page


def test_numbers_and_dates_are_written_as_people_do(german, client):
    client.force_login(german.dana)
    with scope(german.organization.pk):
        source = add_source(german.organization, german.bob, page_count=1234)
    page = client.get(german.url(f"library/{source.pk}/")).content.decode()
    assert "1.234 Seiten" in page
    assert re.search(r"\d+\. \w+ 20\d\d", page)


def test_mail_is_in_the_language_of_who_gets_it(german, client):
    url, data = "/accounts/password/reset/", {"email": german.dana.email}
    client.post(url, data, headers={"Accept-Language": "fr"})
    assert "Passwort" in mail.outbox[0].body


def test_an_account_made_here_starts_in_the_language_it_was_made_in(client, both_databases):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de-AT"
    page = sign_up(client, email="eva@home.example")
    assert "So geht es los" in page.content.decode()
