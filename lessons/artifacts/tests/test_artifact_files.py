"""The pages where artifacts become files, and files quizzes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lessons.artifacts.export.registry import FORMATS, export, read
from lessons.artifacts.export.rows import export_set
from lessons.models import Artifact
from library.tests.factories import add_book

from .factories import add_artifact
from .sets import CHOICE, ITEMS, ORDERING


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob, title="Astronomy")


def upload(client, school, book, data: bytes):
    file = SimpleUploadedFile("quiz.zip", data)
    return client.post(
        school.url(f"library/{book.pk}/quizzes/import/"), {"file": file}, follow=True
    )


def test_it_works(in_school, book, sign_in):
    quiz = add_artifact(book, in_school.bob, *ITEMS)
    assert export_set(quiz, quiz.items.all()).items == ITEMS
    client = sign_in(in_school.bob)
    url = in_school.url(f"artifacts/{quiz.pk}/export/")
    page = client.get(url).content.decode()
    assert "GIFT cannot hold items 8, 10, 12: they are left out." in page
    for key, form in FORMATS.items():
        response = client.get(f"{url}{key}/")
        assert response["Content-Type"] == form.media_type
        assert f".{form.extension}" in response["Content-Disposition"]
        assert len(response.content) > 100
    sheet = client.get(f"{url}pdf/?key=no")
    assert sheet["Content-Disposition"] == 'attachment; filename="The_Sun.pdf"'
    assert client.get(f"{url}gift/?key=no").status_code == 404
    assert client.get(f"{url}scorm/").status_code == 404


def test_the_page_asks_no_more_for_many_items(in_school, book, sign_in, django_assert_num_queries):
    client = sign_in(in_school.bob)
    few = add_artifact(book, in_school.bob)
    many = add_artifact(book, in_school.bob, *ITEMS)
    client.get(in_school.url(f"artifacts/{few.pk}/export/"))
    with CaptureQueriesContext(connection) as first:
        client.get(in_school.url(f"artifacts/{few.pk}/export/"))
    with django_assert_num_queries(len(first)):
        client.get(in_school.url(f"artifacts/{many.pk}/export/"))


@pytest.mark.parametrize("key", ["gift", "qti12", "qti21", "cartridge"])
def test_a_file_becomes_a_draft_without_pages(key, in_school, book, sign_in):
    made = add_artifact(book, in_school.bob, CHOICE, ORDERING, *ITEMS[1:3])
    whole = export_set(made, made.items.all())
    data = export(whole, FORMATS[key], with_key=True)
    response = upload(sign_in(in_school.bob), in_school, book, data)
    assert "a draft now. They name no page of the book yet." in response.content.decode()
    quiz = Artifact.objects.exclude(pk=made.pk).get()
    rows = list(quiz.items.all())
    assert (quiz.state, quiz.kind, quiz.source_id) == ("draft", "quiz", book.pk)
    assert [row.stem for row in rows] == [item.stem for item in read(data, FORMATS[key]).items]
    assert rows[0].options[0] == {
        "text": "{a} ~ =b: <i>", "is_key": True, "feedback": "Yes # it = is.",
    }  # fmt: skip
    assert rows[0].explanation.endswith("\n(Astronomy, p. 527)")
    assert all(row.citation == {} and "no_place" in row.problems for row in rows)


def test_what_is_left_out_of_a_file_is_said(in_school, book, sign_in):
    data = b"Sun? {T}\n\nMany? {#a}\n\nLong? {=%s}\n" % (b"x" * 6000)
    page = upload(sign_in(in_school.bob), in_school, book, data).content.decode()
    assert "1 question is a draft now." in page
    assert "Question 2 was left out: its number cannot be read." in page
    assert "1 question was left out: it is too long" in page


def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen(in_school, book, sign_in):
    client = sign_in(in_school.bob)
    response = upload(client, in_school, book, b"PK\x03\x04 and no more")
    assert response.status_code == 422
    assert "This package is damaged" in response.content.decode()
    assert upload(client, in_school, book, b"").status_code == 422
    assert not Artifact.objects.exists()


def test_students_and_strangers_have_no_way_to_it(in_school, book, charlie, sign_in):
    quiz = add_artifact(book, in_school.bob)
    url = in_school.url(f"artifacts/{quiz.pk}/export/pdf/")
    assert sign_in(in_school.dana).get(url).status_code == 403
    assert sign_in(charlie).get(url).status_code == 404
