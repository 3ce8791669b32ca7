"""A saved web page (.html), or one with its pictures in a zip (.htmlz)."""

from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from ..html import HtmlReader
from ..xml import local_name
from .document import Document, DocumentParser, leaves_of
from .markup import MAX_HTML_BYTES, parse_html
from .package import beside, damaged, member, opened, shows


class HtmlParser(DocumentParser):
    kind = "html"

    def read(self, path: Path) -> Document:
        if path.stat().st_size > MAX_HTML_BYTES:
            raise damaged()
        return _document(parse_html(path.read_bytes()), HtmlReader())


class HtmlZipParser(DocumentParser):
    kind = "htmlz"

    def read(self, path: Path) -> Document:
        with opened(path) as package:
            names = [n for n in package.namelist() if n.lower().endswith((".html", ".htm"))]
            if not names:
                raise damaged()
            name = min(names, key=lambda one: (one.count("/"), "index" not in one.lower(), one))

            def picture(address: str) -> str:
                found = beside(name, unquote(address))
                return found if shows(package, found) else ""

            data = member(package, name, MAX_HTML_BYTES)
            return _document(parse_html(data), HtmlReader(picture=picture))


def _document(root: etree._Element, reader: HtmlReader) -> Document:
    body = next((part for part in root.iter() if local_name(part) == "body"), root)
    title = next((part for part in root.iter() if local_name(part) == "title"), None)
    author = _meta(root, "author")
    return Document(
        leaves=leaves_of(reader.read(body)),
        title=" ".join("".join(title.itertext()).split()) if title is not None else "",
        authors=[author] if author else [],
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
    )


def _meta(root: etree._Element, name: str) -> str:
    for part in root.iter():
        if local_name(part) == "meta" and (part.get("name") or "").lower() == name:
            return " ".join((part.get("content") or "").split())
    return ""
