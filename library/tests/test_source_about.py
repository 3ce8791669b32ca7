"""A source's title and description, whose its file is, and what a deletion says."""

import pytest

from library.models import Source
from library.tests.factories import add_book
from project import storage


@pytest.fixture
def book(in_school):
    source = add_book(in_school.organization, in_school.bob, title="Optics", size_bytes=3000)
    Source.objects.filter(pk=source.pk).update(file_key=f"{source.storage_prefix}original.pdf")
    source.refresh_from_db()
    storage.save_bytes(source.file_key, b"%PDF")
    return source


def test_it_works(in_school, book, sign_in):
    client, url = sign_in(in_school.bob), in_school.url(f"library/{book.pk}/")
    sent = {"title": "Optics 2", "description": "Of light.\n<b>All</b> of it."}
    assert client.post(f"{url}rename/", sent | {"students_get_file": "on"}).status_code == 302
    page = client.get(url).content.decode()
    assert "Of light.<br>&lt;b&gt;All&lt;/b&gt; of it." in page
    assert "Students may download it too" in page
    book.refresh_from_db()
    assert (book.title, book.students_get_file) == ("Optics 2", True)


def test_the_file_is_for_whom_its_owner_says(in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/")
    for who, allowed, status in (
        (in_school.bob, False, 302), (in_school.dana, False, 403), (in_school.dana, True, 302),
    ):  # fmt: skip
        Source.objects.update(students_get_file=allowed)
        client = sign_in(who)
        answer = client.get(f"{url}file/")
        assert answer.status_code == status
        assert ("Download the file" in client.get(url).content.decode()) == (status == 302)
    got = client.get(answer["Location"])
    assert b"".join(got.streaming_content) == b"%PDF"
    assert "attachment" in got["Content-Disposition"]


def test_a_deletion_says_what_goes(in_school, book, sign_in):
    client, url = sign_in(in_school.bob), in_school.url(f"library/{book.pk}/delete/")
    before = client.get(url).content.decode().replace("\xa0", " ")
    assert "its file (2.9 KB)" in before
    assert "1 passage" in before
    after = client.post(url, follow=True).content.decode().replace("\xa0", " ")
    assert "is deleted, with its file (2.9 KB)" in after
