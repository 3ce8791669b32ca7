"""The front door, and django-allauth's pages in the product's look."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.tests.signing_up import sign_up

PAGES = ["login", "signup", "password/reset", "password/reset/done", "inactive", "confirm-email"]


def test_a_stranger_sees_the_front_page(client, both_databases):
    page = client.get("/").content.decode()
    assert "Lessons from the books" in page
    assert "/accounts/login/" in page


def test_who_is_signed_in_goes_home(school, sign_in):
    assert sign_in(school.dana).get("/")["Location"] == school.url("")


def test_who_belongs_nowhere_gets_a_place(school, sign_in):
    school.dana.memberships.all().delete()
    response = sign_in(school.dana).get("/", follow=True)
    assert response.status_code == 200
    assert school.dana.memberships.get().organization.type == "personal"


def test_who_was_let_go_is_told_and_gets_a_place_only_by_asking(school, sign_in):
    school.dana.memberships.update(ended_at=timezone.now())
    client = sign_in(school.dana)
    page = client.get("/").content.decode()
    assert "You were in Riverside High until" in page
    assert school.dana.memberships.count() == 1
    client.post("/own-place/")
    kinds = {each.organization.type for each in school.dana.memberships.all()}
    assert kinds == {"school", "personal"}
    assert client.get("/")["Location"] != school.url("")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_ours(name, client, both_databases):
    page = client.get(f"/accounts/{name}/", follow=True).content.decode()
    assert 'class="topbar' in page
    inline = r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle="
    assert not re.findall(inline, page)


@pytest.mark.parametrize("name", ["email", "password/change", "logout", "reauthenticate"])
def test_a_page_of_the_account_is_ours(name, school, sign_in):
    page = sign_in(school.dana).get(f"/accounts/{name}/").content.decode()
    assert 'class="topbar' in page
    assert 'class="button' in page


def test_signing_up_leads_to_a_library_of_ones_own(client, both_databases):
    page = sign_up(client, email="eva@home.example").content.decode()
    assert "How it begins" in page
    assert "Eva" in page


def test_a_wrong_password_says_so(school, client):
    sent = {"login": school.dana.email, "password": "not the password"}
    page = client.post("/accounts/login/", sent).content.decode()
    assert 'role="alert"' in page
    assert "sessionid" not in client.cookies


def test_a_forgotten_password_is_replaced_by_mail(school, client):
    client.post("/accounts/password/reset/", {"email": school.dana.email})
    path = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]
    form = client.get(path, follow=True)
    assert "Choose a new password" in form.content.decode()
    new = "another long password"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(pk=school.dana.pk).check_password(new)
