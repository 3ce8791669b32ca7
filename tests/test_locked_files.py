"""A locked file asks for its password, is read with it, and keeps it nowhere."""

import logging

import pytest
from django.db import connections

from library import uploads
from library.ingestion.tests import pdfs
from library.models import Page, Source
from organizations import jobs
from organizations.scoping import unscoped

PASSWORD = "żółw-7f3a9c1e \u2603"
SENT = {"password": PASSWORD}


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture
def locked(school, tmp_path) -> Source:
    path = pdfs.locked(tmp_path / "locked.pdf", PASSWORD)
    source = uploads.add_file(path=path, user=school.bob, organization=school.organization).source
    path.unlink()
    return work_off(source)


def work_off(source: Source) -> Source:
    while jobs.work("ingestion"):
        pass
    source.refresh_from_db()
    return source


@pytest.fixture
def unlock(school, sign_in, locked):
    client = sign_in(school.bob)
    url = school.url(f"library/{locked.pk}/unlock/")
    return lambda password: client.post(url, {"password": password})


def test_it_asks_for_the_password(school, sign_in, locked):
    assert (locked.state, locked.problem_code) == (Source.State.FAILED, "password_needed")
    page = sign_in(school.bob).get(school.url(f"library/{locked.pk}/")).content.decode()
    assert "locked. Give its password to read it." in page
    assert 'name="password"' in page


@pytest.mark.parametrize("wrong", ["wrong", "x" * 200, "\u202e\u0301", "%s{0}\\"])
def test_a_wrong_password_is_told_and_can_be_tried_again(locked, unlock, wrong):
    answer = unlock(wrong)
    assert answer.status_code == 422
    assert "This password does not open the PDF. Check it and try again." in answer.content.decode()
    assert work_off(locked).problem_code == "password_needed"
    assert unlock(PASSWORD).status_code == 302


def test_the_right_one_reads_the_file_and_stays_nowhere(locked, unlock, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    assert unlock(PASSWORD).status_code == 302
    assert work_off(locked).state == Source.State.READY
    assert "Locked text." in Page.objects.get(source=locked).text
    assert unlock(PASSWORD).status_code == 409  # it is not locked any more
    for needle in (PASSWORD, PASSWORD.split()[0]):
        assert needle not in caplog.text
        assert list(rows_with(needle)) == []
        assert [path for path in files(tmp_path) if needle.encode() in path.read_bytes()] == []
    assert list(rows_with("Locked text.")) != []  # so rows are looked through as meant


def files(folder):
    return (path for path in folder.rglob("*") if path.is_file())


def rows_with(needle: str):
    """Names of tables of both databases with this text in any column of any row."""
    for alias in ("default", "content"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                # json writes what is not ASCII with escapes
                escaped = needle.encode("ascii", "backslashreplace").decode()
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS t'
                    " WHERE strpos(t::text, %s) > 0 OR strpos(t::text, %s) > 0",
                    [needle, escaped],
                )
                if cursor.fetchone()[0]:
                    yield table
