"""Server-sent events, as far as chat protocols use them. Pure."""

from collections.abc import Iterable, Iterator

LONGEST_LINE = 4_000_000  # bytes; a line without end is not gathered for ever


def data_of(chunks: Iterable[bytes]) -> Iterator[str]:
    """The `data` of each event, in order. Raises ValueError for what is no UTF-8, or endless.

    An event that the stream's end cuts off is left out, as the standard asks.
    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    lines: list[str] = []
    for line in _lines(chunks):
        if not line and lines:
            yield "\n".join(lines)
            lines = []
        field, _colon, value = line.partition(":")
        if field == "data":
            lines.append(value.removeprefix(" "))


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        if len(rest) > LONGEST_LINE:
            raise ValueError("an endless line")
        *whole, rest = rest.replace(b"\r\n", b"\n").split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r").decode()
