"""The proxy that is one child's only way out: where to, how much, and for whom."""

import base64
import http.client
import socket
from contextlib import contextmanager

import pytest

from library.tests.web_site import endless, says, slow, standing_in
from project import outgoing
from project.forwarding import Bounds, ForwardProxy
from project.outgoing import OutgoingError, Reason

SUN = b"The Sun is a star."


@pytest.fixture
def site(monkeypatch):
    with standing_in(monkeypatch) as found:
        found.answers["/sun"] = says(SUN, kind="text/plain", connection="keep-alive")
        yield found


@contextmanager
def proxy(**wanted):
    with ForwardProxy(socket.create_server(("127.0.0.1", 0)), **wanted) as found:
        found.port = int(found.address.rpartition(":")[2])
        token = base64.b64encode(f"lectern:{found.token}".encode()).decode()
        found.known = {"Proxy-Authorization": f"Basic {token}"}
        yield found


def ask(way, url: str, *, headers: dict | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", way.port, timeout=20)
    try:
        connection.request("GET", url, headers=way.known if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_it_works(site):
    with proxy() as way:
        assert ask(way, site.url("/sun")) == (200, SUN)
        tunnel = http.client.HTTPConnection("127.0.0.1", way.port, timeout=20)
        tunnel.set_tunnel("moon.example", site.port, way.known)
        tunnel.request("GET", "/sun")
        assert tunnel.getresponse().read() == SUN
        tunnel.close()
    asked = [headers for path, headers in site.asked]
    assert [headers["host"].partition(":")[0] for headers in asked] == [
        "sun.example", "moon.example",
    ]  # fmt: skip
    assert not any(name.startswith("proxy-") for headers in asked for name in headers)


def test_who_has_no_token_reaches_nobody(site):
    with proxy() as way:
        other = {"Proxy-Authorization": "Basic bGVjdGVybjpubw=="}
        for headers in ({}, other):
            assert ask(way, site.url("/sun"), headers=headers)[0] == 407
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["inside.example", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]"]
)
def test_what_is_not_public_is_not_reached(site, monkeypatch, host):
    """By the addresses that a name has, and by those that are written; and other ports of both."""
    monkeypatch.undo()
    monkeypatch.setattr(outgoing, "PUBLIC_PORTS", {site.port})
    monkeypatch.setattr(outgoing, "resolve", lambda name, port: [
        "10.0.0.1" if name == "inside.example" else name
    ])  # fmt: skip
    with proxy() as way:
        assert ask(way, site.url("/sun", host=host))[0] == 403
        assert ask(way, f"http://{host}:1/sun")[0] == 403
        with pytest.raises(OSError, match="403"):
            tunnel = http.client.HTTPConnection("127.0.0.1", way.port, timeout=20)
            tunnel.set_tunnel(host.strip("[]"), site.port, way.known)
            tunnel.connect()
        assert set(way.failures) == {Reason.REFUSED}
    assert site.asked == []


def test_a_name_that_answers_differently_each_time_gains_nothing(site, monkeypatch):
    """Of a public and a private address neither is asked; what was checked is what is asked."""
    answers = [["127.0.0.1", "10.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]]
    monkeypatch.setattr(outgoing, "resolve", lambda name, port: answers.pop(0))
    with proxy() as way:
        found = [ask(way, site.url("/sun"))[0] for _time in range(3)]
    assert found == [403, 200, 403]
    assert answers == []


def begin(way, request: str) -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", way.port), 20)
    token = way.known["Proxy-Authorization"]
    raw.sendall(f"{request} HTTP/1.1\r\nProxy-Authorization: {token}\r\n\r\n".encode())
    return raw


def test_a_connection_is_for_one_request(site):
    """What else comes on it may be for another server, and holds the token."""
    with proxy() as way, begin(way, f"GET {site.url('/sun')}") as raw, raw.makefile("rb") as said:
        assert said.readline() == b"HTTP/1.1 200 OK\r\n"
        while (line := said.readline()) != b"\r\n":
            assert not line.lower().startswith(b"connection") or b"close" in line
        assert said.read(len(SUN)) == SUN
        raw.sendall(b"GET /sun HTTP/1.1\r\nHost: moon.example\r\n\r\n")
        assert said.read() == b""
    assert site.paths() == ["/sun"]


def test_what_is_too_much_or_too_slow_ends(site):
    site.answers |= {"/endless": endless, "/slow": slow}
    with proxy(bounds=Bounds(size_bytes=300_000)) as way:
        assert len(ask(way, site.url("/endless"))[1]) <= 300_000
        assert ask(way, site.url("/sun"))[0] == 403  # there is no more for the others either
        assert way.failures == [Reason.LARGE, Reason.LARGE]
    for bounds in (Bounds(idle_s=0.1), Bounds(total_s=0)):
        with proxy(bounds=bounds) as way, pytest.raises(ConnectionError):
            ask(way, site.url("/slow"))


def test_the_worker_says_which_hosts(site):
    def admit(host: str) -> None:
        if host != "sun.example":
            raise OutgoingError(Reason.REFUSED, host)

    with proxy(admit=admit) as way:
        assert ask(way, site.url("/sun"))[0] == 200
        assert ask(way, site.url("/sun", host="moon.example"))[0] == 403


def test_its_end_ends_what_is_under_way(site):
    """A child that was ended leaves nothing behind that goes on asking."""
    site.answers["/slow"] = slow
    with proxy() as way:
        raw = begin(way, f"CONNECT sun.example:{site.port}")
        assert b"200" in raw.recv(100)
    assert raw.recv(100) == b""
    raw.close()
