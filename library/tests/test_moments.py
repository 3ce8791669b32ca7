"""Captions, from the upload's door to a citation that opens at the second."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from library import uploads
from library.ingestion import tests
from library.models import ContentAtom, Page, Section, Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from organizations import jobs
from organizations.scoping import scope, unscoped

FILES = Path(tests.__file__).parent / "captions"
GROANS = "Making a famine where abundance lies"


@pytest.fixture
def read(school):
    def read(path: Path) -> Source:
        source = uploads.add_file(
            path=path, user=school.bob, organization=school.organization
        ).source
        work()
        source.refresh_from_db()
        return source

    return read


def work() -> None:
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion"):
            pass


@pytest.fixture
def sonnet(read):
    return read(FILES / "sonnet-001-en.vtt")


def test_it_works(school, sign_in, sonnet):
    assert (sonnet.state, sonnet.problem) == (Source.State.READY, "")
    with scope(school.organization.pk):
        page = Page.objects.get(source=sonnet)
        section = Section.objects.get(source=sonnet, text__contains=GROANS)
        atom = ContentAtom.objects.get(source=sonnet)
        [found] = search("famine and abundance", scope=Scope((sonnet.pk,)))
    assert (page.label, page.start_s, page.end_s) == ("0:00", 0.0, 53.24)
    assert section.lines[0][2:] == [0.0, 2.68]
    assert atom.spans[0]["time"] == [0.0, 53.24]
    assert (found.reference, found.time) == ("at 0:00", (0.0, 53.24))


def test_an_answer_cites_the_second_of_its_words(school, read):
    source = read(FILES / "itaccess_captions_en.vtt")
    out = StringIO()
    call_command(
        "ask", "What do we want for our students, the best talent?", "--source", str(source.pk),
        "--as", school.bob.email, "--json", stdout=out,
    )  # fmt: skip
    cited = json.loads(out.getvalue())["citations"][0]
    assert (cited["reference"], cited["time"]) == ("at 0:45", [45.899, 48.5])
    assert cited["quote"].startswith("We want the best talent")
