"""Requests to other servers: how long, how much, and where to."""

import pytest
from django.db import transaction

from project import outgoing
from project.outgoing import Limits, OutgoingError, Reason, exchange, fetch_public, is_public
from tests import model_server
from tests.model_server import Handler, whole

PATIENT = Limits(connect_s=10, first_byte_s=10, idle_s=10, total_s=20, size_bytes=1000)
QUICK = Limits(connect_s=1, first_byte_s=0.1, idle_s=0.1, total_s=0.3, size_bytes=1000)


@pytest.fixture
def as_if_public(monkeypatch):
    """This machine for the public internet: what follows the check of addresses."""
    checked = []
    monkeypatch.setattr(
        outgoing, "is_public", lambda address: bool(checked.append(address)) or True
    )

    def allow(url: str) -> list[str]:
        port = int(url.rpartition(":")[2].partition("/")[0])
        monkeypatch.setattr(outgoing, "PUBLIC_PORTS", {port})
        return checked

    return allow


def ask(url: str, limits: Limits = PATIENT) -> bytes:
    with exchange("POST", url, content=b"{}", limits=limits) as reply:
        return reply.read()


def reason(url: str, limits: Limits = PATIENT) -> Reason:
    with pytest.raises(OutgoingError) as caught:
        ask(url, limits)
    return caught.value.reason


def test_it_works(server):
    server.reply_with(whole({"a": 1}))
    assert ask(server.url) == b'{"a": 1}'


def test_a_server_that_says_nothing(server):
    server.reply_with(model_server.hangs)
    assert reason(server.url, QUICK) == Reason.SLOW


def test_a_body_that_stops(server):
    server.reply_with(model_server.breaks_off("a", how="hanging"))
    assert reason(server.url, QUICK) == Reason.SLOW


def test_a_body_that_trickles_for_ever_ends_with_the_whole_time(server):
    def trickles(handler: Handler) -> None:
        handler.start()
        while not handler.model_server.release.wait(0.02):
            handler.send(b"x")

    server.reply_with(trickles)
    assert reason(server.url, QUICK) == Reason.SLOW


def test_a_body_without_end(server):
    server.reply_with(model_server.endless)
    assert reason(server.url) == Reason.LARGE


def test_a_body_that_is_cut(server):
    server.reply_with(model_server.breaks_off("a", how="abruptly"))
    assert reason(server.url) == Reason.CUT


def test_nobody_listens():
    assert reason("http://127.0.0.1:9/") == Reason.UNREACHABLE


def test_what_is_compressed_is_not_unpacked(server):
    def bomb(handler: Handler) -> None:
        handler.start("application/json", content_encoding="gzip")
        handler.send(b"\x1f\x8b")
        handler.end()

    server.reply_with(bomb)
    assert reason(server.url) == Reason.REFUSED


def test_proxies_of_the_environment_are_not_asked(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    outgoing._client.cache_clear()
    server.reply_with(whole("here"))
    assert ask(server.url) == b"here"


def test_a_key_does_not_follow_a_redirect(server):
    server.reply_with(model_server.status(302, location=server.url), whole("there"))
    with exchange(
        "POST", server.url, headers={"authorization": "Bearer k"}, content=b"{}"
    ) as reply:
        assert reply.status == 302
    assert len(server.asked) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "content"])
def test_inside_a_transaction_nothing_is_asked(server):
    server.reply_with(whole("here"))
    with transaction.atomic(using="content"), pytest.raises(RuntimeError, match="content"):
        ask(server.url)
    assert server.asked == []
    assert ask(server.url) == b"here"


# --- addresses that somebody gave us ---


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
)
def test_an_address_that_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/",
        "http://127.1/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://169.254.169.254/latest/meta-data/",
        "ftp://example.org/", "file:///etc/passwd", "http://example.org:22/", "http:///x", "x",
        "http://user:word@example.org/", "http://example.org:port/",
    ],
)  # fmt: skip
def test_where_nobody_is_led(url):
    with pytest.raises(OutgoingError) as caught:
        fetch_public(url)
    assert caught.value.reason == Reason.REFUSED


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    monkeypatch.setattr(outgoing, "resolve", lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(OutgoingError) as caught:
        fetch_public("http://two-faced.example/")
    assert caught.value.reason == Reason.REFUSED


def test_a_name_is_resolved_once_and_its_address_used(server, monkeypatch, as_if_public):
    as_if_public(server.url)
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    monkeypatch.setattr(outgoing, "resolve", lambda host, port: answers.pop(0))
    server.reply_with(whole("a page", kind="text/html; charset=utf-8"))
    fetched = fetch_public(server.url.replace("127.0.0.1", "changing.example"))
    assert (fetched.status, fetched.content_type, fetched.body) == (200, "text/html", b"a page")
    assert server.asked[0].headers["Host"].startswith("changing.example:")
    assert len(answers) == 1


def test_each_step_of_a_redirect_is_checked(server, as_if_public):
    as_if_public(server.url)
    server.reply_with(model_server.status(302, location="/next"), whole("there"))
    assert fetch_public(server.url).body == b"there"
    assert [asked.path for asked in server.asked] == ["/v1", "/next"]
    for target in ("http://localhost:22/", "file:///etc/passwd"):
        server.reply_with(model_server.status(302, location=target))
        with pytest.raises(OutgoingError) as caught:
            fetch_public(server.url)
        assert caught.value.reason == Reason.REFUSED


def test_a_redirect_to_a_private_address_ends_there(server, as_if_public, monkeypatch):
    as_if_public(server.url)
    first = {"127.0.0.1"}
    monkeypatch.setattr(outgoing, "is_public", lambda address: address in first)
    monkeypatch.setattr(
        outgoing, "resolve", lambda host, port: ["10.0.0.1" if host == "inside.example" else host]
    )
    port = server.url.rpartition(":")[2].partition("/")[0]
    server.reply_with(model_server.status(302, location=f"http://inside.example:{port}/"))
    with pytest.raises(OutgoingError) as caught:
        fetch_public(server.url)
    assert caught.value.reason == Reason.REFUSED


def test_a_redirect_without_end(server, as_if_public):
    as_if_public(server.url)
    server.reply_with(model_server.status(302, location=server.url))
    with pytest.raises(OutgoingError) as caught:
        fetch_public(server.url)
    assert caught.value.reason == Reason.REFUSED
    assert len(server.asked) == outgoing.MOST_REDIRECTS + 1
