"""A video at an address, for whom it is allowed: from the door to what can go wrong on the way."""

import os

import pytest

from library.ingestion.remote_video import fetching, troubles
from library.ingestion.remote_video.troubles import Trouble
from library.ingestion.tests import clips
from library.models import Ingestion, Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests.web_site import leads_to, says, slow, standing_in
from organizations import jobs
from organizations.models import AuditEntry, FeatureFlag
from organizations.scoping import scope, unscoped
from project import outgoing
from project.outgoing import MEGABYTE

FTYP = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
PLAYER = (
    "<!doctype html><html><head><title>Granules</title></head><body><h1>Granules</h1>"
    '<video src="/granules.mp4" controls></video></body></html>'
)


@pytest.fixture
def site(monkeypatch):
    with standing_in(monkeypatch) as found:
        yield found


@pytest.fixture
def allowed(school, settings):
    """By the operator, and by platform staff for this school."""
    settings.REMOTE_VIDEO = True
    flag = FeatureFlag.objects.create(name="remote_video")
    flag.organizations.add(school.organization)
    flag.flush()
    return flag


def work_off() -> Source:
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion"):
            pass
        return Source.objects.get()


def ranged(body: bytes):
    """As servers of films: a part of it, where one is asked for."""

    def answer(handler) -> None:
        asked = handler.headers.get("range", "")
        start = int(asked.removeprefix("bytes=").partition("-")[0] or 0)
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        more = {"accept_ranges": "bytes"} | ({"content_range": span} if asked else {})
        says(body[start:], kind="video/mp4", status=206 if asked else 200, **more)(handler)

    return answer


def test_the_door_is_there_only_where_both_allow_it(school, charlie, settings, sign_in, site):
    url = school.url("library/addresses/video/")
    bob = sign_in(school.bob)

    def offered() -> bool:
        return url in bob.get(school.url("library/addresses/")).content.decode()

    assert (bob.get(url).status_code, offered()) == (404, False)
    flag = FeatureFlag.objects.create(name="remote_video")
    flag.organizations.add(school.organization)
    flag.flush()
    assert (bob.get(url).status_code, offered()) == (404, False)
    settings.REMOTE_VIDEO = True
    assert (bob.get(url).status_code, offered()) == (200, True)
    sent = {"address": site.url("/granules"), "audience": "everybody"}
    assert "This field is required" in bob.post(url, sent).content.decode()
    settings.REMOTE_VIDEO_HOSTS = ["moon.example"]
    refused = bob.post(url, sent | {"has_rights": "on"})
    assert (refused.status_code, "has not allowed" in refused.content.decode()) == (422, True)
    with scope(school.organization.pk):
        assert not Source.objects.exists()
    settings.REMOTE_VIDEO_HOSTS = ["sun.example"]
    assert bob.post(url, sent | {"has_rights": "on"}).status_code == 302
    with scope(school.organization.pk):
        source = Source.objects.get()
        entry = AuditEntry.objects.get(action="sources.rights_stated")
        assert (entry.actor_id, entry.subject_id) == (school.bob.pk, str(source.pk))
        assert entry.detail == {"address": sent["address"]}
    assert site.asked == []
    flag.organizations.clear()
    flag.flush()
    source = work_off()  # it was switched off meanwhile
    assert (source.state, source.problem_code) == (Source.State.FAILED, troubles.SWITCHED_OFF)
    assert site.asked == []
    sign_in(charlie)
    assert bob.get(url).status_code == 404


@pytest.mark.slow
def test_it_works(school, allowed, site, sign_in, tmp_path):
    path = clips.make(
        tmp_path / "granules.mp4",
        seconds=4,
        picture=lambda at: clips.film(int(at)),
        sounds=[clips.tone(4)],
        language="eng",
        captions=[(0.5, 3.0, "Granules live some eight minutes.")],
        title="Untitled 7",
    )
    site.answers = {
        "/granules": says(PLAYER.encode()),
        "/granules.mp4": ranged(path.read_bytes()),
    }
    client = sign_in(school.bob)
    sent = {"address": site.url("/granules"), "has_rights": "on", "audience": "everybody"}
    client.post(school.url("library/addresses/video/"), sent)
    source = work_off()
    assert (source.state, source.problem) == (Source.State.READY, "")
    assert (source.kind, source.title, source.has_picture) == ("video", "Granules", True)
    assert source.attribution == f"Granules. {sent['address']}"
    assert source.size_bytes == path.stat().st_size
    assert source.filename == "Granules.mp4"
    with scope(school.organization.pk):
        [first, *_] = search("how long do granules live", scope=Scope((source.pk,)))
        assert first.reference.startswith("at 0:00")
        assert Ingestion.objects.get().stages["take_video"]["state"] == "done"
    asked = len(site.asked)
    shown = client.get(school.url(f"library/{source.pk}/")).content.decode()
    assert "Fetching the video" in shown
    assert "Look now" not in shown  # a video is not watched for changes
    client.post(school.url(f"library/{source.pk}/retry/"))
    assert work_off().state == Source.State.READY
    assert len(site.asked) == asked  # it is here, and is not fetched again
    again = client.post(school.url("library/addresses/video/"), sent, follow=True)
    assert "already" in again.content.decode()


@pytest.fixture
def fetch(site, tmp_path, settings):
    """Path of the site -> the code of what went wrong, or the size of what came."""

    def ask(path: str, *, is_over=lambda progress: False):
        try:
            found = fetching.fetch_video(
                site.url(path),
                tmp_path / path.strip("/"),
                most_bytes=MEGABYTE,
                found=lambda facts: None,
                is_over=is_over,
            )
        except Trouble as trouble:
            return trouble.code
        return found.stat().st_size if found else None

    return ask


@pytest.mark.slow
def test_what_ends_in_a_sentence(site, fetch, settings):
    inside = site.url("/metadata", host="inside.example")
    page = "<!doctype html><html><body><video src='{}'></video></body></html>"
    cases = {
        "/inside": (leads_to(inside), troubles.NOT_PUBLIC),
        "/plays-inside": (says(page.format(inside).encode()), troubles.NOT_PUBLIC),
        "/elsewhere": (leads_to(site.url("/", host="moon.example")), troubles.HOST),
        "/members": (says(b"", status=401), troubles.LOGIN),
        "/forbidden": (says(b"", status=403), troubles.BLOCKED),
        "/gone": (says(b"", status=404), troubles.NOT_THERE),
        "/nothing": (says(b"<html><title>A page</title><p>Words.</p></html>"), troubles.NO_VIDEO),
        "/film.mp4": (says(b"<html><p>Words.</p></html>"), troubles.NO_VIDEO),
        "/large.mp4": (says(bytes(2 * MEGABYTE), kind="video/mp4"), troubles.LARGE),
        "/endless.mp4": (endless_film, troubles.LARGE),
        "/broken.mp4": (says(b"", status=500), troubles.UNREACHABLE),
        "/several": (says(page.format("/a.mp4'></video><video src='/b.mp4").encode()),
                     troubles.SEVERAL),
    }  # fmt: skip
    settings.REMOTE_VIDEO_HOSTS = ["sun.example", "inside.example"]
    site.answers = {path: answer for path, (answer, _code) in cases.items()}
    site.answers |= {path: says(FTYP, kind="video/mp4") for path in ("/a.mp4", "/b.mp4")}
    assert {path: fetch(path) for path in cases} == {
        path: code for path, (_answer, code) in cases.items()
    }
    assert "/metadata" not in site.paths()


def endless_film(handler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "video/mp4")
    handler.end_headers()
    while not handler.site.over.is_set():
        handler.wfile.write(bytes(100_000))


@pytest.mark.slow
def test_a_name_that_answers_differently_the_second_time_gains_nothing(site, fetch, monkeypatch):
    """The page was on the public internet, the film would be on the inside."""
    site.answers["/granules"] = says(PLAYER.encode())
    answers = [["127.0.0.1"]]
    resolve = lambda host, port: answers.pop(0) if answers else ["10.0.0.1"]  # noqa: E731
    monkeypatch.setattr(outgoing, "resolve", resolve)
    assert fetch("/granules") == troubles.NOT_PUBLIC
    assert site.paths() == ["/granules"]


@pytest.mark.slow
def test_it_goes_on_where_it_was(site, fetch):
    """A slice that is over ends the child in the midst, as a kill does; the next asks for the
    rest, and not for the page again."""
    film = FTYP + os.urandom(600_000)
    site.answers = {"/granules": says(PLAYER.encode()), "/granules.mp4": stops_at(film, 400_000)}
    assert fetch("/granules", is_over=lambda progress: progress is not None) is None
    pages = site.paths().count("/granules")
    site.answers["/granules.mp4"] = ranged(film)
    assert fetch("/granules") == len(film)
    assert site.paths().count("/granules") == pages
    [*_, (_path, headers)] = site.asked
    start = int(headers["range"].removeprefix("bytes=").rstrip("-"))
    assert 0 < start <= 400_000


@pytest.mark.slow
def test_a_file_that_has_moved_meanwhile_is_looked_for_anew(site, fetch):
    film = FTYP + os.urandom(300_000)
    site.answers = {"/granules": says(PLAYER.encode()), "/granules.mp4": stops_at(film, 200_000)}
    assert fetch("/granules", is_over=lambda progress: progress is not None) is None
    moved = PLAYER.replace("/granules.mp4", "/moved.mp4")
    site.answers |= {"/granules": says(moved.encode()), "/granules.mp4": says(b"", status=403)}
    site.answers["/moved.mp4"] = ranged(film)
    assert fetch("/granules") == len(film)


def stops_at(body: bytes, stop: int):
    """Says that it has all of it, gives a part, and waits."""

    def answer(handler) -> None:
        handler.send_response(200)
        said = {"content-type": "video/mp4", "content-length": str(len(body))}
        for name, value in (said | {"accept-ranges": "bytes"}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[:stop])
        handler.wfile.flush()
        slow(handler)

    return answer
