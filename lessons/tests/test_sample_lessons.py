"""The lessons that a template brings: asked for once, kept while people read them, taken back."""

import pytest

from lessons import pipeline
from lessons.models import Lesson, LessonRequest
from lessons.provisioning import lacks
from library.models import StructureNode
from library.tests.factories import add_title
from organizations.models import Job
from organizations.scoping import catalogue_scope
from organizations.template_files import Template
from organizations.templating.applying import apply_template, difference, unapply_all

pytestmark = pytest.mark.django_db(databases=["default", "content"])
SUN = {"title": "The Sun", "source": "astronomy-2e", "chapter": "15", "modalities": ["text"]}


def template(version: int = 1, lessons=(SUN,)) -> Template:
    return Template.model_validate(
        {
            "slug": "test",
            "version": version,
            "title": "Test",
            "about": "For tests.",
            "types": ["school"],
            "sources": ["astronomy-2e"],
            "strategies": ["inquiry"],
            "lessons": lessons,
        }
    )


@pytest.fixture
def book(in_school):
    row = add_title("astronomy-2e", title="Astronomy")
    with catalogue_scope():
        chapter = StructureNode.objects.filter(source=row.source, kind="chapter").first()
        chapter.number = "15"
        chapter.save()
    return row.source


@pytest.fixture
def apply(in_school, django_capture_on_commit_callbacks):
    def call(chosen: Template) -> dict[str, str]:
        seen = difference(in_school.organization, chosen)
        with django_capture_on_commit_callbacks(execute=True):
            items = apply_template(
                organization=in_school.organization, template=chosen, by=in_school.alice
            )
        assert items == seen  # what is shown first is what is done
        in_school.organization.refresh_from_db()
        return {item.id: str(item.what) for item in items if item.part == "lessons"}

    return call


def test_it_works(apply, book, in_school):
    assert apply(template()) == {"lessons:The Sun": "add"}
    request = LessonRequest.objects.select_related("lesson").get()
    lesson = request.lesson
    assert (lesson.title, lesson.source_id, lesson.created_by) == (
        "The Sun", book.pk, in_school.alice,
    )  # fmt: skip
    with catalogue_scope():
        assert StructureNode.objects.get(pk=request.node_id).number == "15"
    assert request.modalities == ["text"]
    assert Job.objects.active().get(kind=pipeline.KIND).subject_id == request.pk


def test_applied_twice_it_is_made_once(apply, book):
    apply(template())
    assert apply(template()) == {"lessons:The Sun": "same"}
    assert Lesson.objects.count() == 1


def test_without_its_book_it_comes_with_it(apply, in_school):
    assert apply(template()) == {}
    with catalogue_scope():
        source = add_title("astronomy-2e", title="Astronomy").source
        StructureNode.objects.filter(source=source, kind="chapter").update(number="15")
    assert apply(template()) == {"lessons:The Sun": "add"}


def test_while_its_book_is_read_anew_it_stays(apply, book):
    apply(template())
    with catalogue_scope():
        type(book).objects.filter(pk=book.pk).update(state="reading")
    assert apply(template()) == {"lessons:The Sun": "same"}


def test_a_chapter_that_the_book_does_not_have_is_left_out(apply, book):
    lost = template(lessons=[SUN | {"chapter": "99"}])
    assert apply(lost) == {}
    assert lacks(lost) == ["“The Sun” is not made: “astronomy-2e” has no chapter 99."]
    assert lacks(template()) == []


def test_dropped_from_the_file_it_goes_until_there_is_something_to_read(apply, book):
    apply(template())
    assert apply(template(2, lessons=[])) == {"lessons:The Sun": "remove"}
    assert not Lesson.objects.exists()
    assert not Job.objects.active().filter(kind=pipeline.KIND).exists()
    apply(template(3))
    Lesson.objects.update(files={"html": "o/x/lessons/y/lesson.html"})
    assert apply(template(4, lessons=[])) == {"lessons:The Sun": "kept"}
    assert Lesson.objects.count() == 1


def test_removed_by_people_it_does_not_come_back(apply, book):
    apply(template())
    Lesson.objects.all().delete()
    assert apply(template()) == {"lessons:The Sun": "gone"}
    assert not Lesson.objects.exists()


def test_taken_back_with_the_rest(apply, book, in_school, django_capture_on_commit_callbacks):
    apply(template())
    with django_capture_on_commit_callbacks(execute=True):
        unapply_all(in_school.organization)
    assert not Lesson.objects.exists()
    assert not Job.objects.active().filter(kind=pipeline.KIND).exists()
