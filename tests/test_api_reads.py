"""What people and keys read by the API, and nobody else."""

import pytest

from lessons.tests.factories import add_lesson
from library.ingestion.queries import count_terms, set_terms
from library.models import ContentAtom
from library.retrieval.lexical import document_weights, terms
from library.tests.factories import add_book
from organizations.models import OrganizationKey, Role
from organizations.recipients import ROLE, Recipient
from organizations.scoping import scope
from organizations.services.grants import give_grant
from organizations.services.organizations import create_organization
from organizations.services.people import add_member
from organizations.tests.factories import membership
from tests.api import ask, is_problem, key_file, make_key, one_key, token  # noqa: F401  # fixtures


@pytest.fixture
def book(school):
    with scope(school.organization.pk):
        source = add_book(school.organization, school.bob)
        for atom in ContentAtom.objects.filter(source=source):
            words = terms(atom.text, atom.language)
            set_terms(source, [(atom.pk, sorted(set(words)), document_weights(words))])
        count_terms(source)
        return source


@pytest.fixture
def lesson(school, book):
    with scope(school.organization.pk):
        return add_lesson(book, school.bob)


READS = ["knowledge", "knowledge/{book}", "search?q=photosphere", "lessons", "lessons/{lesson}"]


@pytest.mark.parametrize("path", READS)
def test_who_may_read_what(path, school, charlie, book, lesson, client):
    path = path.format(book=book.pk, lesson=lesson.pk)
    here = {"X-Organization": school.organization.slug}
    expected = {"bob": 200, "alice": 200, "dana": 200}
    found = {
        name: ask(client, path, token(getattr(school, name)), headers=here).status_code
        for name in expected
    }
    assert found == expected
    assert is_problem(ask(client, path, token(charlie), headers=here), 404, "not_found")
    assert ask(client, path).status_code == 401
    own = ask(client, path, token(charlie))  # in charlie's own school
    assert own.status_code == (404 if "/" in path else 200)
    assert str(book.pk) not in own.content.decode()
    assert str(book.pk) in ask(client, path, token(school.bob)).content.decode()


def test_one_source_is_searched_alone(school, charlie, book, client):
    found = ask(client, f"search?q=photosphere&source={book.pk}", token(school.bob)).json()
    assert found[0]["source_id"] == str(book.pk)
    assert found[0]["page_label"] == "527"
    foreign = ask(client, f"search?q=photosphere&source={book.pk}", token(charlie))
    assert is_problem(foreign, 404, "not_found")


def test_long_lists_come_in_windows(school, client):
    with scope(school.organization.pk):
        made = [str(add_book(school.organization, school.bob, title=f"B{n}").pk) for n in range(3)]
    bearer = token(school.bob)
    first = ask(client, "knowledge?limit=2", bearer).json()
    rest = ask(client, f"knowledge?limit=2&cursor={first['next_cursor']}", bearer).json()
    assert {row["id"] for row in first["items"] + rest["items"]} == set(made)
    assert rest["next_cursor"] is None


def test_what_is_short_comes_in_windows_too(school, book, lesson, client):
    """Where one is, with where one lands first; the files of a lesson; who has a project."""
    lesson.files = {kind: f"lessons/{kind}" for kind in ("pdf", "html", "mp4")}
    lesson.save()
    with scope(school.organization.pk):
        by = membership(school.organization, school.bob)
        for role in ("teacher", "student"):
            to = Recipient(ROLE, role)
            give_grant(subject="source", subject_id=book.pk, to=to, level=1, by=by)
    add_member(
        organization=create_organization(name="Lakeside High"), user=school.bob, role=Role.TEACHER
    )
    bearer = token(school.bob)
    expected = {
        "organizations": ("slug", ["riverside-high", "lakeside-high"]),
        f"lessons/{lesson.pk}/files": ("kind", ["html", "mp4", "pdf"]),
        f"projects/{book.pk}/access": ("to", ["student", "teacher"]),
    }
    for path, (name, values) in expected.items():
        found, cursor = [], ""
        while cursor is not None:
            part = ask(client, f"{path}?limit=1&cursor={cursor}", bearer).json()
            found, cursor = found + part["items"], part["next_cursor"]
        assert [row[name] for row in found] == values
        for wrong in ("nonsense", "e30="):
            refused = ask(client, f"{path}?cursor={wrong}", bearer)
            assert is_problem(refused, 422, "invalid"), (path, wrong)


def test_somebody_s_own_source_is_theirs_alone(school, book, client):
    book.owner_id = school.bob.pk
    book.save()
    assert ask(client, f"knowledge/{book.pk}", token(school.bob)).status_code == 200
    for bearer in (token(school.alice), make_key(school)):
        assert ask(client, f"knowledge/{book.pk}", bearer).status_code == 404
        assert ask(client, "knowledge", bearer).json()["items"] == []


def test_a_key_reads_for_its_organization(school, charlie, book, lesson, client):
    key = make_key(school)
    for path in READS:
        found = ask(client, path.format(book=book.pk, lesson=lesson.pk), key)
        assert found.status_code == 200, path
        assert str(book.pk) in found.content.decode()
    me = ask(client, "me", key).json()
    assert (me["person"], me["key"]["name"]) == (None, "Timetable")
    theirs = {"X-Organization": charlie.memberships.get().organization.slug}
    assert is_problem(ask(client, "knowledge", key, headers=theirs), 404, "not_found")


@pytest.mark.parametrize("wanted", list(OrganizationKey.Scope.values))
def test_a_key_does_what_its_scopes_say(wanted, school, book, lesson, client):
    key = make_key(school, [wanted])
    needs = ["sources:read", "sources:read", "search", "lessons:read", "lessons:read"]
    for path, needed in zip(READS, needs, strict=True):
        found = ask(client, path.format(book=book.pk, lesson=lesson.pk), key)
        if needed == wanted:
            assert found.status_code == 200
        else:
            assert is_problem(found, 403, "forbidden")
            assert needed in found.json()["detail"]
