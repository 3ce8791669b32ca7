"""Manage → People: found, filtered, paged, in a fixed number of queries."""

import pytest
from django.db import connection
from django.utils import timezone

from conftest import add_to
from organizations.models import AuditEntry, ClassMember, Membership, Role
from organizations.selectors.people import PeopleFilter, list_people
from organizations.services.students import add_students
from organizations.tests.factories import (
    add_admin_of,
    add_class,
    add_people,
    add_school,
    membership,
)


def people(client, school, query="") -> str:
    answer = client.get(school.url(f"people/{query}"))
    assert answer.status_code == 200
    return answer.content.decode()


def names(page: str) -> list[str]:
    return [name for name in ("Alice", "Bob", "Dana", "Nina", "Ann Lee") if f">{name}</a>" in page]


def test_it_works(in_school, sign_in):
    page = people(sign_in(in_school.alice), in_school)
    assert names(page) == ["Alice", "Bob", "Dana"]
    assert "1–3 of 3 people" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=bo", ["Bob"]),
        ("?q=BOB", ["Bob"]),
        ("?q=dana@riverside", ["Dana"]),
        ("?q=ann.l", ["Ann Lee"]),
        ("?q=lee ann", ["Ann Lee"]),
        ("?q=nobody", []),
        ("?q=%27%3A%2A%20|%20!", []),
        ("?role=teacher", ["Bob"]),
        ("?role=student&q=da", ["Dana"]),
        ("?state=ended", []),
        ("?role=nonsense&state=%00&school=x&page=-1", ["Alice", "Bob", "Dana", "Ann Lee"]),
        ("?page=99999", ["Alice", "Bob", "Dana", "Ann Lee"]),
    ],
)
def test_found_by_name_email_login_name_and_filters(in_school, sign_in, query, found):
    made = add_class(membership(in_school.organization, in_school.bob))
    add_students(school_class=made, names=["Ann Lee"])
    page = people(sign_in(in_school.alice), in_school, query)
    assert names(page) == found
    if not found:
        assert "Nobody" in page


def test_by_class_by_school_and_by_state(in_school, sign_in):
    bob, dana = (membership(in_school.organization, u) for u in (in_school.bob, in_school.dana))
    made = add_class(bob, dana)
    north = add_school(in_school.organization, "North")
    bob.schools.add(north)
    client = sign_in(in_school.alice)
    assert names(people(client, in_school, f"?school_class={made.pk}")) == ["Bob", "Dana"]
    assert names(people(client, in_school, f"?school={north.pk}")) == ["Bob"]
    Membership.objects.filter(pk=dana.pk).update(ended_at=timezone.now())
    assert names(people(client, in_school)) == ["Alice", "Bob"]
    assert names(people(client, in_school, "?state=ended")) == ["Dana"]
    assert names(people(client, in_school, "?state=all")) == ["Alice", "Bob", "Dana"]


def test_htmx_gets_the_list_alone(in_school, sign_in):
    answer = sign_in(in_school.alice).get(in_school.url("people/"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.strip().startswith('<div id="people">')
    assert "HX-Request" in answer["Vary"]


def test_pages_of_fifty_with_as_many_queries_for_more(
    in_school, sign_in, django_assert_num_queries
):
    client = sign_in(in_school.alice)
    add_people(in_school.organization, 40)
    with django_assert_num_queries(17):
        people(client, in_school)
    add_people_more(in_school)
    with django_assert_num_queries(17):
        page = people(client, in_school)
    assert page.count("row-tick") == 50
    assert "After these" in page
    last = people(client, in_school, "?page=3")
    assert "101–103 of 103 people" in last


def add_people_more(school) -> None:
    for number in range(60):
        add_to(school.organization, f"x{number:02}", Role.STUDENT)


def test_the_search_uses_the_index_of_words(in_school):
    """As the planner has it once there are many; an index it could not use would stay unused."""
    alice = membership(in_school.organization, in_school.alice)
    rows = list_people(alice, PeopleFilter(query="pupil 00017"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "user_words" in rows.explain()


def test_the_first_page_is_read_in_the_order_of_an_index(in_school):
    alice = membership(in_school.organization, in_school.alice)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "user_by_name" in list_people(alice, PeopleFilter())[:50].explain()


def test_an_admin_of_a_school_sees_its_people_only(in_school, sign_in):
    north = add_school(in_school.organization, "North")
    nina = add_admin_of(north, "nina")
    bob, dana = (membership(in_school.organization, u) for u in (in_school.bob, in_school.dana))
    client = sign_in(nina)
    assert names(people(client, in_school)) == ["Nina"]
    assert client.get(in_school.url(f"people/{dana.pk}/")).status_code == 404
    dana.schools.add(north)
    assert names(people(client, in_school)) == ["Dana", "Nina"]
    assert client.get(in_school.url(f"people/{dana.pk}/")).status_code == 200
    assert client.get(in_school.url(f"people/{bob.pk}/")).status_code == 404


def test_a_person_s_page_tells_their_history(in_school, sign_in):
    dana = membership(in_school.organization, in_school.dana)
    made = add_class(membership(in_school.organization, in_school.bob), dana)
    client = sign_in(in_school.alice)
    client.post(in_school.url(f"people/{dana.pk}/deactivate/"))
    client.post(in_school.url(f"people/{dana.pk}/reactivate/"))
    page = client.get(in_school.url(f"people/{dana.pk}/")).content.decode()
    for said in ("Deactivated", "Reactivated", "Bob → Dana", made.name):
        assert said in page
    entry = AuditEntry.objects.get(action="people.deactivated")
    assert (entry.actor, entry.door[:4]) == (in_school.alice, "POST")


def test_many_at_once_or_nobody(in_school, sign_in, charlie):
    bob, dana = (membership(in_school.organization, u) for u in (in_school.bob, in_school.dana))
    alice = membership(in_school.organization, in_school.alice)
    client, url = sign_in(in_school.alice), in_school.url("people/bulk/")
    foreign = charlie.memberships.get()
    for ids, status in (
        ([], 422),
        ([bob.pk, foreign.pk], 404),
        ([bob.pk, 10**30], 404),
        ([bob.pk, alice.pk], 409),
    ):
        answer = client.post(url, {"do": "deactivate", "person": ids})
        assert answer.status_code == status, ids
        bob.refresh_from_db()
        assert bob.is_active
    assert client.post(url, {"do": "deactivate", "person": [bob.pk, dana.pk]}).status_code == 302
    assert Membership.objects.filter(pk__in=[bob.pk, dana.pk], ended_at=None).count() == 0


def test_those_who_are_ticked_are_added_to_a_class(in_school, sign_in, charlie):
    bob, dana = (membership(in_school.organization, u) for u in (in_school.bob, in_school.dana))
    made = add_class(bob)
    theirs = add_class(charlie.memberships.select_related("organization").get())
    client, url = sign_in(in_school.alice), in_school.url("people/bulk/")
    sent = {"do": "add", "person": [dana.pk], "school_class": str(theirs.pk)}
    assert client.post(url, sent).status_code == 404
    assert client.post(url, sent | {"school_class": ""}).status_code == 422
    sent["school_class"] = str(made.pk)
    assert client.post(url, sent | {"person": [bob.pk, dana.pk]}).status_code == 422  # mixed
    assert not ClassMember.objects.filter(membership=dana).exists()
    assert client.post(url, sent).status_code == 302
    assert ClassMember.objects.get(membership=dana).school_class == made
