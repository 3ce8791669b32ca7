"""Who sees this, in the browser."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from lessons.models import Lesson
from lessons.tests.factories import add_lesson
from library.models import Source
from library.tests.factories import add_book
from organizations.models import Grant
from organizations.tests.factories import add_class, membership


@pytest.fixture
def place(in_school):
    bob, dana = (membership(in_school.organization, who) for who in (in_school.bob, in_school.dana))
    book = add_book(in_school.organization, in_school.bob, title="The Sun")
    lesson = add_lesson(book, in_school.bob)
    return SimpleNamespace(
        book=book,
        lesson=lesson,
        url=lambda path: in_school.url(f"library/{book.pk}/{path}"),
        lesson_url=lambda path: in_school.url(f"lessons/{lesson.pk}/{path}"),
        school_class=add_class(bob, dana),
        dana=in_school.dana,
        bob=in_school.bob,
    )


def test_it_works(place, sign_in):
    """Restricted, shared with a class, changed, revoked; each shows on the page."""
    client = sign_in(place.bob)
    client.post(place.url("audience/"), {"audience": "chosen"})
    page = client.get(place.url("")).content.decode()
    assert "With nobody yet" in page
    sent = {"to": f"class:{place.school_class.pk}", "level": 1}
    assert client.post(place.url("sharing/"), sent).status_code == 302
    grant = Grant.objects.get()
    assert "Physics 2b" in client.get(place.url("")).content.decode()
    until = timezone.localdate() + timedelta(days=3)
    prefix = f"g{grant.pk.hex}"
    sent = {f"{prefix}-level": 3, f"{prefix}-until": until.isoformat()}
    client.post(place.url(f"sharing/{grant.pk}/"), sent)
    grant.refresh_from_db()
    assert grant.level == Grant.Level.EDIT
    assert timezone.localtime(grant.expires_at).date() == until + timedelta(days=1)
    client.post(place.url(f"sharing/{grant.pk}/revoke/"))
    assert not Grant.objects.exists()


def test_one_person_by_what_they_sign_in_with(place, sign_in):
    client = sign_in(place.bob)
    client.post(place.url("audience/"), {"audience": "chosen"})
    sent = {"person": place.dana.email.upper(), "level": 1}
    assert client.post(place.url("sharing/"), sent).status_code == 302
    assert Grant.objects.get().membership.user == place.dana
    assert sign_in(place.dana).get(place.url("")).status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"level": 1}, "one of the two"),
        ({"level": 1, "person": "nobody@x.example"}, "Nobody with whom you can share"),
        ({"level": 1, "to": "class:7f3f7c1e-0000-4000-8000-000000000000"}, "Select a valid choice"),
        ({"level": 9, "to": "role:student"}, "Select a valid choice"),
        ({"level": 1, "to": "role:student", "until": "2001-01-01"}, "from today on"),
        ({"level": 1, "to": "role:owner"}, "Select a valid choice"),
    ],
)
def test_nonsense_is_refused_in_words(place, sign_in, sent, said):
    response = sign_in(place.bob).post(place.url("sharing/"), sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Grant.objects.exists()


def test_only_me_ends_what_was_shared(place, sign_in):
    client = sign_in(place.bob)
    client.post(place.url("sharing/"), {"to": "role:student", "level": 3})
    client.post(place.url("audience/"), {"audience": "alone"})
    assert not Grant.objects.exists()
    assert sign_in(place.dana).get(place.url("")).status_code == 404


def test_an_admin_does_not_take_a_source_for_themselves(place, in_school, sign_in):
    response = sign_in(in_school.alice).post(place.url("audience/"), {"audience": "alone"})
    assert response.status_code == 422
    assert Source.objects.get().owner_id is None


def test_the_same_file_twice_for_all_is_refused(place, in_school, sign_in):
    client = sign_in(place.bob)
    client.post(place.url("audience/"), {"audience": "chosen"})
    add_book(in_school.organization, in_school.alice, sha256=place.book.sha256)
    response = client.post(place.url("audience/"), {"audience": "everybody"})
    assert response.status_code == 409
    assert Source.objects.get(pk=place.book.pk).is_restricted


def test_a_lesson_is_kept_from_who_sees_its_book(place, sign_in):
    client = sign_in(place.bob)
    client.post(place.lesson_url("audience/"), {"audience": "chosen"})
    assert sign_in(place.dana).get(place.lesson_url("")).status_code == 404
    client = sign_in(place.bob)
    sent = {"to": f"class:{place.school_class.pk}", "level": 1}
    assert client.post(place.lesson_url("sharing/"), sent).status_code == 302
    assert "Physics 2b" in client.get(place.lesson_url("")).content.decode()
    dana = sign_in(place.dana)
    assert dana.get(place.lesson_url("")).status_code == 200
    assert dana.get(place.lesson_url("sharing/")).status_code == 403
    sign_in(place.bob).post(place.lesson_url("audience/"), {"audience": "maker"})
    assert sign_in(place.dana).get(place.lesson_url("")).status_code == 404


def test_lessons_of_a_restricted_book_outlive_it_for_the_same_people(place, in_school, sign_in):
    client = sign_in(place.bob)
    client.post(place.url("audience/"), {"audience": "chosen"})
    client.post(place.url("sharing/"), {"to": f"class:{place.school_class.pk}", "level": 1})
    client.post(place.url("delete/"), {"made": "keep"})
    place.lesson.refresh_from_db()
    assert place.lesson.seen_by == Lesson.SeenBy.CHOSEN
    assert not Grant.objects.filter(subject="source").exists()
    assert sign_in(place.dana).get(place.lesson_url("")).status_code == 200
    Grant.objects.filter(school_class=place.school_class).delete()
    assert sign_in(place.dana).get(place.lesson_url("")).status_code == 404


def test_another_answers_for_it(place, in_school, sign_in):
    client = sign_in(place.bob)
    refused = client.post(place.url("transfer/"), {"person": place.dana.email})
    assert (refused.status_code, Source.objects.get().added_by_id) == (422, place.bob.pk)
    client.post(place.url("transfer/"), {"person": in_school.alice.email})
    assert Source.objects.get().added_by_id == in_school.alice.pk
