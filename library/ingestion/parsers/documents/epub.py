"""EPUB 2 and 3: the spine in order, its contents, its footnotes.

A file of the spine is a leaf, or several where it holds more than a few pages.
Sources: W3C EPUB 3.3; IDPF OPF 2.0.1 for the contents of EPUB 2 (NCX).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import ngettext

from ..base import OutlineEntry
from ..html import HtmlReader, inline_text
from ..xml import first_child, local_name
from .document import Document, DocumentParser, Leaf, leaves_of
from .markup import parse_html
from .package import beside, damaged, member, opened, shows, xml

_DC = "{http://purl.org/dc/elements/1.1/}"
PAGES_OF_TEXT = ("application/xhtml+xml", "text/html")
MAX_SPINE = 5_000


class EpubParser(DocumentParser):
    kind = "epub"

    def read(self, path: Path) -> Document:
        with opened(path) as package:
            if "META-INF/encryption.xml" in package.namelist() and _is_locked(package):
                raise UnreadableSource(
                    _("This e-book is locked by its shop (DRM). Get a copy without a lock."),
                    code="encrypted",
                )
            book = _Book(package)
            return book.document()


@dataclass(slots=True)
class _Chapter:
    """A file of the spine: the leaf where it begins, and for each id in it the leaf it is in."""

    first: int
    anchors: dict[str, int] = field(default_factory=dict)


class _Book:
    def __init__(self, package: ZipFile):
        self.package = package
        self.opf = _opf_name(package)
        root = xml(package, self.opf)
        if root is None:
            raise damaged()
        self.root = root
        self.items = {item.get("id"): item for item in root.iter() if local_name(item) == "item"}
        self.leaves: list[Leaf] = []
        self.chapters: dict[str, _Chapter] = {}
        self.missing = 0

    def document(self) -> Document:
        for name in self._spine():
            self._read(name)
        creators = [_words(part) for part in self.root.iter(f"{_DC}creator")]
        return Document(
            leaves=self.leaves,
            title=self._said("title"),
            authors=[name for name in creators if name][:20],
            language=self._said("language"),
            licence=self._said("rights")[:200],
            outline=list(self._outline()),
            warnings=[_missing(self.missing)] if self.missing else [],
        )

    def _said(self, name: str) -> str:
        return next((_words(part) for part in self.root.iter(f"{_DC}{name}")), "")

    def _spine(self) -> Iterator[str]:
        references = [part for part in self.root.iter() if local_name(part) == "itemref"]
        for reference in references[:MAX_SPINE]:
            item = self.items.get(reference.get("idref"))
            if item is None or item.get("media-type") not in PAGES_OF_TEXT:
                continue
            if "nav" not in (item.get("properties") or "").split():
                yield self._name(item)

    def _name(self, item: etree._Element) -> str:
        return beside(self.opf, unquote(item.get("href") or ""))

    def _read(self, name: str) -> None:
        data = member(self.package, name)
        if not data:
            self.missing += 1
            return
        reader = HtmlReader(picture=lambda address: self._picture(name, address))
        blocks = reader.read(parse_html(data))
        chapter = self.chapters[name] = _Chapter(len(self.leaves))
        if not blocks:
            return
        parts = leaves_of(blocks)
        starts = [sum(len(part.blocks) for part in parts[:i]) for i in range(len(parts))]
        for anchor, at in reader.anchors.items():
            within = max(i for i, start in enumerate(starts) if start <= at)
            chapter.anchors[anchor] = chapter.first + within
        self.leaves += parts

    def _picture(self, name: str, address: str) -> str:
        found = beside(name, unquote(address))
        return found if shows(self.package, found) else ""

    def _outline(self) -> Iterator[OutlineEntry]:
        """Of the navigation document, else of the NCX; entries that lead nowhere are left out."""
        for level, title, target in self._contents():
            name, _hash, anchor = target.partition("#")
            chapter = self.chapters.get(name)
            if chapter is not None and title and self.leaves:
                page = min(chapter.anchors.get(anchor, chapter.first), len(self.leaves) - 1)
                yield OutlineEntry(level, title, page)

    def _contents(self) -> Iterator[tuple[int, str, str]]:
        for item in self.items.values():
            if "nav" in (item.get("properties") or "").split():
                name = self._name(item)
                root = parse_html(member(self.package, name))
                yield from _navigation(root, name)
                return
        for item in self.items.values():
            if item.get("media-type") == "application/x-dtbncx+xml":
                name = self._name(item)
                root = xml(self.package, name)
                if root is not None:
                    yield from _ncx(root, name)
                return


def _navigation(root: etree._Element, name: str) -> Iterator[tuple[int, str, str]]:
    navs = [part for part in root.iter() if local_name(part) == "nav"]
    types = [" ".join(value for key, value in nav.items() if key.endswith("type")) for nav in navs]
    chosen = next((nav for nav, said in zip(navs, types, strict=True) if "toc" in said), None)
    nav = chosen if chosen is not None else (navs[0] if navs else None)
    for link in nav.iter() if nav is not None else ():
        if local_name(link) == "a" and link.get("href"):
            level = sum(1 for up in link.iterancestors() if local_name(up) == "ol")
            yield (
                max(1, level),
                inline_text(link).replace("\n", " "),
                _target(name, link.get("href")),
            )


def _ncx(root: etree._Element, name: str) -> Iterator[tuple[int, str, str]]:
    for point in root.iter():
        if local_name(point) != "navPoint":
            continue
        label, content = first_child(point, "navLabel"), first_child(point, "content")
        level = 1 + sum(1 for up in point.iterancestors() if local_name(up) == "navPoint")
        if label is not None and content is not None:
            yield level, _words(label), _target(name, content.get("src"))


def _target(name: str, reference: str | None) -> str:
    address, _hash, anchor = unquote(reference or "").partition("#")
    return f"{beside(name, address) if address else name}#{anchor}"


def _opf_name(package: ZipFile) -> str:
    container = xml(package, "META-INF/container.xml")
    for part in container.iter() if container is not None else ():
        if local_name(part) == "rootfile" and part.get("full-path"):
            return part.get("full-path") or ""
    raise damaged()


def _is_locked(package: ZipFile) -> bool:
    """Fonts may be obfuscated, which does not matter; text that is encrypted does."""
    root = xml(package, "META-INF/encryption.xml")
    names = (
        [p.get("URI") or "" for p in root.iter() if local_name(p) == "CipherReference"]
        if (root is not None)
        else []
    )
    return any(name.lower().endswith((".xhtml", ".html", ".htm", ".xml")) for name in names)


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _missing(count: int) -> str:
    return ngettext(
        "%(count)s part of the e-book is missing from the file.",
        "%(count)s parts of the e-book are missing from the file.",
        count,
    ) % {"count": count}
