"""Asking for a lesson."""

import pytest

from lessons.models import Lesson, LessonRequest
from library.ingestion import keys
from library.ingestion.parsers.base import SectionKind
from library.models import Section, Source, StructureNode
from library.tests.factories import add_book, add_page, add_source


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def form_url(in_school, book):
    return in_school.url(f"lessons/new/?source={book.pk}")


def asked(**changes) -> dict:
    return {
        "part": "whole",
        "pages": "",
        "modalities": ["text"],
        "strategy": "inquiry",
        "language": "en",
    } | changes


def test_it_works(in_school, book, form_url, sign_in):
    response = sign_in(in_school.bob).post(form_url, asked())
    made = LessonRequest.objects.get()
    assert response["Location"] == in_school.url(f"lessons/{made.lesson_id}/")
    assert (made.modalities, made.strategy, made.node_id) == (["text"], "inquiry", None)


def test_it_carries_the_attribution_and_the_licence(in_school, book, form_url, sign_in):
    client = sign_in(in_school.bob)
    response = client.post(form_url, asked())
    page = client.get(response["Location"]).content.decode()
    assert "Access for free at openstax.org. · CC BY 4.0" in page


def test_a_chapter_is_chosen_by_its_link(in_school, book, form_url, sign_in):
    node = keys.node_id(book.pk, 2)
    client = sign_in(in_school.bob)
    form = client.get(f"{form_url}&node={node}").context["form"]
    assert form["part"].value() == str(node)
    client.post(form_url, asked(part=str(node)))
    assert LessonRequest.objects.get().node_id == node


def test_pages_are_taken_as_printed(in_school, form_url, sign_in):
    sign_in(in_school.bob).post(form_url, asked(part="pages", pages="527-528"))
    made = LessonRequest.objects.get()
    assert (made.first_page, made.last_page) == (0, 1)


@pytest.mark.parametrize(
    ("pages", "title"),
    [
        ("527", "15.1 The Structure of the Sun"),
        ("528", "15.2 The Photosphere"),
        ("527-528", "15 The Sun: A Garden-Variety Star"),
    ],
)
def test_a_lesson_on_pages_is_called_after_what_holds_them(
    in_school, book, form_url, sign_in, pages, title
):
    """Page 527 ends with the glossary of 15.1, on 528 begins 15.2."""
    kinds = StructureNode.Kind
    parts = StructureNode.objects.filter(source=book).exclude(kind=kinds.BOOK)
    chapter, section = parts.order_by("position")
    StructureNode.objects.filter(pk=section.pk).update(end_page=0)
    add_node(book, 3, chapter, title="Glossary", start_page=0, end_page=0)
    second = add_node(book, 4, chapter, number="15.2", title="The Photosphere", start_page=1)
    Section.objects.filter(source=book, page_index=1).update(node=second)
    sign_in(in_school.bob).post(form_url, asked(part="pages", pages=pages))
    assert Lesson.objects.get().title == title


def add_node(book: Source, position: int, parent: StructureNode, **fields) -> StructureNode:
    return StructureNode.objects.create(
        id=keys.node_id(book.pk, position),
        source=book,
        organization_id=book.organization_id,
        parent=parent,
        position=position,
        depth=parent.depth + 1,
        kind=StructureNode.Kind.SECTION,
        **({"end_page": 1} | fields),
    )


def test_defaults_are_the_persons(in_school, form_url, sign_in):
    in_school.bob.preferred_modality = "audio"
    in_school.bob.save()
    form = sign_in(in_school.bob).get(form_url).context["form"]
    assert form["modalities"].value() == ["text", "audio"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"modalities": []}, "Choose at least one."),
        ({"part": "pages"}, "Write the first and the last page"),
        ({"part": "pages", "pages": "900"}, "There is no page"),
        ({"language": "ja"}, "no language model is configured"),
        ({"strategy": "hypnosis"}, "Select a valid choice"),
        ({"part": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_made_is_said(changes, sentence, in_school, form_url, sign_in):
    response = sign_in(in_school.bob).post(form_url, asked(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not LessonRequest.objects.exists()


def test_a_book_that_is_not_read_yet_is_said_so(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.PROCESSING)
    url = in_school.url(f"lessons/new/?source={source.pk}")
    assert "Not read yet" in sign_in(in_school.bob).get(url).content.decode()


def test_without_a_book_one_is_chosen(in_school, book, sign_in):
    page = sign_in(in_school.bob).get(in_school.url("lessons/new/")).content.decode()
    assert f"?source={book.pk}" in page


def test_another_schools_book_is_not_there(in_school, form_url, charlie, sign_in):
    other = charlie.memberships.get(organization__type="school").organization
    url = form_url.replace(in_school.organization.slug, other.slug)
    assert sign_in(charlie).get(url).status_code == 404


def test_the_first_chapter_is_chosen_at_first_and_the_whole_says_how_long(
    in_school, book, form_url, sign_in
):
    client = sign_in(in_school.bob)
    response = client.get(form_url)
    form = response.context["form"]
    assert form["part"].value() == str(keys.node_id(book.pk, 1))
    assert dict(form.fields["part"].choices)["whole"] == "All of it, in about 1 minute"
    StructureNode.objects.filter(source=book, position=1).update(number="")
    add_page(book, 9, "9", ["A word or two. " * 3000] * 24, kind=SectionKind.TEXT)
    add_page(book, 10, "10", ["A heading"] * 30, kind=SectionKind.HEADING)
    form = client.get(form_url).context["form"]
    assert form["part"].value() == str(keys.node_id(book.pk, 1))
    assert dict(form.fields["part"].choices)["whole"] == "All of it, in about 12 minutes"


def test_a_numbered_chapter_goes_before_a_preface(in_school, book, form_url, sign_in):
    nodes = StructureNode.objects.filter(source=book)
    nodes.filter(position=1).update(number="", title="Preface")
    nodes.filter(position=2).update(kind="chapter", number="1")
    form = sign_in(in_school.bob).get(form_url).context["form"]
    assert form["part"].value() == str(keys.node_id(book.pk, 2))


def test_a_book_without_parts_is_taken_whole(in_school, book, form_url, sign_in):
    StructureNode.objects.filter(source=book).exclude(kind="book").delete()
    assert sign_in(in_school.bob).get(form_url).context["form"]["part"].value() == "whole"
