"""Where a person goes on."""

import re

import pytest

from lessons.tests.factories import add_lesson
from library.models import Source
from library.tests.factories import add_book, add_source
from organizations.models import Role
from organizations.services.organizations import create_organization
from organizations.services.people import add_member


def home(school, client) -> str:
    return client.get(school.url("")).content.decode()


def test_it_works(in_school, sign_in):
    source = add_book(in_school.organization, in_school.bob)
    add_lesson(source, in_school.bob, title="The Sun in five minutes")
    page = home(in_school, sign_in(in_school.dana))
    assert "Astronomy" in page
    assert "The Sun in five minutes" in page


def test_the_first_steps_are_a_teachers(in_school, sign_in):
    assert "Add a book." in home(in_school, sign_in(in_school.bob))
    page = home(in_school, sign_in(in_school.dana))
    assert "Add a book." not in page
    assert "Nothing here yet" in page


def test_what_is_read_now_stands_first(in_school, sign_in):
    add_source(in_school.organization, in_school.bob, title="Botany")
    processing = Source.State.PROCESSING
    add_source(in_school.organization, in_school.bob, title="Chemistry", state=processing)
    page = home(in_school, sign_in(in_school.bob))
    assert page.index("Being read now") < page.index("Chemistry") < page.index("Botany")


def test_a_person_of_two_schools_can_change_over(in_school, sign_in):
    assert "Change it" not in home(in_school, sign_in(in_school.bob))
    other = create_organization(name="Evening School")
    add_member(organization=other, user=in_school.bob, role=Role.TEACHER)
    page = home(in_school, sign_in(in_school.bob))
    assert "Change it" in page
    assert f"/o/{other.slug}/" in page


def test_its_queries_are_counted(in_school, sign_in, django_assert_num_queries):
    for _ in range(6):
        add_lesson(add_source(in_school.organization, in_school.bob), in_school.bob, files={})
    client = sign_in(in_school.bob)
    with (
        django_assert_num_queries(14, using="default"),
        django_assert_num_queries(4, using="content"),
    ):
        home(in_school, client)


@pytest.mark.parametrize("who", ["bob", "dana"])
def test_what_home_offers_can_be_opened(who, in_school, sign_in):
    add_lesson(add_book(in_school.organization, in_school.bob), in_school.bob)
    client = sign_in(getattr(in_school, who))
    here = in_school.url("")
    links = set(re.findall(r'href="([^"#?]+)', client.get(here).content.decode()))
    within = sorted(link for link in links if link.startswith(here))
    assert len(within) > 5
    assert {client.get(link).status_code for link in within} == {200}
