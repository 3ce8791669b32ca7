"""What a class's settings say of lessons is obeyed."""

import pytest

from lessons.models import Lesson
from lessons.strategies.registry import STRATEGIES
from library.tests.factories import add_book
from organizations.models import Grant
from organizations.tests.factories import add_class, membership


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def new_lesson(in_school, book):
    return in_school.url(f"lessons/new/?source={book.pk}")


@pytest.fixture
def school_class(in_school):
    bob, dana = (membership(in_school.organization, who) for who in (in_school.bob, in_school.dana))
    return add_class(bob, dana)


def set_to(school_class, **settings) -> None:
    school_class.settings = settings
    school_class.save()


def test_ways_of_teaching_are_offered_in_words(school_class, in_school, sign_in):
    client = sign_in(in_school.bob)
    form = client.get(in_school.url(f"classes/{school_class.pk}/settings/")).context["form"]
    offered = {name: str(words) for name, words in form.fields["strategy"].choices if name}
    assert offered == {name: str(each.label) for name, each in STRATEGIES.items()}
    usual = in_school.organization.options.strategies
    assert tuple(offered)[: len(usual)] == usual


SENT = {"part": "whole", "modalities": "text", "strategy": "inquiry", "language": "en"}


def test_it_works(school_class, new_lesson, in_school, sign_in):
    """A student asks for a lesson, which is theirs and their admins' to see."""
    client = sign_in(in_school.dana)
    assert client.post(new_lesson, SENT).status_code == 302
    lesson = Lesson.objects.get()
    url = in_school.url(f"lessons/{lesson.pk}/")
    seen = {
        name: sign_in(getattr(in_school, name)).get(url).status_code
        for name in ("dana", "bob", "alice")
    }
    assert seen == {"dana": 200, "bob": 404, "alice": 200}


def test_a_class_that_forbids_it_is_obeyed(school_class, new_lesson, in_school, sign_in):
    set_to(school_class, students_request_lessons=False)
    client = sign_in(in_school.dana)
    refused = client.post(new_lesson, SENT)
    assert refused.status_code == 403
    assert "Your teacher has switched this off." in refused.content.decode()
    assert not Lesson.objects.exists()
    assert "Make a lesson" not in client.get(in_school.url("lessons/")).content.decode()
    assert sign_in(in_school.bob).get(new_lesson).status_code == 200  # for students only
    set_to(school_class, students_request_lessons=True)
    assert sign_in(in_school.dana).post(new_lesson, SENT).status_code == 302


def test_an_organization_that_forbids_it_is_obeyed(new_lesson, in_school, sign_in):
    kept = in_school.organization.settings
    kept["features"] = [name for name in kept["features"] if name != "lessons_by_students"]
    in_school.organization.save()
    assert sign_in(in_school.dana).post(new_lesson, SENT).status_code == 403


def chosen(page, name: str) -> str:
    return page.context["form"][name].value()


def test_a_students_class_says_how_it_is_taught(school_class, new_lesson, in_school, sign_in):
    client = sign_in(in_school.dana)
    assert chosen(client.get(new_lesson), "strategy") == "direct_instruction"
    set_to(school_class, strategy="spiral_review")
    page = client.get(new_lesson)
    assert chosen(page, "strategy") == "spiral_review"


def test_for_a_class_its_settings_hold_and_it_is_shared(
    school_class, new_lesson, in_school, sign_in
):
    set_to(school_class, strategy="inquiry")
    client = sign_in(in_school.bob)
    page = client.get(f"{new_lesson}&class={school_class.pk}")
    assert chosen(page, "strategy") == "inquiry"
    assert chosen(page, "for_class") == school_class.pk
    client.post(new_lesson, SENT | {"for_class": school_class.pk})
    grant = Grant.objects.get()
    assert (grant.subject_id, grant.school_class) == (Lesson.objects.get().pk, school_class)


def test_a_class_says_in_which_language(school_class, in_school, sign_in):
    set_to(school_class, language="es")
    unknown = add_book(in_school.organization, in_school.bob, language="")
    page = sign_in(in_school.dana).get(in_school.url(f"lessons/new/?source={unknown.pk}"))
    assert chosen(page, "language") == "es"


def test_a_language_that_cannot_be_had_is_not_proposed(
    school_class, new_lesson, in_school, sign_in
):
    set_to(school_class, language="pl")
    assert chosen(sign_in(in_school.dana).get(new_lesson), "language") == "en"


def test_a_class_of_others_is_none(school_class, new_lesson, in_school, sign_in, charlie):
    foreign = add_class(charlie.memberships.get(), name="Far")
    client = sign_in(in_school.bob)
    assert client.get(f"{new_lesson}&class={foreign.pk}").status_code == 200
    refused = client.post(new_lesson, SENT | {"for_class": foreign.pk})
    assert refused.status_code == 422
    assert not Lesson.objects.exists()
