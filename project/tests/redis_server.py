"""As much of a Redis as Django's cache asks of it, on this machine, with its faults."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

NULL = b"_\r\n"


class RedisServer(socketserver.ThreadingTCPServer):
    """The protocol RESP3. values: what it holds. is_mute: it takes commands and does not answer.

    Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Connection)
        self.values: dict[bytes, tuple[bytes, float]] = {}
        self.lock = threading.Lock()
        self.is_mute = False
        self.commands = 0  # that came while it was mute

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.server_address[1]}/0"

    def answer(self, name: str, words: list[bytes]) -> bytes:
        with self.lock:
            if name == "HELLO":  # from here on, RESP3
                return b"%1\r\n+proto\r\n:3\r\n"
            if name == "GET":
                return self._bulk(self._value(words[0]))
            if name == "SET":
                return self._set(*words)
            if name == "DEL":
                return b":%d\r\n" % sum(self.values.pop(key, None) is not None for key in words)
            if name == "FLUSHDB":
                self.values.clear()
            if name in ("FLUSHDB", "CLIENT", "SELECT", "PING"):
                return b"+OK\r\n"
            return b"-ERR unknown command\r\n"

    def _set(self, key: bytes, value: bytes, *options: bytes) -> bytes:
        words = [option.upper() for option in options]
        if b"NX" in words and self._value(key) is not None:
            return NULL
        seconds = float("inf")
        for unit, name in ((1, b"EX"), (1000, b"PX")):
            if name in words:
                seconds = int(words[words.index(name) + 1]) / unit
        self.values[key] = (value, time.monotonic() + seconds)
        return b"+OK\r\n"

    def _value(self, key: bytes) -> bytes | None:
        value, until = self.values.get(key, (None, 0))
        return value if until > time.monotonic() else None

    def _bulk(self, value: bytes | None) -> bytes:
        return NULL if value is None else b"$%d\r\n%s\r\n" % (len(value), value)


class Connection(socketserver.StreamRequestHandler):
    server: RedisServer

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = []
            for _ in range(int(line[1:])):
                size = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(size + 2)[:-2])
            if self.server.is_mute:
                self.server.commands += 1
            else:
                self.wfile.write(self.server.answer(words[0].decode().upper(), words[1:]))


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
