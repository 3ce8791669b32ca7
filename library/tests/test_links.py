"""A source by link: who makes one, what it opens, and when it stops."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from library import services
from library.sharing import Audience, set_audience
from library.tests.factories import add_book
from organizations.models import AuditEntry, Membership, SharingLink
from organizations.scoping import scope
from organizations.tests.factories import membership


@pytest.fixture
def open_school(school):
    """Links are off in a school until its admins allow them."""
    school.organization.settings["features"] = [*school.organization.settings["features"], "links"]
    school.organization.save()
    return school


@pytest.fixture
def book(school):
    with scope(school.organization.pk):
        return add_book(school.organization, school.bob, title="Optics")


@pytest.fixture
def outside():
    return Client()


def make(client, school, book, **sent) -> str:
    """The address of a new link, as its page shows it once."""
    client.force_login(school.bob)
    answer = client.post(school.url(f"library/{book.pk}/links/"), {"days": "7"} | sent)
    assert answer.status_code == 200, answer.content.decode()
    made = answer.context["made"]
    assert made in answer.content.decode()
    return made.removeprefix("http://testserver")


def test_it_works(open_school, book, client, outside):
    url = make(client, open_school, book)
    first = outside.get(url, follow=True)
    assert first.status_code == 200
    assert "Optics" in first.content.decode()
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    assert outside.get(f"{url}pages/0/").status_code == 200
    assert outside.get(f"{url}pages/99/").status_code == 404
    for inside in (f"library/{book.pk}/", f"library/{book.pk}/pages/0/", "library/"):
        assert outside.get(open_school.url(inside)).status_code == 302  # to the sign-in
    token = url.split("/")[-2]
    assert token not in str(SharingLink._base_manager.values().get())
    actions = AuditEntry._base_manager.values_list("action", flat=True)
    assert "links.made" in actions


def test_a_school_has_to_allow_it_first(school, book, client):
    client.force_login(school.bob)
    assert client.post(school.url(f"library/{book.pk}/links/"), {"days": "7"}).status_code == 403
    assert "/links/" not in client.get(school.url(f"library/{book.pk}/")).content.decode()
    assert not SharingLink._base_manager.exists()


def test_only_who_administers_it_makes_links(open_school, book, client):
    for user in (open_school.dana,):
        client.force_login(user)
        path = open_school.url(f"library/{book.pk}/links/")
        assert client.get(path).status_code == 403
        assert client.post(path, {"days": "7"}).status_code == 403


def revoked(school, book):
    with scope(school.organization.pk):
        link = SharingLink.objects.get()
    return school.url(f"library/{book.pk}/links/{link.pk}/revoke/")


@pytest.mark.parametrize("how", ["revoked", "switched off", "maker left", "deleted", "alone"])
def test_it_stops_at_once(how, open_school, book, client, outside):
    url = make(client, open_school, book)
    page = f"{url}pages/0/"
    assert outside.get(page).status_code == 200
    here = open_school.organization
    with scope(here.pk):
        if how == "revoked":
            client.post(revoked(open_school, book))
        elif how == "switched off":
            here.settings["features"] = [f for f in here.settings["features"] if f != "links"]
            here.save()
        elif how == "maker left":
            Membership.objects.filter(user=open_school.bob).update(ended_at=timezone.now())
        elif how == "deleted":
            services.delete_source(book)
        else:
            by = membership(here, open_school.bob)
            set_audience(source=book, audience=Audience.ALONE, by=by)
    assert outside.get(page).status_code == 404
    assert outside.get(url).status_code == 404


def test_it_runs_out(open_school, book, client, outside):
    url = make(client, open_school, book, days="1")
    with time_machine.travel(timezone.now() + timedelta(hours=23), tick=False):
        assert outside.get(f"{url}pages/0/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert outside.get(f"{url}pages/0/").status_code == 404


def test_a_password_is_asked_for_and_guessing_is_stopped(open_school, book, client, outside):
    url = make(client, open_school, book, password="let me read")
    assert "let me read" not in str(SharingLink._base_manager.values().get())
    asked = outside.get(f"{url}pages/0/")
    assert (asked.status_code, asked["Location"]) == (302, url)
    assert "Optics" not in outside.get(url).content.decode()
    assert outside.post(url, {"password": "wrong"}).status_code == 422
    assert outside.post(url, {"password": "let me read"}).status_code == 302
    assert outside.get(f"{url}pages/0/").status_code == 200
    other = Client()
    assert other.get(f"{url}pages/0/").status_code == 302  # it was opened for that browser alone
    found = [other.post(url, {"password": f"guess {n}"}).status_code for n in range(11)]
    assert found[-1] == 429
    assert other.post(url, {"password": "let me read"}).status_code == 429


def test_a_short_password_is_none(open_school, book, client):
    client.force_login(open_school.bob)
    sent = {"days": "7", "password": "short"}
    answer = client.post(open_school.url(f"library/{book.pk}/links/"), sent)
    assert answer.status_code == 422
    assert not SharingLink._base_manager.exists()


def test_a_made_up_link_opens_nothing(open_school, book, outside):
    assert outside.get("/s/nonsense/").status_code == 404
    assert outside.get("/s/nonsense/pages/0/picture/").status_code == 404
