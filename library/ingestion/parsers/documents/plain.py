"""Plain text, Markdown and RTF."""

import re
from collections.abc import Iterator
from pathlib import Path

import charset_normalizer
from lxml import html as lenient
from markdown_it import MarkdownIt
from striprtf.striprtf import rtf_to_text

from ..base import Block, SectionKind
from ..blocks import block_of
from ..html import HtmlReader
from .document import Document, DocumentParser, Leaf, leaves_of, named
from .package import damaged

MAX_TEXT_BYTES = 30 * 1024**2
LEAST_SIGNS = 20  # beyond ASCII
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_RTF_TITLE = re.compile(r"\{\\title ([^{}\\]{1,300})\}")
_RTF_AUTHOR = re.compile(r"\{\\author ([^{}\\]{1,200})\}")
# Set between paragraphs, or as a property of the one that begins the page.
_RTF_PAGE = re.compile(r"(?<!\\)\\page(?:bb)?(?![a-z0-9])[ \r\n]?")
_UNDERLINED = re.compile(r"^[=\-~]{3,}$")


class MarkdownParser(DocumentParser):
    kind = "markdown"

    def read(self, path: Path) -> Document:
        text = read_text(path)
        facts = _front_matter(text)
        html = (
            MarkdownIt("commonmark", {"html": False})
            .enable("table")
            .render(_FRONT_MATTER.sub("", text))
        )
        root = lenient.fragment_fromstring(html or "<p></p>", create_parent="div")
        author = facts.get("author", "")
        return Document(
            leaves=leaves_of(HtmlReader().read(root)),
            title=facts.get("title", ""),
            authors=[author] if author else [],
            language=facts.get("lang", ""),
        )


class TextParser(DocumentParser):
    """Paragraphs are parted by blank lines; a form feed, if there is one, ends a page."""

    kind = "text"

    def read(self, path: Path) -> Document:
        return Document(leaves=_leaves(read_text(path)))


class RtfParser(DocumentParser):
    kind = "rtf"

    def read(self, path: Path) -> Document:
        raw = _bounded(path).decode("latin-1")
        try:
            text = rtf_to_text(_RTF_PAGE.sub("\f", raw), errors="replace")
        except (ValueError, IndexError, KeyError, LookupError) as error:
            raise damaged() from error
        title, author = _RTF_TITLE.search(raw), _RTF_AUTHOR.search(raw)
        return Document(
            leaves=_leaves(text.replace("\n", "\n\n")),
            title=title.group(1).strip() if title else "",
            authors=[author.group(1).strip()] if author else [],
        )


def read_text(path: Path) -> str:
    """In whatever encoding it is. Raises UnreadableSource for what is no text."""
    data = _bounded(path)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return _guessed(data).replace("\r\n", "\n")


def _guessed(data: bytes) -> str:
    """Too few letters say nothing of an encoding, and most of those files are Western."""
    has_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not has_mark:
        raise damaged()
    if sum(byte > 127 for byte in data) < LEAST_SIGNS and not has_mark:
        return data.decode("cp1252", "replace")
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise damaged()
    return str(best)


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise damaged()
    return path.read_bytes()


def _front_matter(text: str) -> dict[str, str]:
    found = _FRONT_MATTER.match(text)
    lines = found.group(1).split("\n") if found else []
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}


def _leaves(text: str) -> list[Leaf]:
    pages = text.split("\f")
    if len(pages) > 1:
        return [Leaf(list(_paragraphs(page))) for page in pages]
    return named(leaves_of(list(_paragraphs(text))))


def _paragraphs(text: str) -> Iterator[Block]:
    for piece in re.split(r"\n\s*\n", text):
        lines = [line.rstrip() for line in piece.split("\n") if line.strip()]
        if not lines:
            continue
        if len(lines) >= 2 and _UNDERLINED.match(lines[1].strip()):
            level = 1 if lines[1].strip().startswith("=") else 2
            yield block_of(SectionKind.HEADING, [lines[0].strip()], level=level)
            lines = lines[2:]
        if lines:
            yield block_of(SectionKind.TEXT, [" ".join(line.strip() for line in lines)])
