"""A site on this machine that stands in for one of the public internet, faults included."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from project import outgoing

Answer = Callable[["Handler"], None]
LONG = "The photosphere is the layer of the Sun that we see, and it is some 400 kilometres deep. "


@dataclass
class Site:
    """answers: by path; what has none is a 404. asked: paths and headers, in order."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/", host: str = "sun.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        try:
            self.site.answers.get(self.path, says(b"Not here", status=404))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *args) -> None:
        pass


def says(body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str):
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(body))}.items():
            handler.send_header(name, value)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def leads_to(url: str) -> Answer:
    return says(b"", status=302, location=url)


def has_tag(body: bytes, tag: str) -> Answer:
    """304 for who has this text already."""

    def answer(handler: Handler) -> None:
        has_it = handler.headers.get("if-none-match") == tag
        says(b"" if has_it else body, status=304 if has_it else 200, etag=tag)(handler)

    return answer


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.end_headers()
    while not handler.site.over.is_set():
        handler.wfile.write(b"<p>more</p>" * 5_000)


def slow(handler: Handler) -> None:
    handler.site.over.wait(20)
    handler.close_connection = True


def page(title: str, *parts: tuple[str, str], head: str = "") -> bytes:
    """parts: (heading, paragraph) each."""
    body = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in parts)
    around = "<nav><a href='/a'>Home</a> <a href='/b'>Shop</a></nav>"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{around}"
        f"<article><h1>{title}</h1>{body}</article><footer>Imprint</footer></body></html>"
    ).encode()


@contextmanager
def standing_in(monkeypatch) -> Iterator[Site]:
    """Inside, every name leads to the site, as if that were public; "inside.example" is not."""
    site = Site()
    handler = type("BoundHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.port = server.server_port
    lead_here(monkeypatch.setattr, site.port)
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def lead_here(patch: Callable[[object, str, object], None], port: int) -> None:
    """In this process every name leads to the site at this port."""
    patch(outgoing, "PUBLIC_PORTS", {port, 80, 443})
    patch(outgoing, "is_public", lambda address: address == "127.0.0.1")
    patch(outgoing, "resolve", resolve)


def resolve(host: str, port: int) -> list[str]:
    return ["10.0.0.1"] if host == "inside.example" else ["127.0.0.1"]
