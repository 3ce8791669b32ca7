"""Bytes of a captions file as text, in whatever encoding they are."""

import charset_normalizer

UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
SAMPLE = 4_000  # bytes by which an encoding without a mark is found
WRONG = "\ufffd"
NULS = 0.2  # their share from which on a text is taken for UTF-16: of Latin letters it is a half
LEAST_SIGNS = 20  # beyond ASCII: fewer say nothing of an encoding


def decode(data: bytes) -> str:
    """Never fails: what is no text gives no captions. Line ends are "\\n", NUL bytes left out."""
    text = _decoded(data).removeprefix("\ufeff")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if encoding := UTF16.get(data[:2]) or _utf16_without_mark(data[:SAMPLE]):
        return data.decode(encoding, "replace")
    text = data.decode("utf-8", "replace")
    wrong = text.count(WRONG)
    if not wrong or len(data) - len(text) > 2 * wrong:
        return text  # one with a few bytes that are wrong, if any
    return _guessed(data)


def _utf16_without_mark(sample: bytes) -> str:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < NULS * len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _guessed(data: bytes) -> str:
    sample = data[:SAMPLE]
    best = None
    if sum(byte > 127 for byte in sample) >= LEAST_SIGNS:
        best = charset_normalizer.from_bytes(sample).best()
    return data.decode(best.encoding if best else "cp1252", "replace")
