"""An OpenStax book in source form: a book without page marks, whose modules are its pages."""

import html
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped, ngettext

from ..base import Block, Inspection, OutlineEntry, PageOutcome, ParsedPage, SectionKind
from ..xml import BadXml, parse_xml
from .archive import unpack
from .book import Book, Place, find_authors
from .bundle import BookFile, Bundle, MissingModule
from .cnxml import read_content
from .context import Context
from .numbering import Numbering

ATTRIBUTION = "OpenStax, Rice University. Access for free at openstax.org"

_IMAGE = re.compile(rb"<image\b[^>]*?\bsrc=[\"']([^\"']+)[\"']")
_OUTSIDE = re.compile(rb"\burl=[\"']#(?:exercise|ost/api)")
_NAMED_IN_WARNING = 5


class OpenStaxParser:
    """workspace: where archives are unpacked to stay; without it, into a folder that goes again.

    book: the slug of the one to read where an archive holds several; the first otherwise.
    """

    kind = "openstax"

    def __init__(self, workspace: Path | None = None, book: str = ""):
        self._workspace = workspace
        self._slug = book

    def inspect(self, path: Path) -> Inspection:
        with opened(path, self._workspace) as bundle:
            book = self._book(bundle)
            collection = book.collection
            return Inspection(
                kind=self.kind,
                page_count=len(book.modules),
                title=collection.title,
                authors=find_authors(book),
                language=collection.language,
                licence=collection.licence,
                attribution=f"{collection.title}, {ATTRIBUTION}",
                warnings=_warnings(book),
            )

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        with opened(path, self._workspace) as bundle:
            book = self._book(bundle)
            numbering = Numbering(book)
            for reference in book.modules[max(start, 0) : max(stop, 0)]:
                yield read_page(book.place(reference), book, numbering)

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        with opened(path, self._workspace) as bundle:
            return self._book(bundle).outline()

    def unpack(self, path: Path, to: Path) -> None:
        unpack(path, to)

    def _book(self, bundle: Bundle) -> Book:
        return Book(bundle, choose_book(bundle, self._slug))


def choose_book(bundle: Bundle, slug: str = "") -> BookFile:
    if not slug:
        return bundle.books[0]
    for file in bundle.books:
        if file.slug == slug:
            return file
    listed = ", ".join(file.slug for file in bundle.books)
    raise UnreadableSource(
        _("The archive holds no book “%(name)s”. It holds: %(listed)s. Choose one of them.")
        % {"name": slug, "listed": listed},
        code="no_such_book",
    )


@contextmanager
def opened(path: Path, workspace: Path | None = None) -> Iterator[Bundle]:
    """The bundle in a folder or an archive."""
    if path.is_dir():
        yield Bundle(path)
        return
    if not path.is_file():
        raise UnreadableSource(_("The book's file is not there. Upload it again."), code="no_file")
    if workspace is not None:
        folder = workspace / _folder_name(path)
        unpack(path, folder)
        yield Bundle(folder)
        return
    temporary = Path(tempfile.mkdtemp(prefix="openstax-"))
    try:
        unpack(path, temporary / "book")
        yield Bundle(temporary / "book")
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _folder_name(path: Path) -> str:
    """The same file gives the same folder, a changed one another."""
    facts = path.stat()
    key = f"{path.resolve()}:{facts.st_size}:{facts.st_mtime_ns}"
    return f"openstax-{sha256(key.encode()).hexdigest()[:24]}"


def read_page(place: Place, book: Book, numbering: Numbering) -> ParsedPage:
    """The module at `place`; FAILED, with the reason, where it cannot be read."""
    document = place.reference.document
    page = ParsedPage(
        place.reference.index, place.label, 0, 0, PageOutcome.FAILED, title=place.title
    )
    try:
        root = book.bundle.module(document)
    except MissingModule:
        page.note = _(
            "The module %(name)s is missing from the archive. Upload the complete archive if you "
            "need it."
        ) % {"name": document[:100]}
        return page
    except BadXml as error:
        page.note = _(
            "The module %(name)s cannot be read: %(reason)s. Upload the complete archive if you "
            "need it."
        ) % {"name": document, "reason": error}
        return page
    context = Context(book, place, numbering, numbering.of_module(place, root))
    content = list(read_content(root, context))
    page.blocks = [*_headings(place, book), *content]
    page.outcome = PageOutcome.TEXT if content else PageOutcome.EMPTY
    page.note = context.note()
    return page


def _headings(place: Place, book: Book) -> Iterator[Block]:
    """The chapter's title stands on its introduction, whose own title comes below it."""
    if place.chapter_title:
        title = f"{book.words.chapter} {place.chapter}: {place.chapter_title}"
        yield Block(title, SectionKind.HEADING, level=1)
    title = place.title
    if place.chapter and not place.is_introduction:
        title = f"{place.label} {title}"
    elif place.prefix and not place.chapter:
        title = f"{book.words.appendix} {place.label}: {title}"
    if title.strip():
        yield Block(title, SectionKind.HEADING, level=2 if place.chapter_title else 1)


def _warnings(book: Book) -> list[str]:
    missing, broken, lost, outside = _survey(book)
    warnings = []
    if missing:
        warnings.append(
            ngettext(
                "%(count)s module is missing from the archive: %(names)s. The rest can be read. "
                "Upload the complete archive if you need all of it.",
                "%(count)s modules are missing from the archive: %(names)s. The rest can be read. "
                "Upload the complete archive if you need all of it.",
                len(missing),
            )
            % _listed(missing)
        )
    if broken:
        warnings.append(
            ngettext(
                "%(count)s module is not readable: %(names)s. The rest can be read. Upload the "
                "complete archive if you need all of it.",
                "%(count)s modules are not readable: %(names)s. The rest can be read. Upload the "
                "complete archive if you need all of it.",
                len(broken),
            )
            % _listed(broken)
        )
    if lost:
        warnings.append(
            ngettext(
                "%(count)s picture is not in the archive: %(names)s. Captions and descriptions "
                "are read. Upload the complete archive if you need it.",
                "%(count)s pictures are not in the archive: %(names)s. Captions and descriptions "
                "are read. Upload the complete archive if you need them.",
                len(lost),
            )
            % _listed(lost)
        )
    if outside:
        warnings.append(
            ngettext(
                "%(count)s exercise is only linked, kept outside the book by its publisher, and "
                "cannot be read. Look for it in the book at openstax.org.",
                "%(count)s exercises are only linked, kept outside the book by its publisher, and "
                "cannot be read. Look for them in the book at openstax.org.",
                outside,
            )
            % {"count": grouped(outside)}
        )
    if others := [file.slug for file in book.bundle.books if file.path != book.file.path]:
        warnings.append(
            _(
                "The archive also holds: %(names)s. Only “%(title)s” is read. Upload an archive "
                "of each other book that you need."
            )
            % {"names": _named(others), "title": book.collection.title}
        )
    return warnings


def _survey(book: Book) -> tuple[list[str], list[str], list[str], int]:
    """Modules missing and broken, pictures missing, exercises outside; the bytes of each once."""
    missing, broken, outside = [], [], 0
    lost: dict[str, None] = {}
    for document in dict.fromkeys(reference.document for reference in book.modules):
        try:
            data = book.bundle.module_bytes(document)
            parse_xml(data)
        except MissingModule:
            missing.append(document or _("(no name)"))
            continue
        except BadXml:
            broken.append(document)
            continue
        outside += len(_OUTSIDE.findall(data))
        for src in _IMAGE.findall(data):
            given = html.unescape(src.decode("utf-8", "replace"))
            name = book.bundle.media_name(document, given)
            if name not in book.bundle.media:
                lost[name or given] = None
    return missing, broken, list(lost), outside


def _listed(names: list[str]) -> dict[str, str]:
    return {"count": grouped(len(names)), "names": _named(names)}


def _named(names: list[str]) -> str:
    more = len(names) - _NAMED_IN_WARNING
    listed = ", ".join(names[:_NAMED_IN_WARNING])
    if more <= 0:
        return listed
    return _("%(names)s and %(count)s more") % {"names": listed, "count": grouped(more)}


def media_names(path: Path) -> list[str]:
    """Names of the pictures of an unpacked book (or of an archive, unpacked for this once)."""
    with opened(path) as bundle:
        return sorted(bundle.media)


def open_media(path: Path, name: str) -> IO[bytes]:
    """A picture, open for reading. Raises UnreadableSource for any other name."""
    with opened(path) as bundle:
        return bundle.open_media(name)
