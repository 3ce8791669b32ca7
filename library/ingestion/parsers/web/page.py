"""A page of the web as a document: its main text, and who wrote it when under which licence."""

from pathlib import Path

import trafilatura
from lxml import etree, html
from lxml.html import HtmlElement

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.zips import DAMAGED

from ..base import Block, SectionKind
from ..documents.document import Document, DocumentParser, leaves_of
from ..documents.package import damaged, member, opened
from ..licences import licence_name
from . import ailments, main_text
from .decoding import decoded
from .marking import mark
from .package import PAGE, Facts, facts_of

MOST_HTML = 5 * 1024**2  # bytes
MOST_ELEMENTS = 150_000


class WebParser(DocumentParser):
    kind = "web"

    def read(self, path: Path) -> Document:
        with opened(path) as package:
            try:
                facts = facts_of(package)
            except (*DAMAGED, KeyError, TypeError, ValueError) as error:
                raise damaged() from error
            page = member(package, PAGE, MOST_HTML + 1)
        return document_of(page, facts)


def document_of(page: bytes, facts: Facts) -> Document:
    """Raises UnreadableSource, also for a page that is there and says nothing."""
    if len(page) > MOST_HTML:
        raise too_large()
    root = parse(decoded(page, facts.charset))
    notes = ailments.signs_of(root)  # before the tree is changed
    licence = _licence(root)
    marked = mark(root, facts.address)
    found = main_text.find(marked)
    blocks = main_text.blocks_of(marked, found)
    title = _title(root, found)
    warnings = ailments.examine(notes, title, blocks)
    if not any(block.text for block in blocks):
        raise empty()
    if blocks and not any(b.kind is SectionKind.HEADING and b.level == 1 for b in blocks) and title:
        blocks.insert(0, Block(title, SectionKind.HEADING, level=1))
    return Document(
        leaves=leaves_of([_placed(block, facts) for block in blocks]),
        title=title,
        authors=_authors(found),
        language=(root.get("lang") or root.get("xml:lang") or "").strip(),
        licence=licence or _said(found, "license"),
        attribution=_attribution(title, found, facts),
        warnings=warnings,
    )


def parse(text: str) -> HtmlElement:
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise empty() from error
    is_cut = any("Excessive depth" in entry.message for entry in parser.error_log)
    if is_cut or sum(1 for _element in root.iter()) > MOST_ELEMENTS:
        raise too_large()
    return root


def empty() -> UnreadableSource:
    return UnreadableSource(
        _("There is no text on this page. Open it in your browser, and check the address."),
        code="empty",
    )


def too_large() -> UnreadableSource:
    return UnreadableSource(
        _(
            "This page is too large to be read as one. Save the part that you need as a file, and "
            "upload that."
        ),
        code="too_large",
    )


def _placed(block: Block, facts: Facts) -> Block:
    """A draft's pictures are their addresses; later those that were fetched have a name."""
    if block.media and facts.pictures is not None:
        block.media = facts.pictures.get(block.media, "")
    return block


def _title(root: HtmlElement, found: trafilatura.settings.Document | None) -> str:
    said = _said(found, "title")
    return said or " ".join("".join(root.xpath("//title[1]//text()")).split())


def _said(found: trafilatura.settings.Document | None, name: str) -> str:
    return " ".join((getattr(found, name, None) or "").split())


def _authors(found: trafilatura.settings.Document | None) -> list[str]:
    return [name.strip() for name in _said(found, "author").split(";") if name.strip()]


def _licence(root: HtmlElement) -> str:
    """What the page says with rel="license"."""
    for link in root.iter("a", "link"):
        if "license" in (link.get("rel") or "").lower().split():
            name = licence_name(link.get("href") or "")
            if name:
                return name
    return ""


def _attribution(title: str, found: trafilatura.settings.Document | None, facts: Facts) -> str:
    """ "Ada Lovelace: Notes. Example Journal, 1843-09-01. https://example.org/notes" """
    by = ", ".join(_authors(found))
    named = f"{by}: {title}" if by else title
    where = ", ".join(filter(None, [_said(found, "sitename"), _said(found, "date")]))
    return ". ".join(filter(None, [named, where, facts.address]))


__all__ = ["WebParser", "document_of", "parse"]
