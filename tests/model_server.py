"""A real server of models on this machine, and what can be wrong with one.

It speaks OpenAI's chat completions, embeddings and transcriptions, and Cohere's, Jina's and TEI's
forms of reranking. Each request takes the next of `replies`; the last one serves all that follow.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: Any

    @property
    def text(self) -> str:
        """All that was said to a chat model."""
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass
class ModelServer:
    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)  # ends what hangs
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reply_with(self, *replies: Reply) -> None:
        self.replies[:] = replies

    def next_reply(self, asked: Asked) -> Reply:
        with self.lock:
            self.asked.append(asked)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model_server: ModelServer

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # between two requests
            super().handle()

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        headers = {k.lower(): v for k, v in self.headers.items()}
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        body = form_of(headers["content-type"], content) if is_form else json.loads(content)
        asked = Asked(self.path, headers, body)
        self.asked = asked
        try:
            self.model_server.next_reply(asked)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked has gone

    def do_GET(self) -> None:
        self.asked = Asked(self.path, dict(self.headers), None)
        try:
            self.model_server.next_reply(self.asked)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *args) -> None:
        pass

    def start(self, kind: str = "text/event-stream", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def event(self, event: dict | str) -> None:
        text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        self.send(f"data: {text}\n\n".encode())

    def delta(self, text: str, finish: str | None = None) -> None:
        self.event({"choices": [{"delta": {"content": text}, "finish_reason": finish}]})


def form_of(content_type: str, content: bytes) -> dict[str, list[bytes]]:
    """The values of a form's fields, files as their bytes."""
    whole = b"content-type: " + content_type.encode() + b"\r\n\r\n" + content
    found: dict[str, list[bytes]] = {}
    for part in message_from_bytes(whole).get_payload():
        name = part.get_param("name", header="content-disposition")
        found.setdefault(name, []).append(part.get_payload(decode=True))
    return found


def answer_of(*statements: tuple[str, list[tuple[int, str]]]) -> str:
    """statements: (text, [(number of a passage, quote)])."""
    return json.dumps(
        {
            "statements": [
                {"text": text, "quotes": [{"passage": n, "quote": quote} for n, quote in quotes]}
                for text, quotes in statements
            ]
        },
        ensure_ascii=False,
    )


def says(
    text: str, *, usage: tuple[int, int] | None = (120, 40), finish: str = "stop", piece: int = 7
) -> Reply:
    """The text in pieces of so many characters, then the usage, then the end."""

    def reply(handler: Handler) -> None:
        handler.start()
        for at in range(0, len(text), piece):
            handler.delta(text[at : at + piece])
        handler.delta("", finish)
        if usage:
            numbers = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
            handler.event({"choices": [], "usage": numbers})
        handler.event("[DONE]")
        handler.end()

    return reply


def breaks_off(text: str, *, how: str = "quietly") -> Reply:
    """how: quietly ends well-formed; abruptly, in the middle of HTTP; with an error; by hanging."""

    def reply(handler: Handler) -> None:
        handler.start()
        handler.delta(text)
        if how == "error":
            handler.event({"error": {"message": "out of memory"}})
        elif how == "hanging":
            handler.model_server.release.wait(20)
        if how == "abruptly":
            handler.close_connection = True
        else:
            handler.end()

    reply.is_hanging = how == "hanging"  # type: ignore[attr-defined]
    return reply


def whole(body: Any, *, kind: str = "application/json") -> Reply:
    """Without a stream; body: JSON, or text as it is."""

    def reply(handler: Handler) -> None:
        handler.start(kind)
        handler.send((body if isinstance(body, str) else json.dumps(body)).encode())
        handler.end()

    return reply


def status(code: int, **headers: str) -> Reply:
    def reply(handler: Handler) -> None:
        handler.start("application/json", code, **headers)
        handler.send(b'{"error": {"message": "no"}}')
        handler.end()

    return reply


def hangs(handler: Handler) -> None:
    handler.model_server.release.wait(20)
    handler.close_connection = True


def patience(reply: Reply) -> dict[str, float]:
    """How an endpoint waits for this reply: hardly, where none comes, and else as long as a slow
    machine may take."""
    seconds = 0.2 if reply is hangs or getattr(reply, "is_hanging", False) else 10
    return {"first_byte_s": seconds, "idle_s": seconds}


def endless(handler: Handler) -> None:
    """A stream that never ends; until whoever asked has enough."""
    handler.start()
    while not handler.model_server.release.is_set():
        handler.delta("x" * 60_000)


def embeds(*, shuffled: bool = False, dimensions: int = 4) -> Reply:
    """A vector of a text's first characters, as numbers."""

    def reply(handler: Handler) -> None:
        texts = handler.asked.body["input"]
        starts = [text[: dimensions - 1].ljust(dimensions - 1) for text in texts]
        rows = [
            {"index": i, "embedding": [1.0, *(float(ord(character)) for character in start)]}
            for i, start in enumerate(starts)
        ]
        rows = rows[::-1] if shuffled else rows
        whole({"data": rows, "usage": {"prompt_tokens": 5 * len(texts)}})(handler)

    return reply


def reranks(handler: Handler) -> None:
    """By length, in the form in which it is asked."""
    body = handler.asked.body
    texts = body.get("texts") or body["documents"]
    ranked = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    if "texts" in body:
        whole([{"index": i, "score": float(len(texts[i]))} for i in ranked])(handler)
        return
    rows = [{"index": i, "relevance_score": float(len(texts[i]))} for i in ranked]
    whole({"results": rows, "usage": {"total_tokens": 31}})(handler)


def transcribes(text: str, *words: tuple[str, float, float], language: str = "english") -> Reply:
    """Words as OpenAI marks them: without commas, counted from the beginning of the file."""
    marks = [{"word": word, "start": start, "end": end} for word, start, end in words]
    segment = {"text": text, "start": 0.0, "end": 60.0, "avg_logprob": -0.1}
    return whole({"text": text, "language": language, "words": marks, "segments": [segment]})


@contextmanager
def running(found: ModelServer | None = None) -> Iterator[ModelServer]:
    found = found or ModelServer()
    handler = type("BoundHandler", (Handler,), {"model_server": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield found
    finally:
        found.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
