"""What an address may lead to, through the very door: each ends in a sentence, within limits."""

import gzip
from urllib.robotparser import RobotFileParser

import pytest

from library.addresses.adding import add_address
from library.ingestion.tests import pdfs
from library.models import Source
from library.tests.web_site import LONG, endless, leads_to, page, says, slow, standing_in
from library.web import fetching, politeness
from organizations import jobs
from organizations.scoping import scope, unscoped
from project import outgoing
from project.outgoing import Limits

PATIENT = Limits(connect_s=10, first_byte_s=10, idle_s=10, total_s=30, size_bytes=200_000)
QUICK = Limits(connect_s=1, first_byte_s=0.2, idle_s=0.2, total_s=2)
RULES = "User-agent: *\nDisallow: /private\nUser-agent: Lectern\nDisallow: /for-people\n"


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(fetching, "page_limits", lambda: PATIENT)
    with standing_in(monkeypatch) as found:
        yield found


@pytest.fixture
def added(school, site):
    def add(path: str, **at) -> Source:
        source = add_address(
            address=site.url(path, **at), user=school.bob, organization=school.organization
        ).source
        with unscoped("the worker reads for whoever waits"):
            while jobs.work("ingestion"):
                pass
        source.refresh_from_db()
        return source

    with scope(school.organization.pk):
        yield add


def test_what_ends_in_a_sentence(site, added):
    inside = site.url("/metadata", host="inside.example")
    packed = gzip.compress(bytes(50_000_000))
    cases = {
        "/inside": (leads_to(inside), "not_public"),
        "/file": (leads_to("file:///etc/passwd"), "not_public"),
        "/loop": (leads_to(site.url("/loop")), "not_public"),
        "/bomb": (says(packed, content_encoding="gzip"), "not_public"),
        "/endless": (endless, "too_large"),
        "/gone": (says(b"gone", status=410), "not_there"),
        "/members": (says(b"no", status=403), "not_given"),
        "/often": (says(b"wait", status=429), "too_often"),
        "/broken": (says(b"oh", status=500), "site_fault"),
        "/sound": (says(b"ID3\x04", kind="audio/mpeg"), "unsupported_kind"),
        "/nothing": (says(b"  "), "empty"),
        "/for-people": (says(page("For people", ("A", LONG))), "robots"),
        "/leads-there": (leads_to(site.url("/for-people")), "robots"),
    }
    site.answers = {path: answer for path, (answer, _code) in cases.items()}
    site.answers["/robots.txt"] = says(RULES.encode(), kind="text/plain")
    found = {path: added(path) for path in cases}
    assert {path: source.problem_code for path, source in found.items()} == {
        path: code for path, (_answer, code) in cases.items()
    }
    assert all(source.state == Source.State.FAILED and source.problem for source in found.values())
    asked = site.paths()
    assert "/metadata" not in asked
    assert "/for-people" not in asked
    assert asked.count("/loop") == outgoing.MOST_REDIRECTS + 1


def test_a_page_that_never_comes_is_not_waited_for(site, added, monkeypatch):
    monkeypatch.setattr(fetching, "page_limits", lambda: QUICK)
    site.answers["/slow"] = slow
    assert added("/slow").problem_code == "out_of_reach"


def test_a_name_that_answers_differently_the_second_time_gains_nothing(site, added, monkeypatch):
    """Its robots.txt came from the public internet; its page would come from the inside."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    monkeypatch.setattr(outgoing, "resolve", lambda host, port: answers.pop(0))
    monkeypatch.setattr(outgoing, "KEPT_CONNECTIONS", 0)
    outgoing._client.cache_clear()
    site.answers["/sun"] = says(page("The Sun", ("A", LONG)))
    source = added("/sun", host="changing.example")
    assert (source.problem_code, site.paths(), answers) == ("not_public", [], [])
    outgoing._client.cache_clear()


def test_a_site_without_rules_to_be_had_is_left_alone(site, added):
    site.answers |= {"/robots.txt": says(b"", status=503), "/sun": says(page("S", ("A", LONG)))}
    assert (added("/sun").problem_code, site.paths()) == ("out_of_reach", [])


@pytest.mark.slow
def test_a_pdf_that_is_served_as_a_page_is_read_as_a_pdf(site, added, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "page_limits", lambda: Limits())
    body = pdfs.book(tmp_path / "book.pdf").read_bytes()
    site.answers["/page.html"] = says(body)
    source = added("/page.html")
    assert (source.kind, source.state) == ("pdf", Source.State.READY)
    assert source.filename.endswith(".pdf")
    site.answers["/again"] = says(body)
    assert added("/again").problem_code == "duplicate"


def test_the_longest_rule_holds_and_patterns_are_known():
    rules = RobotFileParser()
    said = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow: /s*?q="
    rules.parse(said.splitlines())
    paths = ["/a/x", "/a/b/c", "/file.pdf", "/file.pdf.html", "/search?q=1", "/", "/b*", "/é"]
    allowed = [politeness.allows(rules, "Lectern", f"https://sun.example{path}") for path in paths]
    assert allowed == [False, True, False, True, False, True, True, True]


def test_all_processes_together_ask_a_server_once_in_a_while(site, db, settings):
    settings.WEB_PAUSE_MS = 60_000
    assert politeness._is_ours("sun.example", 60.0)
    assert not politeness._is_ours("sun.example", 60.0)
    assert politeness._is_ours("moon.example", 60.0)
    with pytest.raises(politeness.Interrupted):
        politeness._take_turn("http://sun.example/", 0, lambda: True)
