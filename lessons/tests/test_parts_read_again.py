"""A source that is read again and has other parts: lessons stay with theirs, or with its pages."""

import pymupdf
import pytest

from lessons.models import LessonRequest
from lessons.tests.factories import add_lesson, add_request
from library import services, uploads
from library.ingestion.parts import settle_gone
from library.ingestion.tests import pdfs
from library.models import Source, StructureNode
from organizations import jobs
from organizations.registries import reference_checks
from project import storage


@pytest.fixture
def book(in_school, tmp_path) -> Source:
    """Chapters 1 to 3, of three pages each."""
    path = pdfs.book(tmp_path / "b.pdf", 9)
    source = uploads.add_file(
        path=path, user=in_school.bob, organization=in_school.organization
    ).source
    return read(source)


def read(source: Source) -> Source:
    while jobs.work("ingestion"):
        pass
    source.refresh_from_db()
    assert source.state == Source.State.READY
    return source


def parts(source: Source) -> dict:
    nodes = StructureNode.objects.filter(source=source).order_by("position")
    return {node.title.split()[-1]: node for node in nodes}


def lessons(source: Source, user) -> dict[str, LessonRequest]:
    return {
        name: add_request(add_lesson(source, user), user, node_id=node.pk)
        for name, node in parts(source).items()
    }


def give_other_file(source: Source, path, *, title: str) -> None:
    """Without the second chapter, and with another title of the third."""
    document = pymupdf.open(path)
    document.delete_pages(3, 5)
    document.set_toc([[1, "1 The Chapter of Number 1", 1], [1, title, 4]])
    storage.save_file(source.file_key, pdfs.save(document, path.with_name("shorter.pdf")))
    services.retry_ingestion(source)
    read(source)


def where(request: LessonRequest) -> tuple:
    request.refresh_from_db()
    return request.node_id, request.first_page, request.last_page


def test_a_lesson_goes_with_its_part_or_keeps_the_pages_of_one_that_is_gone(
    book, in_school, tmp_path
):
    before, made = parts(book), lessons(book, in_school.bob)

    give_other_file(book, tmp_path / "b.pdf", title="2 The Chapter of Number 3")

    after = parts(book)
    assert [node.position for node in after.values()] == [0, 1, 2]
    assert {name: node.pk for name, node in after.items()} == {
        name: node.pk for name, node in before.items() if name != "2"
    }
    assert where(made["3"]) == (before["3"].pk, None, None)
    assert where(made["Virtue"]) == (before["Virtue"].pk, None, None)
    assert where(made["2"]) == (None, 3, 5)
    [check] = [each for each in reference_checks if each.name.startswith("LessonRequest.node_id")]
    assert check.find() == set()
    settle_gone(book)
    assert where(made["3"]) == (before["3"].pk, None, None)


def test_a_part_with_another_title_is_another(book, in_school, tmp_path):
    before, made = parts(book), lessons(book, in_school.bob)

    give_other_file(book, tmp_path / "b.pdf", title="2 Of Something Else")

    assert parts(book)["Else"].pk not in {node.pk for node in before.values()}
    assert where(made["2"]) == (None, 3, 5)
    assert where(made["3"]) == (None, 5, 5)  # of its pages, 6 to 8, the book has none
