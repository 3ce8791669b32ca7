"""WebVTT and SRT: blocks of text under a line of two times.

Both are read alike, since files are often one under the name of the other. What is neither a
caption nor known to be something else, such as the number of a caption, is passed over.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .clock import seconds
from .cue import RawCue

ARROW = "-->"
MOST_LINE = 10_000  # characters; the rest of a line is left out
MOST_TIMING = 300
MOST_SPEAKER = 80
_TIMING = re.compile(r"\s*([\d:.,]{4,20})\s*-->\s*([\d:.,]{4,20})(?:\s.*)?")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_LANGUAGE = re.compile(r"(?:language|lang):\s*([A-Za-z0-9-]{2,12})\s*$", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,80})?[ \t]{1,9}([^<>]{1,200})>")
_TAG = re.compile(r"</?(?:[A-Za-z][^<>]{0,300}|[\d:.]{5,20})>|\{\\[^{}]{0,200}\}")
_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2060-\u2069]")


@dataclass(slots=True)
class Blocks:
    """unreadable: captions whose times are none."""

    cues: list[RawCue] = field(default_factory=list)
    language: str = ""
    unreadable: int = 0


def is_blocks(text: str) -> bool:
    return ARROW in text


def read_blocks(text: str, *, most: int) -> Blocks:
    """most: captions that are read."""
    found = Blocks()
    for number, block in enumerate(_blocks(text)):
        if number == 0 and block[0].startswith("WEBVTT"):
            found.language = _language(block)
        if _ASIDE.match(block[0]):
            continue
        for cue in _cues(block):
            if cue is None:
                found.unreadable += 1
            else:
                found.cues.append(cue)
        if len(found.cues) > most:
            break
    return found


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in _lines(text):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _lines(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield text[at : min(end, at + MOST_LINE)]
        at = end + 1


def _language(header: list[str]) -> str:
    for line in header:
        if said := _LANGUAGE.match(line.strip()):
            return said[1]
    return ""


def _cues(block: list[str]) -> Iterator[RawCue | None]:
    """Some files forget the blank line between two captions: a line of times always begins one.
    None for one whose times cannot be read."""
    starts = [at for at, line in enumerate(block) if ARROW in line]
    for at, after in zip(starts, [*starts[1:], len(block)], strict=False):
        stop = after
        if after < len(block) and block[after - 1].strip().isdecimal():
            stop = after - 1  # the number of the next one
        timing = _TIMING.fullmatch(block[at][:MOST_TIMING])
        start, end = (seconds(time) for time in timing.groups()) if timing else (None, None)
        if start is None or end is None:
            yield None
        else:
            yield from _voices(block[at + 1 : stop], start, end)


def _voices(lines: list[str], start: float, end: float) -> Iterator[RawCue]:
    """One for each who speaks in it."""
    before, *voices = _VOICE.split("\n".join(lines))
    for speaker, text in [("", before), *zip(voices[::2], voices[1::2], strict=True)]:
        if plain := tuple(filter(None, map(_plain, text.split("\n")))):
            yield RawCue(plain, start, end, " ".join(_plain(speaker).split())[:MOST_SPEAKER])


def _plain(line: str) -> str:
    text = html.unescape(_TAG.sub("", line)).replace("\u00a0", " ")
    return _UNSEEN.sub("", text).strip()
