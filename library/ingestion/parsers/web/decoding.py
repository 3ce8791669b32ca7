"""Pure: the text of a page whose server, head and bytes may each say another charset."""

import codecs
import re

from charset_normalizer import from_bytes

_META = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
HEAD_BYTES = 8_192
GUESSED_BYTES = 200_000  # to guess by; more costs time and tells no more
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How browsers read what says it is Latin-1 or ASCII.
READ_AS = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "us-ascii": "windows-1252"}


def decoded(page: bytes, said: str) -> str:
    """said: by the header of the answer. In this order: a byte order mark; UTF-8, where the bytes
    are that; the header; the head of the page; else what the bytes look like."""
    text = page.decode(charset_of(page, said), "replace").replace("\0", "").removeprefix("\ufeff")
    return _DECLARED.sub("", text)


def charset_of(page: bytes, said: str) -> str:
    for mark, name in BOMS:
        if page.startswith(mark):
            return name
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    in_head = _META.search(page[:HEAD_BYTES])
    for name in (said, in_head[1].decode("ascii") if in_head else ""):
        known = _known(name)
        if known not in ("", "utf-8"):
            return known
    return _guessed(page[:GUESSED_BYTES])


def _guessed(page: bytes) -> str:
    """The commonest of the western ones, where nothing looks more like a text than it."""
    likely = from_bytes(page)
    best = likely.best()
    if best is None:
        return "windows-1252"
    western = (match for match in likely if match.encoding == "cp1252")
    if any(match.chaos <= best.chaos for match in western):
        return "windows-1252"
    return best.encoding


def _known(name: str) -> str:
    """The codec of text that has this name; "" where there is none."""
    try:
        found = codecs.lookup(READ_AS.get(name.strip().lower(), name)).name
        "".encode(found)
    except (LookupError, UnicodeError, ValueError):
        return ""
    return found
