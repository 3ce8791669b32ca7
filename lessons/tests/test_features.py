"""What an organization has switched off, or a flag holds back, is not shown and not done."""

import pytest

from conftest import School
from lessons.models import ChatMessage, LessonRequest
from library.tests.factories import add_book
from organizations.models import FeatureFlag, Invitation, Role
from organizations.scoping import scope
from organizations.services.inviting import roles_to_offer

ALL = {"ask", "lessons_by_students", "video", "guardians", "join_codes", "domain_join", "api"}


@pytest.fixture
def book(school):
    with scope(school.organization.pk):
        return add_book(school.organization, school.bob)


def switch_off(school: School, feature: str) -> None:
    school.organization.settings["features"] = sorted(ALL - {feature})
    school.organization.save()


def hold_back(school: School, feature: str) -> None:
    FeatureFlag.objects.create(name=feature, everyone=False).flush()


@pytest.mark.parametrize("stop", [switch_off, hold_back])
def test_questions(stop, school, book, sign_in):
    client = sign_in(school.bob)
    at = school.url(f"library/{book.pk}/")
    ask = school.url(f"library/{book.pk}/ask/")
    assert ask in client.get(at).content.decode()
    stop(school, "ask")
    page = client.get(at).content.decode()
    assert ask not in page
    assert (school.url("chats/") in page) == (stop is hold_back)  # the bar asks no flags
    assert client.post(ask, {"question": "What is a star?"}).status_code == 403
    with scope(school.organization.pk):
        assert not ChatMessage.objects.exists()


@pytest.mark.parametrize("stop", [switch_off, hold_back])
def test_videos(stop, school, book, sign_in):
    client = sign_in(school.bob)
    form = school.url(f"lessons/new/?source={book.pk}")
    assert 'value="video"' in client.get(form).content.decode()
    stop(school, "video")
    page = client.get(form).content.decode()
    assert 'value="video"' not in page and 'value="audio"' in page
    sent = {"part": "whole", "modalities": ["text", "video"]}
    assert client.post(form, sent).status_code == 422
    with scope(school.organization.pk):
        assert not LessonRequest.objects.exists()


def test_guardians(school, sign_in):
    client = sign_in(school.alice)
    switch_off(school, "guardians")
    owner = school.organization.memberships.select_related("organization").get(user=school.alice)
    assert Role.GUARDIAN not in roles_to_offer(owner)
    sent = {"emails": "p@home.example", "role": "guardian"}
    assert client.post(school.url("people/invite/"), sent).status_code == 403
    with scope(school.organization.pk):
        assert not Invitation.objects.exists()
