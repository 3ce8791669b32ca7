"""Who sees a source: everybody, one person, or those with a grant; in one organization only."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from conftest import add_to
from lessons.models import ChatMessage
from lessons.tests.factories import add_lesson, add_message, statement_of
from library.ingestion.queries import count_terms, set_terms
from library.models import ContentAtom, Source
from library.retrieval.lexical import document_weights, terms
from library.sharing import Audience, set_audience
from library.tests.factories import add_book
from organizations.models import AuditEntry, Class, Grant, Role
from organizations.recipients import CLASS, PERSON, ROLE, SCHOOL, Recipient
from organizations.services.grants import end_grants, give_grant
from organizations.services.leaving import deactivate
from organizations.sight import sight_of
from organizations.tests.factories import add_admin_of, add_class, add_school, membership
from project.errors import NotFound

VIEW, ANNOTATE, EDIT, ADMINISTER = Grant.Level


@pytest.fixture
def place(in_school):
    """Two schools with a class each; bob's book is restricted. eve is in the north, dana in
    bob's class of the south."""
    organization = in_school.organization
    bob, dana = membership(organization, in_school.bob), membership(organization, in_school.dana)
    north, south = add_school(organization, "North"), add_school(organization, "South")
    eve = add_to(organization, "eve", Role.STUDENT)
    tom = add_to(organization, "tom", Role.TEACHER)
    own = add_class(bob, dana, name="Bob's", school=south)
    other = add_class(
        membership(organization, tom), membership(organization, eve), name="Tom's", school=north
    )
    book = add_book(organization, in_school.bob, title="The Sun")
    index_words(book)
    set_audience(source=book, audience=Audience.CHOSEN, by=bob)
    return SimpleNamespace(
        school=in_school, organization=organization, bob=bob, dana=in_school.dana, eve=eve,
        tom=tom, north=north, south=south, own=own, other=other, book=book,
        lesson=add_lesson(book, in_school.bob),
        north_admin=add_admin_of(north, "nora"), south_admin=add_admin_of(south, "sue"),
    )  # fmt: skip


def index_words(book: Source) -> None:
    """So that its passages are found by their words."""
    atom = ContentAtom.objects.get(source=book)
    words = terms(atom.text, atom.language)
    set_terms(book, [(atom.pk, sorted(set(words)), document_weights(words))])
    count_terms(book)


def give(place, to: Recipient, level=VIEW, **more) -> Grant:
    alice = membership(place.organization, place.school.alice)
    return give_grant(
        subject=Grant.Subject.SOURCE,
        subject_id=place.book.pk,
        to=to,
        level=level,
        by=alice,
        **more,
    )


def sees(place, client) -> dict[str, bool]:
    """By each door: whether the signed-in person finds the book and its lesson there."""
    url = place.school.url
    book, lesson = f"library/{place.book.pk}/", f"lessons/{place.lesson.pk}/"
    doors = {
        "page": book,
        "reader": f"{book}pages/0/",
        "progress": f"{book}progress/",
        "lesson": lesson,
        "file": f"{lesson}files/pdf/",
        "captions": f"{lesson}captions.vtt",
    }
    found = {name: client.get(url(path)).status_code != 404 for name, path in doors.items()}
    found["list"] = b"The Sun" in client.get(url("library/")).content
    found["lessons"] = str(place.lesson.pk).encode() in client.get(url("lessons/")).content
    found["search"] = b"pages/0/?atom=" in client.get(url("library/?q=granules")).content
    asked = client.post(url(f"{book}ask/"), {"question": "How long does a granule live?"})
    found["ask"] = asked.status_code != 404
    return found


def of(place, person) -> bool:
    """Whether the person sees the book, by the resolver alone."""
    sight = sight_of(membership(place.organization, person), Grant.Subject.SOURCE)
    return Source.objects.seen_by(sight).filter(pk=place.book.pk).exists()


def test_it_works(place, sign_in):
    """Each door opens with the grant, and closes with it at once."""
    client = sign_in(place.dana)
    assert set(sees(place, client).values()) == {False}
    grant = give(place, Recipient(CLASS, str(place.own.pk)))
    assert set(sees(place, client).values()) == {True}
    grant.delete()
    assert set(sees(place, client).values()) == {False}


@pytest.mark.parametrize(
    ("kind", "key", "seen"),
    [
        (PERSON, "dana", {"dana"}),
        (CLASS, "own", {"dana"}),
        (SCHOOL, "north", {"eve", "tom"}),
        (ROLE, "student", {"dana", "eve"}),
        (ROLE, "teacher", {"tom"}),
    ],
)
def test_each_kind_of_grant_opens_it_to_its_people(place, kind, key, seen):
    keys = {
        PERSON: lambda: membership(place.organization, place.dana).pk,
        CLASS: lambda: place.own.pk,
        SCHOOL: lambda: place.north.pk,
        ROLE: lambda: key,
    }
    people = {"dana": place.dana, "eve": place.eve, "tom": place.tom}
    assert {name for name, person in people.items() if of(place, person)} == set()
    give(place, Recipient(kind, str(keys[kind]())))
    assert {name for name, person in people.items() if of(place, person)} == seen


def test_an_expired_grant_does_nothing(place):
    grant = give(place, Recipient(ROLE, "student"), expires_at=timezone.now() + timedelta(days=1))
    assert of(place, place.dana)
    Grant.objects.filter(pk=grant.pk).update(expires_at=timezone.now())
    assert not of(place, place.dana)


def test_a_class_that_is_over_opens_nothing(place):
    give(place, Recipient(CLASS, str(place.own.pk)))
    assert of(place, place.dana)
    Class.objects.update(archived_at=timezone.now())
    assert not of(place, place.dana)


def test_who_goes_loses_their_grants(place):
    person = membership(place.organization, place.dana)
    give(place, Recipient(PERSON, str(person.pk)))
    deactivate(person=person, by=membership(place.organization, place.school.alice))
    assert not Grant.objects.exists()


def test_another_organizations_grant_never_counts(place, charlie, sign_in):
    """Even a row that names our source, for somebody who is in both organizations."""
    theirs = charlie.memberships.get()
    Grant._base_manager.create(
        organization=theirs.organization,
        subject=Grant.Subject.SOURCE,
        subject_id=place.book.pk,
        level=ADMINISTER,
        role=Role.STUDENT,
    )
    assert not of(place, place.dana)
    response = sign_in(charlie).get(f"/o/{theirs.organization.slug}/library/{place.book.pk}/")
    assert response.status_code == 404


def test_a_school_of_another_organization_cannot_be_shared_with(place, charlie):
    foreign = add_school(charlie.memberships.get().organization, "Far")
    with pytest.raises(NotFound):
        give(place, Recipient(SCHOOL, str(foreign.pk)))
    assert not Grant._base_manager.exists()


@pytest.mark.parametrize(
    ("level", "rename", "delete", "share"),
    [(VIEW, 403, 403, 403), (EDIT, 302, 403, 403), (ADMINISTER, 302, 200, 200)],
)
def test_levels_are_obeyed(place, sign_in, level, rename, delete, share):
    give(place, Recipient(ROLE, "teacher"), level)
    client, url = sign_in(place.tom), place.school.url
    book = f"library/{place.book.pk}/"
    assert client.get(url(f"{book}sharing/")).status_code == share
    assert client.get(url(f"{book}delete/")).status_code == delete
    assert client.post(url(f"{book}rename/"), {"title": "Sun"}).status_code == rename
    place.book.refresh_from_db()
    assert place.book.title == ("Sun" if rename == 302 else "The Sun")


def test_admins_of_schools_see_what_is_shared_with_their_schools(place):
    assert of(place, place.school.alice)  # of the whole organization
    assert not of(place, place.north_admin)
    assert of(place, place.south_admin)  # where bob, who added it, teaches
    give(place, Recipient(CLASS, str(place.other.pk)))
    assert of(place, place.north_admin)


def test_what_is_shared_with_all_is_seen_by_admins_of_schools(place, sign_in):
    add_book(place.organization, place.tom, title="For all")
    page = sign_in(place.north_admin).get(place.school.url("library/"))
    assert b"For all" in page.content
    assert b"The Sun" not in page.content


def test_a_lesson_of_a_hidden_book_is_seen_where_it_is_shared_itself(place, sign_in):
    """Without links to the book, which stays hidden."""
    Grant.objects.create(
        organization=place.organization, subject="lesson", subject_id=place.lesson.pk,
        level=VIEW, school_class=place.own,
    )  # fmt: skip
    client = sign_in(place.dana)
    page = client.get(place.school.url(f"lessons/{place.lesson.pk}/"))
    assert page.status_code == 200
    assert str(place.book.pk).encode() not in page.content
    assert client.get(place.school.url(f"library/{place.book.pk}/")).status_code == 404


def test_a_question_that_waited_finds_nothing_of_a_book_that_was_closed(place, sign_in):
    grant = give(place, Recipient(ROLE, "student"))
    message = add_message(place.book, place.dana, state=ChatMessage.State.PENDING)
    grant.delete()
    page = sign_in(place.dana).get(place.school.url(f"messages/{message.pk}/")).content.decode()
    message.refresh_from_db()
    assert (message.state, message.statements, message.nearest) == ("done", [], [])
    assert str(place.book.pk) not in page


def test_an_answer_stays_without_the_words_of_a_book_that_was_closed(place, sign_in):
    grant = give(place, Recipient(ROLE, "student"))
    said = statement_of(place.book, "Granules are hot.")
    said["citations"][0]["quote"] = "Granules are the tops of columns"
    message = add_message(place.book, place.dana, state="done", statements=[said])
    url = place.school.url(f"messages/{message.pk}/")
    client = sign_in(place.dana)
    assert "tops of columns" in client.get(url).content.decode()
    grant.delete()
    page = client.get(url).content.decode()
    assert "Granules are hot." in page
    assert "tops of columns" not in page
    assert str(place.book.pk) not in page


def test_commands_see_no_more(place, capsys):
    asked = ["search", "granules", "--as", place.dana.email, "--json"]
    call_command(*asked)
    assert capsys.readouterr().out.strip() == "[]"
    give(place, Recipient(ROLE, "student"))
    call_command(*asked)
    assert str(place.book.pk) in capsys.readouterr().out


def test_the_resolver_is_one_query_by_an_index(place, django_assert_num_queries):
    rows = [
        Grant(
            organization=place.organization,
            subject="source",
            subject_id=UUID(int=number),
            level=VIEW,
            school_class=place.other,
        )
        for number in range(4000)
    ]
    Grant.objects.bulk_create(rows)
    give(place, Recipient(CLASS, str(place.own.pk)))
    person = membership(place.organization, place.dana)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_grant")
    with django_assert_num_queries(1) as captured:
        assert set(sight_of(person, Grant.Subject.SOURCE).levels) == {place.book.pk}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {captured.captured_queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on organizations_grant" not in plan


def test_what_is_given_changed_and_revoked_is_on_the_record(place):
    grant = give(place, Recipient(ROLE, "student"))
    again = give(place, Recipient(ROLE, "student"), EDIT)
    assert (again.pk, again.level) == (grant.pk, EDIT)
    actions = AuditEntry.objects.filter(action__startswith="grants.").order_by("at")
    assert list(actions.values_list("action", flat=True)) == ["grants.given", "grants.changed"]


def test_grants_end_with_what_they_are_on(place):
    give(place, Recipient(ROLE, "student"))
    assert end_grants(Grant.Subject.SOURCE, [place.book.pk]) == 1
    assert not of(place, place.dana)


def test_the_same_file_may_stand_beside_a_restricted_one(place):
    """Who cannot see it is not told of it; opened to all, one of the two has to go."""
    same = add_book(place.organization, place.tom, title="Again", sha256=place.book.sha256)
    assert Source.objects.filter(sha256=same.sha256).count() == 2
