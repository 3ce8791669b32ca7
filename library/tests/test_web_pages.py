"""Pages of the web, from the door of addresses to a citation; and what servers may do to us."""

import json

import pytest
from django.core.management import call_command

from library import services
from library.addresses.adding import add_address
from library.ingestion.media import media_key
from library.models import Page, Section, Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests.web_site import LONG, page, says, standing_in
from organizations import jobs
from organizations.scoping import scope, unscoped
from project import storage
from tests.api import key_file, one_key, token  # noqa: F401

SUN = page(
    "The Sun",
    ("Photosphere", LONG * 4),
    ("Granules", "Granules are the tops of columns of hot gas, and each lives some eight minutes."),
    head='<meta name="author" content="Ada Bright"><link rel="license" '
    'href="https://creativecommons.org/licenses/by/4.0/">',
)


@pytest.fixture
def site(monkeypatch):
    with standing_in(monkeypatch) as found:
        found.answers["/sun"] = says(SUN, etag='"1"')
        yield found


@pytest.fixture
def added(school, site):
    """Adds an address of the site, as the teacher, and reads it."""

    def add(path: str = "/sun", **at) -> Source:
        source = add_address(
            address=site.url(path, **at), user=school.bob, organization=school.organization
        ).source
        return work_off(source)

    with scope(school.organization.pk):
        yield add


def work_off(source: Source) -> Source:
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion") or jobs.work("default"):
            pass
        source.refresh_from_db()
    return source


def test_it_works(school, site, sign_in):
    client = sign_in(school.bob)
    sent = {"address": site.url("/sun?utm_source=mail#granules"), "audience": "everybody"}
    answer = client.post(school.url("library/addresses/"), sent)
    assert answer.status_code == 302
    with scope(school.organization.pk):
        source = Source.objects.get()
        assert (source.kind, source.state) == ("web", Source.State.QUEUED)
        assert site.asked == []  # a worker asks, and no request
        work_off(source)
        assert (source.state, source.problem) == (Source.State.READY, "")
        [first, *_] = search("how long granules live", scope=Scope((source.pk,)))
        text = Page.objects.get(source=source).text
    assert (source.title, source.authors) == ("The Sun", ["Ada Bright"])
    assert source.licence == "CC BY 4.0"
    assert first.reference == "section 1"
    assert site.asked[0][0] == "/robots.txt"
    assert site.asked[1][1]["user-agent"].startswith("Lectern/")
    shown = client.get(answer["location"]).content.decode()
    assert site.url("/sun") in shown
    assert "Granules" in text
    assert "Imprint" not in text

    again = client.post(school.url("library/addresses/"), sent, follow=True)
    assert "in the library already" in again.content.decode()
    refused = client.post(school.url("library/addresses/"), {"address": "file:///etc/passwd"})
    assert refused.status_code == 422
    assert "no address of a page" in refused.content.decode()


def test_the_command_and_the_api_are_the_same_door(school, site, client, capsys):
    call_command("ingest", site.url("/sun"), "--as", school.bob.email, "--json")
    told = json.loads(capsys.readouterr().out)
    bearer = token(school.bob)
    sent = {"address": site.url("/sun#granules"), "title": "Ours"}

    def post(path: str, body: dict):
        headers = {"Authorization": f"Bearer {bearer}"}
        return client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )

    again = post("knowledge/addresses", sent)
    assert (again.status_code, again.json()["is_duplicate"]) == (202, True)
    own = post("projects/addresses", sent).json()
    assert (own["is_duplicate"], own["title"]) == (False, "Ours")
    with unscoped("the test looks"):
        found = Source.objects.exclude(is_restricted=True).get()
        assert str(found.pk) == told["source_id"] == again.json()["id"]
    assert post("knowledge/addresses", {"address": "ftp://x"}).status_code == 422


PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
PICTURED = page("Cells", ("Granules", f'{LONG * 4}</p><figure><img src="/1.png" alt="Cells">'
    "<figcaption>Bright cells</figcaption></figure><figure><img src='/2.png' alt='A script'>"
    "</figure><p>More."))  # fmt: skip


def test_the_pictures_of_its_text_are_kept_however_often_it_is_left(site, added, settings):
    settings.JOB_SLICE_S = 0  # a worker leaves it after each picture
    site.answers |= {
        "/cells": says(PICTURED),
        "/1.png": says(PNG, kind="image/png"),
        "/2.png": says(b"<svg onload='x()'/>", kind="image/png"),
    }
    source = added("/cells")
    assert source.state == Source.State.READY
    figures = Section.objects.filter(source=source, kind="figure").order_by("position")
    first, second = figures
    assert (first.text, second.text, second.media) == ("Bright cells", "A script", "")
    assert storage.read_bytes(media_key(source, first.media)) == PNG
    site.asked.clear()
    services.retry_ingestion(source)
    work_off(source)
    assert (source.state, site.paths()) == (Source.State.READY, ["/cells"])
