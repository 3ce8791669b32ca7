"""Office files and e-books, from the upload's door to a citation that opens the right place."""

import pytest

from library import uploads
from library.ingestion.tests import documents
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from organizations import jobs
from organizations.scoping import scope, unscoped
from project.errors import UnreadableSource


@pytest.fixture
def added(school, tmp_path):
    """Makes a file, adds it as the teacher, and reads it."""

    def add(make, name) -> Source:
        source = uploads.add_file(
            path=make(tmp_path / name), user=school.bob, organization=school.organization
        ).source
        with unscoped("the worker reads for whoever waits"):
            while jobs.work("ingestion"):
                pass
            source.refresh_from_db()
        return source

    return add


@pytest.mark.parametrize(
    ("make", "name", "question", "reference", "index"),
    [
        (documents.word, "plants.docx", "sugar in the dark", "p. 2", 1),
        (documents.slides, "stars.pptx", "hot and far away", "slide 1", 0),
        (documents.sheets, "planets.xlsx", "moons of planet 1", "sheet Planets", 0),
        (documents.ebook, "sonnets.epub", "forty winters", "section 3", 2),
    ],
)
def test_a_citation_opens_the_place(school, sign_in, added, make, name, question, reference, index):
    source = added(make, name)
    assert source.state == Source.State.READY
    with scope(school.organization.pk):
        [first, *_] = search(question, scope=Scope((source.pk,)))
    assert (first.reference, first.page) == (reference, index)
    page = sign_in(school.bob).get(school.url(f"library/{source.pk}/pages/{index}/"))
    assert page.status_code == 200
    assert question.split()[-1] in page.content.decode().lower()


def test_an_old_format_says_which_one_to_save(school, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # no LibreOffice
    path = tmp_path / "plan.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(UnreadableSource, match=r"save it as \.docx"):
        uploads.add_file(path=path, user=school.bob, organization=school.organization)
