"""A lesson to watch without an account, and nothing beside it."""

import re

import pytest
from django.test import Client

from lessons.models import Lesson
from lessons.public import make_public
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations.scoping import scope
from project.errors import Conflict


@pytest.fixture
def lessons(school):
    """One that is shown, and one that is not."""
    with scope(school.organization.pk):
        book = add_book(school.organization, school.bob, title="Astronomy")
        shown, hidden = (add_lesson(book, school.bob, title=title) for title in ("Sun", "Moon"))
        make_public(shown)
    return shown, hidden


def test_it_works(school, lessons, client):
    shown, _hidden = lessons
    front = client.get("/").content.decode()
    assert f"/watch/{shown.pk}/" in front
    page = client.get("/watch/", follow=True)
    html = page.content.decode()
    assert "Granules rise, 1." in html and "p. 527" in html
    captions = re.search(r'src="(/watch/[^"]+captions.vtt)"', html)[1]
    assert client.get(captions).content.startswith(b"WEBVTT")
    media = set(re.findall(r'src="(/files/[^"]+)"', html))
    assert len(media) == 2
    assert {client.get(url).status_code for url in media} == {200}


def test_nothing_of_the_school_is_on_it(school, lessons, client):
    html = client.get(f"/watch/{lessons[0].pk}/").content.decode()
    for word in (school.organization.name, school.organization.slug, "Bob", str(school.bob.pk),
                 str(lessons[0].source_id), str(lessons[1].pk)):  # fmt: skip
        assert word not in html


def test_what_is_not_shown_is_not_there(school, lessons, client):
    shown, hidden = lessons
    for path in ("", "captions.vtt", "figures/1/"):
        assert client.get(f"/watch/{hidden.pk}/{path}").status_code == 404
    assert client.get(school.url(f"lessons/{shown.pk}/")).status_code == 302  # asks to sign in
    with scope(school.organization.pk):
        Lesson.objects.filter(pk=shown.pk).update(public_since=None)
    assert client.get(f"/watch/{shown.pk}/").status_code == 404
    assert client.get("/watch/").status_code == 404
    assert "/watch/" not in client.get("/").content.decode()


def test_platform_staff_say_which(school, lessons):
    hidden = lessons[1]
    client = Client()
    school.alice.is_staff = True
    school.alice.save()
    client.force_login(school.alice)
    sent = {"action": "show_to_everybody", "_selected_action": [str(hidden.pk)]}
    client.post("/admin/lessons/lesson/", sent)
    assert client.get(f"/watch/{hidden.pk}/").status_code == 200
    client.post("/admin/lessons/lesson/", sent | {"action": "hide_from_everybody"})
    assert client.get(f"/watch/{hidden.pk}/").status_code == 404


def test_one_that_is_not_made_is_not_shown(school, lessons):
    with scope(school.organization.pk):
        making = Lesson.objects.get(pk=lessons[1].pk)
        making.state = Lesson.State.MAKING
        with pytest.raises(Conflict):
            make_public(making)
