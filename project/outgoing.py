"""The one HTTP client. Two policies, by who wrote the address:

    exchange()      the operator, in settings: trusted, wherever it leads
    fetch_public(), post_public(), ask_public(), connect_public()  anybody else: it has to lead to
                the public internet, and nowhere else

An address of the second kind is resolved once, each address found is checked, and the connection
is made to one that was: a name that answers differently the second time gains nothing. Neither
kind follows a proxy of the environment, and neither is used inside a transaction.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from project.databases import refuse_transaction

MEGABYTE = 1024 * 1024
MOST_REDIRECTS = 5
PUBLIC_PORTS = frozenset({80, 443})
KEPT_CONNECTIONS = 10  # of each process and policy, for those that come back within seconds


class Reason(StrEnum):
    REFUSED = "refused"  # by us: the address is none that we ask
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    CUT = "cut"  # it ended early, or was no HTTP
    LARGE = "large"


class OutgoingError(Exception):
    def __init__(self, reason: Reason, detail: str):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one exchange. first_byte_s and idle_s: until the body begins, and between its parts."""

    connect_s: float = 5.0
    first_byte_s: float = 60.0
    idle_s: float = 30.0
    total_s: float = 180.0
    size_bytes: int = 20 * MEGABYTE


class Reply:
    """Status and headers are there; the body comes with `chunks()` or `read()`."""

    def __init__(self, response: httpx.Response, clock: "_Clock", limits: Limits):
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._clock = clock
        self._limits = limits

    @property
    def content_type(self) -> str:
        """Without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def chunks(self) -> Iterator[bytes]:
        """The body as it arrives. Raises OutgoingError, also where it is too large."""
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            # We ask for none: what is small on the way may be endless here.
            raise OutgoingError(Reason.REFUSED, "the body is compressed")
        size = 0
        with _translated():
            for chunk in self._response.iter_raw():
                self._clock.patience_s = self._limits.idle_s
                size += len(chunk)
                if size > self._limits.size_bytes:
                    raise OutgoingError(Reason.LARGE, f"over {self._limits.size_bytes} bytes")
                yield chunk

    def read(self) -> bytes:
        return b"".join(self.chunks())


@contextmanager
def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    limits: Limits | None = None,
) -> Iterator[Reply]:
    """Ask an address of the operator's. Redirects are not followed: a key would go with them."""
    with _send(_client(os.getpid(), _Anywhere), method, url, headers, content, limits) as reply:
        yield reply


@dataclass(frozen=True, slots=True)
class Fetched:
    url: str  # after redirects
    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


def fetch_public(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    admit: Callable[[str], object] = lambda url: None,
) -> Fetched:
    """GET an address that somebody gave us. Raises OutgoingError, as for one not public.

    headers: go along to every address that redirects lead to. admit: called before each address
    is asked, the first one and each that a redirect leads to; what it raises ends the exchange.
    """
    for _redirect in range(MOST_REDIRECTS + 1):
        check_url(url)
        admit(url)
        with _send(_client(os.getpid(), _PublicOnly), "GET", url, headers, b"", limits) as reply:
            target = reply.headers.get("location", "")
            if not (reply.status in (301, 302, 303, 307, 308) and target):
                said = {name.lower(): value for name, value in reply.headers.items()}
                return Fetched(url, reply.status, reply.content_type, reply.read(), said)
        url = urljoin(url, target)
    raise OutgoingError(Reason.REFUSED, f"more than {MOST_REDIRECTS} redirects")


def post_public(
    url: str, content: bytes, *, headers: Mapping[str, str], limits: Limits | None = None
) -> int:
    """POST to an address that somebody gave us; redirects are not followed. Returns the status.

    Raises OutgoingError, as for one not public; the body of the answer is not read.
    """
    check_url(url)
    client = _client(os.getpid(), _PublicOnly)
    with _send(client, "POST", url, headers, content, limits) as reply:
        return reply.status


def ask_public(
    url: str, content: bytes, *, headers: Mapping[str, str], limits: Limits | None = None
) -> Fetched:
    """The same, with the body of the answer."""
    check_url(url)
    client = _client(os.getpid(), _PublicOnly)
    with _send(client, "POST", url, headers, content, limits) as reply:
        return Fetched(url, reply.status, reply.content_type, reply.read())


def check_url(url: str) -> None:
    """Raises OutgoingError for what is no plain web address of the public ports."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError as error:
        raise OutgoingError(Reason.REFUSED, "no address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise OutgoingError(Reason.REFUSED, "no plain http or https address")
    if port not in PUBLIC_PORTS:
        raise OutgoingError(Reason.REFUSED, f"port {port}")


# --- which addresses are public ---

# `is_global` changes with patch releases of Python and lets some of these through.
_DENIED = [
    ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and so is what it may wrap."""
    found = ip_address(address.partition("%")[0])
    inner = _wrapped(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not any(found in network for network in _DENIED)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4, Teredo, NAT64 or compatible one leads to."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int) -> list[str]:
    """Every IP address of a name, in the system's order of preference."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutgoingError(Reason.UNREACHABLE, f"{host} is not known") from error
    return list(dict.fromkeys(str(address[0]) for *_kind, address in found))


def resolve_public(host: str, port: int) -> list[str]:
    """The same, where each of them is public. Raises OutgoingError where one is not."""
    addresses = resolve(host, port)
    if not addresses or not all(is_public(address) for address in addresses):
        raise OutgoingError(Reason.REFUSED, f"{host} is not on the public internet")
    return addresses


def connect_public(host: str, port: int, *, timeout_s: float) -> socket.socket:
    """A connection to one of the addresses that were checked. Raises OutgoingError."""
    refuse_transaction("a connection to another server")
    error: OSError | None = None
    for address in resolve_public(host, port):
        try:
            return socket.create_connection((address, port), timeout_s)
        except OSError as failed:
            error = failed
    raise OutgoingError(Reason.UNREACHABLE, f"{host}: {error}") from error


# --- one exchange over httpx ---


@contextmanager
def _send(
    client: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str] | None,
    content: bytes,
    limits: Limits | None,
) -> Iterator[Reply]:
    refuse_transaction("a request to another server")
    limits = limits or Limits()
    clock = _Clock(limits)
    timeouts = {"connect": limits.connect_s, "pool": limits.connect_s}
    timeouts |= {"write": limits.idle_s, "read": cast(float, clock)}
    with _translated():
        request = client.build_request(
            method, url, headers=headers, content=content, extensions={"timeout": timeouts}
        )
        request.headers["accept-encoding"] = "identity"
        response = client.send(request, stream=True)
    try:
        yield Reply(response, clock, limits)
    finally:
        response.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise OutgoingError(Reason.SLOW, type(error).__name__) from error
    except httpx.ConnectError as error:
        raise OutgoingError(Reason.UNREACHABLE, str(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OutgoingError(Reason.CUT, str(error)) from error


class _Clock:
    """What one exchange may still wait. httpcore hands it to the stream as its read timeout."""

    def __init__(self, limits: Limits):
        self._end = time.monotonic() + limits.total_s
        self.patience_s = limits.first_byte_s

    def next_wait_s(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole took too long")
        return min(left, self.patience_s)


class _Stream(httpcore.NetworkStream):
    """A connection that asks the clock how long each read may take."""

    def __init__(self, inner: httpcore.NetworkStream):
        self._inner = inner

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        wait_s = timeout.next_wait_s() if isinstance(timeout, _Clock) else timeout
        return self._inner.read(max_bytes, wait_s)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Anywhere(httpcore.SyncBackend):
    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _PublicOnly(_Anywhere):
    """Connects to the addresses it has checked; TLS still asks for the name."""

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        addresses = resolve_public(host, port)
        for number, address in enumerate(addresses, start=1):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise AssertionError("a name without addresses was refused above")


class _Transport(httpx.HTTPTransport):
    """httpx's own, over a pool with our connections: its arguments do not reach so far."""

    def __init__(self, backend: httpcore.NetworkBackend):
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),  # SSL_CERT_FILE may name a school's own
            max_connections=None,
            max_keepalive_connections=KEPT_CONNECTIONS,
            keepalive_expiry=15.0,
            network_backend=backend,
        )


@cache
def _client(process_id: int, backend: type[_Anywhere]) -> httpx.Client:
    """process_id: a fork may not read from its parent's connections."""
    return httpx.Client(
        transport=_Transport(backend()),
        trust_env=False,
        follow_redirects=False,
        headers={"user-agent": "Lectern"},
    )
