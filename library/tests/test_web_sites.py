"""Many pages of a site at once: found by its sitemaps, chosen by people, read as a folder."""

import gzip
import random

import pytest

from library.ingestion.parsers.web.sitemap import SitemapParser
from library.models import Source
from library.tests.web_site import LONG, page, says, standing_in
from organizations import jobs
from organizations.scoping import scope, unscoped
from project.errors import UnreadableSource

XML = "<?xml version='1.0'?><{0} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{1}</{0}>"


def sitemap(root: str, entry: str, *addresses: str) -> bytes:
    entries = (f"<{entry}><loc>{address}</loc></{entry}>" for address in addresses)
    return XML.format(root, "".join(entries)).encode()


@pytest.fixture
def site(monkeypatch):
    with standing_in(monkeypatch) as found:
        url = found.url
        index = sitemap("sitemapindex", "sitemap", url("/a.xml.gz"), url("/gone.xml"),
                        url("/other.xml", host="moon.example"))  # fmt: skip
        courses = [url(f"/course/{name}") for name in ("1", "1", "2", "gone")]
        pages = [*courses, url("/shop"), url("/x", host="moon.example"), "file:///etc/passwd"]
        found.answers |= {
            "/robots.txt": says(f"Sitemap: {url('/map.xml')}\n".encode(), kind="text/plain"),
            "/map.xml": says(index, kind="text/xml"),
            "/a.xml.gz": says(gzip.compress(sitemap("urlset", "url", *pages)), kind="x/gzip"),
            "/course/1": says(page("One", ("A", LONG * 3))),
            "/course/2": says(page("Two", ("B", LONG * 4))),
        }
        yield found


def work() -> None:
    with unscoped("the worker works for whoever waits"):
        while jobs.work("default") or jobs.work("ingestion"):
            pass


@pytest.mark.slow
def test_it_works(school, site, sign_in):
    client = sign_in(school.bob)
    begun = client.post(school.url("library/sites/"), {"address": site.url("/course/")})
    assert "Looking for its pages" in client.get(begun["location"]).content.decode()
    assert site.asked == []
    work()
    assert "/other.xml" not in site.paths()
    found = client.get(begun["location"], headers={"HX-Request": "true"})
    assert found.status_code == 286
    pages = [site.url(path) for path in ("/course/1", "/course/2", "/course/gone")]
    assert [f'value="{address}"' in found.content.decode() for address in pages] == [True] * 3
    for address in (site.url("/shop"), "moon.example", "passwd"):
        assert address not in found.content.decode()
    assert client.post(begun["location"], {"page": []}).status_code == 422
    chosen = client.post(begun["location"], {"page": [*pages[1:], site.url("/shop")]})
    work()

    with scope(school.organization.pk):
        folder = Source.objects.get(kind="site")
        assert (folder.state, folder.title) == (Source.State.UNPACKED, f"sun.example:{site.port}")
        inside = {source.title: source.state for source in Source.objects.filter(folder=folder)}
    gone = pages[2].partition("://")[2]
    assert inside == {"Two": Source.State.READY, gone: Source.State.FAILED}
    assert "Two" in client.get(chosen["location"]).content.decode()


@pytest.mark.slow
def test_the_pages_of_a_site_are_no_larger_together_than_they_may(school, site, sign_in, settings):
    settings.WEB_SITE_BYTES = 16_000
    for number in (1, 2):  # some 11 KB when packed, each
        noise = random.Random(number).randbytes(10_000).hex()
        large = page(f"Page {number}", ("A", LONG * 3), head=f"<meta name=x content={noise}>")
        site.answers[f"/course/{number}"] = says(large)
    client = sign_in(school.bob)
    written = f"{site.url('/course/1')}\n{site.url('/course/2')}"
    begun = client.post(school.url("library/sites/"), {"address": written})
    client.post(begun["location"], {"page": written.split("\n")})
    work()
    with scope(school.organization.pk):
        folder = Source.objects.get(kind="site")
        rows = Source.objects.filter(folder=folder).order_by("state")
        assert [row.state for row in rows] == [Source.State.FAILED, Source.State.READY]
        refused, read = rows
    assert 8_000 < read.size_bytes < settings.WEB_SITE_BYTES
    assert (refused.problem_code, refused.size_bytes) == ("site_too_large", 0)
    shown = client.get(school.url(f"library/{refused.pk}/")).content.decode()
    assert "larger than a folder may be" in shown


def test_a_list_of_addresses_is_shown_at_once(school, site, sign_in):
    client = sign_in(school.bob)
    written = f"{site.url('/course/1')}\n\n{site.url('/course/2')}#b\n{site.url('/course/1')}"
    begun = client.post(school.url("library/sites/"), {"address": written})
    shown = client.get(begun["location"]).content.decode()
    assert shown.count('name="page"') == 2
    assert site.asked == []
    assert client.post(f"{begun['location']}cancel/").status_code == 302
    assert client.get(begun["location"]).status_code == 404
    wrong = client.post(school.url("library/sites/"), {"address": "no address\nnor here"})
    assert wrong.status_code == 422


def test_a_site_without_a_list_says_what_to_do(school, site, sign_in):
    site.answers = {}
    client = sign_in(school.bob)
    begun = client.post(school.url("library/sites/"), {"address": site.url("/")})
    work()
    assert site.paths() == ["/sitemap.xml"]
    shown = client.get(begun["location"]).content.decode()
    assert "has no list of its pages" in shown
    assert "Paste addresses" in shown


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(bytes(60 * 1024**2), compresslevel=1, mtime=0),
        gzip.compress(b"<urlset/>" * 100, mtime=0)[:-30],
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><urlset><url><loc>&b;</loc></url></urlset>",
        b"<urlset><url>",
    ],
    ids=["bomb", "cut", "entities", "unclosed"],
)
def test_a_list_that_harms_is_refused(tmp_path, content):
    (tmp_path / "map").write_bytes(content)
    with pytest.raises(UnreadableSource) as caught:
        SitemapParser().read_addresses(tmp_path / "map")
    assert caught.value.code == "no_sitemap"
