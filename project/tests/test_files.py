"""The links of the store that is a folder, by the test client and by a real ASGI server."""

import contextlib
import http.client
import socket
import threading
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import uvicorn
from django.core.asgi import get_asgi_application
from django.core.signing import dumps
from django.utils import timezone

from project import storage, uploads
from project.storage import signing
from project.tests.stores import http as fetch
from project.uploads import DirectUploads

KEY = "incoming/school/book/original.pdf"
BODY = b"%PDF-1.7 " + bytes(range(256)) * 2000


class Listening(uvicorn.Server):
    """Says when it can be reached."""

    ready: threading.Event

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture(scope="module")
def asgi_server():
    config = uvicorn.Config(
        DirectUploads(get_asgi_application()), port=0, lifespan="off", log_level="warning"
    )
    server = Listening(config)
    server.ready = threading.Event()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.ready.wait(10)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(params=["client", "asgi"])
def ask(request, client, asgi_server, media):
    """ask(method, path, body=…, headers=…) -> status, headers, body."""

    def by_client(method, path, *, body=b"", headers=None):
        headers = headers or {}
        answer = client.generic(method, path, body, headers=headers)
        return answer.status_code, answer.headers, answer.getvalue()

    def by_server(method, path, **sent):
        return fetch(method, asgi_server + path, **sent)

    return by_client if request.param == "client" else by_server


def target(size_bytes: int = len(BODY)):
    return storage.upload_target(KEY, size_bytes=size_bytes, media_type="application/pdf")


def left_behind(media) -> list[str]:
    return [path.name for path in media.rglob("*") if path.is_file()]


def at(monkeypatch, later: timedelta) -> None:
    now = timezone.now() + later
    monkeypatch.setattr(signing.timezone, "now", lambda: now)


def test_it_works(ask):
    there = target()
    status, _, answer = ask(there.method, there.url, body=BODY, headers=there.headers)
    assert (status, answer) == (201, b'{"size_bytes": %d}' % len(BODY))
    assert storage.read_bytes(KEY) == BODY


@pytest.mark.parametrize(("sent", "word"), [(BODY + b"x", b"more"), (BODY[:-1], b"fewer")])
def test_another_size_than_announced_is_refused(ask, media, sent, word):
    status, _, answer = ask("PUT", target().url, body=sent)
    assert status == 422
    assert b'"error": "wrong_size"' in answer
    assert word in answer
    assert left_behind(media) == []


def test_a_link_is_good_for_one_file(ask, media):
    there = target()
    ask("PUT", there.url, body=BODY)
    status, _, answer = ask("PUT", there.url, body=b"y" * len(BODY))
    assert status == 409
    assert b"used already" in answer
    assert storage.read_bytes(KEY) == BODY
    storage.move(KEY, "o/school/sources/book/original.pdf")
    assert ask("PUT", there.url, body=BODY)[0] == 409  # nor when its file has moved on
    assert len(left_behind(media)) == 2  # the file, and the mark of the used link


def test_a_failed_attempt_does_not_use_up_the_link(ask):
    there = target()
    ask("PUT", there.url, body=BODY[:-1])
    assert ask("PUT", there.url, body=BODY)[0] == 201


def test_a_closed_link_takes_nothing(ask):
    there = target()
    storage.close_upload(KEY)
    assert ask("PUT", there.url, body=BODY)[0] == 409
    assert not storage.exists(KEY)


def test_an_expired_link_is_refused(ask, media, monkeypatch):
    there = target()
    at(monkeypatch, timedelta(hours=7))
    status, _, answer = ask("PUT", there.url, body=BODY)
    assert status == 403
    assert b"has expired" in answer
    assert left_behind(media) == []


def test_a_changed_link_is_refused(ask, media):
    url = target().url
    for changed in (url[:-1] + ("A" if url[-1] != "A" else "B"), "/files/upload/nonsense"):
        status, _, answer = ask("PUT", changed, body=BODY)
        assert status == 403
        assert b"is not valid" in answer
    assert left_behind(media) == []


def test_a_link_to_fetch_is_none_to_send(ask, media):
    url = storage.download_url(KEY, filename="book.pdf", inline=True)
    token = url.rsplit("/", 1)[-1]
    assert ask("PUT", f"/files/upload/{token}", body=BODY)[0] == 403


def test_a_bucket_has_no_such_links(ask, settings, bucket):
    url = "/files/upload/" + signing.sign_upload(
        signing.UploadPermit(KEY, len(BODY)), lifetime=timedelta(hours=1)
    )
    assert ask("PUT", url, body=BODY)[0] == 404


def test_a_sender_that_goes_away_leaves_nothing(asgi_server, media, monkeypatch):
    ended = threading.Event()
    leave = uploads.Receiving.__exit__
    monkeypatch.setattr(
        uploads.Receiving, "__exit__", lambda *given: (leave(*given), ended.set())[0]
    )
    with contextlib.closing(_begin(asgi_server, target().url)):
        pass
    assert ended.wait(10)
    assert left_behind(media) == []


def test_a_dead_line_is_given_up(asgi_server, media, monkeypatch):
    monkeypatch.setattr(uploads, "IDLE_S", 0.05)
    connection = _begin(asgi_server, target().url)
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    assert answer.status == 422
    assert b"stopped arriving" in answer.read()
    connection.close()
    assert left_behind(media) == []


def _begin(server: str, path: str) -> socket.socket:
    """A connection that announces a file and sends a part of it."""
    host, port = server.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    head = f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    connection.sendall(head.encode() + BODY[:1000])
    return connection


def test_a_body_without_a_length_is_counted_as_it_comes(asgi_server, media):
    host = asgi_server.removeprefix("http://")
    for size, expected in ((len(BODY), 201), (len(BODY) - 1, 422)):
        connection = http.client.HTTPConnection(host, timeout=10)
        pieces = (BODY[start : start + 65536] for start in range(0, len(BODY), 65536))
        connection.request("PUT", target(size).url, body=pieces, encode_chunked=True)
        assert connection.getresponse().status == expected
        connection.close()
        storage.delete_prefix("incoming/school/")


def test_two_at_once_with_one_link_are_one_file(asgi_server):
    url, answers = asgi_server + target().url, []
    bodies = [bytes([number]) * len(BODY) for number in (1, 2)]
    threads = [
        threading.Thread(target=lambda body=body: answers.append(fetch("PUT", url, body=body)))
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(status for status, _, _ in answers) == [201, 409]
    assert storage.read_bytes(KEY) in bodies


@pytest.fixture
def url(media):
    storage.save_bytes("o/school/sources/book/original.pdf", BODY)
    return storage.download_url(
        "o/school/sources/book/original.pdf", filename="Физика.pdf", inline=True
    )


def test_a_file_is_fetched_whole(ask, url):
    status, headers, body = ask("GET", url)
    assert (status, body) == (200, BODY)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(BODY))
    assert headers["Content-Disposition"] == f"inline; filename*=utf-8''{quote('Физика')}.pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-", 100, len(BODY)),
        ("bytes=-5", len(BODY) - 5, len(BODY)),
        ("bytes=10-999999999", 10, len(BODY)),
    ],
)
def test_a_range_is_fetched(ask, url, asked, start, stop):
    status, headers, body = ask("GET", url, headers={"Range": asked})
    assert (status, body) == (206, BODY[start:stop])
    assert headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(BODY)}"
    assert headers["Content-Length"] == str(stop - start)


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=0-1,4-5", "pages=1-2", "bytes=-", "nonsense"]
)
def test_a_range_that_may_be_ignored_gives_the_whole(ask, url, asked):
    status, _, body = ask("GET", url, headers={"Range": asked})
    assert (status, body) == (200, BODY)


@pytest.mark.parametrize("asked", [f"bytes={len(BODY)}-", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(ask, url, asked):
    status, headers, _ = ask("GET", url, headers={"Range": asked})
    assert status == 416
    assert headers["Content-Range"] == f"bytes */{len(BODY)}"


def test_what_a_browser_has_is_not_sent_again(ask, url):
    etag = ask("GET", url)[1]["ETag"]
    assert ask("GET", url, headers={"If-None-Match": etag})[0] == 304
    both = {"Range": "bytes=0-4", "If-Range": etag}
    assert ask("GET", url, headers=both)[0] == 206
    storage.save_bytes("o/school/sources/book/original.pdf", BODY + b"changed")
    assert ask("GET", url, headers={"If-None-Match": etag})[0] == 200
    status, _, body = ask("GET", url, headers=both)
    assert (status, body) == (200, BODY + b"changed")


def test_head_says_as_much_without_the_file(ask, url):
    status, headers, body = ask("HEAD", url)
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(BODY)))


def test_links_to_fetch_expire_and_cannot_be_changed(ask, url, monkeypatch):
    assert ask("GET", url[:-1] + ("A" if url[-1] != "A" else "B"))[0] == 403
    at(monkeypatch, timedelta(hours=14))
    status, _, answer = ask("GET", url)
    assert status == 403
    assert b"has expired" in answer


FOREIGN_KEY = "o/college/sources/book/original.pdf"
SALTS = {"GET": "lectern.download", "PUT": "lectern.upload"}


def permit_of(method: str, *, days: int = 1, key: str = FOREIGN_KEY) -> list:
    """What a link to the file would carry."""
    end = int((timezone.now() + timedelta(days=days)).timestamp())
    return [key, "book.pdf", True, end] if method == "GET" else [key, 5, end]


def spliced(token: str, method: str) -> str:
    """Another file's permission before the signature of this one."""
    return ":".join([dumps(permit_of(method)).split(":")[0], *token.split(":")[1:]])


FORGED = {
    "spliced": spliced,
    "signed by a guess": lambda _, method: dumps(
        permit_of(method), key="guess", salt=SALTS[method]
    ),
    "signed for something else": lambda _, method: dumps(permit_of(method), salt="another"),
    "signed for the other way": lambda _, method: dumps(
        permit_of(method), salt=SALTS["PUT" if method == "GET" else "GET"]
    ),
    "not signed": lambda _, method: dumps(permit_of(method)).split(":")[0],
    "cut": lambda token, _: token[: len(token) // 2],
    "older than it may be": lambda _, method: dumps(permit_of(method, days=-1), salt=SALTS[method]),
}


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("how", FORGED)
def test_a_forged_link_opens_and_writes_nothing(ask, media, method, how):
    """Beside it, the same link as we sign it does."""
    if method == "GET":
        storage.save_bytes(FOREIGN_KEY, BODY)
    path = "/files/" if method == "GET" else "/files/upload/"
    before = left_behind(media)
    own = dumps(permit_of(method, key=KEY), salt=SALTS[method])
    forged = FORGED[how](own, method)
    status, _, answer = ask(method, path + forged, body=b"wrong" if method == "PUT" else b"")
    assert status == 403
    assert b"is not valid" in answer or (how == "older than it may be" and b"expired" in answer)
    assert BODY not in answer
    assert left_behind(media) == before
    good = dumps(permit_of(method), salt=SALTS[method])
    assert ask(method, path + good, body=b"right" if method == "PUT" else b"")[0] in (200, 201)


def test_a_file_that_is_gone_is_said_to_be_gone(ask, url):
    storage.delete("o/school/sources/book/original.pdf")
    status, _, answer = ask("GET", url)
    assert status == 404
    assert b'"error": "file_missing"' in answer


def test_the_link_stays_the_same_for_a_while(media, monkeypatch):
    start = datetime(2026, 1, 5, 9, 0, 10, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(signing.timezone, "now", lambda: start)
    first = storage.download_url(KEY, filename="a.png", inline=True)
    monkeypatch.setattr(signing.timezone, "now", lambda: start + timedelta(minutes=50))
    assert storage.download_url(KEY, filename="a.png", inline=True) == first


@pytest.mark.parametrize("name", ["page.html", "page.xhtml", "code.js", "what.bin", "feed.xml"])
def test_what_could_run_on_our_origin_is_only_saved(client, media, name):
    storage.save_bytes(KEY, b"<script>alert(1)</script>")
    answer = client.get(storage.download_url(KEY, filename=name, inline=True))
    assert answer["Content-Disposition"].startswith("attachment")


def test_nothing_runs_in_a_drawing(client, media):
    storage.save_bytes(KEY, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = client.get(storage.download_url(KEY, filename="a.svg", inline=True))
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
