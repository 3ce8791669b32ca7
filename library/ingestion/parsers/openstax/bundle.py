"""The folder of a book's source: where its files are, and nothing outside of it."""

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from lxml import etree

from project.errors import UnreadableSource
from project.sentences import gettext as _

from ..xml import MAX_BYTES, BadXml, local_name, parse_xml
from .advice import get_again

_DOCUMENT = re.compile(r"[\w-][\w.-]{0,99}")
_SEARCH_DEPTH = 2
MAX_MEDIA_NAME = 200  # characters, sub-folders included; of OpenStax's below 100


class MissingModule(Exception):
    pass


@dataclass(frozen=True, slots=True)
class BookFile:
    slug: str
    path: Path  # of the collection


class Bundle:
    """A folder with META-INF/, collections/, modules/ and media/."""

    def __init__(self, folder: Path):
        self.root = _find_root(folder.resolve())

    @cached_property
    def books(self) -> list[BookFile]:
        """As META-INF/books.xml lists them, or all collections where there is no list."""
        found = self._listed_books() or [
            BookFile(path.name.removesuffix(".collection.xml"), path)
            for path in sorted((self.root / "collections").glob("*.collection.xml"))
        ]
        if not found:
            raise UnreadableSource(
                _(
                    "No book was found in this archive: it has no collections/*.collection.xml. "
                    "Upload the source archive of an OpenStax book."
                ),
                code="not_openstax",
            )
        return found

    def _listed_books(self) -> list[BookFile]:
        path = self.root / "META-INF" / "books.xml"
        if not path.is_file():
            return []
        try:
            container = parse_xml(_read(path))
        except BadXml as error:
            message = _("The archive's list of books cannot be read: %(reason)s.")
            raise UnreadableSource(
                get_again(message % {"reason": error}), code="bad_collection"
            ) from error
        return [
            BookFile(book.get("slug", ""), found)
            for book in container
            if local_name(book) == "book"
            and (found := self._inside("META-INF", book.get("href", ""))) is not None
        ]

    def module(self, document: str) -> etree._Element:
        """Raises MissingModule, BadXml."""
        return parse_xml(self.module_bytes(document))

    def module_bytes(self, document: str) -> bytes:
        if not _DOCUMENT.fullmatch(document):
            raise MissingModule(document)
        path = self._inside("modules", f"{document}/index.cnxml")
        if path is None:
            raise MissingModule(document)
        return _read(path)

    @cached_property
    def media(self) -> frozenset[str]:
        """Names under media/, sub-folders with slashes."""
        folder = self.root / "media"
        return frozenset(
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
            if len(path.relative_to(folder).as_posix()) <= MAX_MEDIA_NAME
        )

    def media_name(self, document: str, src: str) -> str:
        """The name under media/ that a module's src means; empty where it leads elsewhere."""
        path = posixpath.normpath(posixpath.join("modules", document, src))
        return path.removeprefix("media/") if path.startswith("media/") else ""

    def open_media(self, name: str) -> IO[bytes]:
        path = self._inside("media", name)
        if path is None or not path.is_relative_to(self.root / "media"):
            raise UnreadableSource(
                get_again(_("The picture “%(name)s” is not in this book.") % {"name": name[:80]}),
                code="no_such_picture",
            )
        return path.open("rb")

    def _inside(self, folder: str, relative: str) -> Path | None:
        """The file, if it is one and, links followed, lies inside the bundle."""
        if not relative or relative.startswith("/") or "\0" in relative:
            return None
        path = (self.root / folder / relative).resolve()
        return path if path.is_relative_to(self.root) and path.is_file() else None


def _find_root(folder: Path) -> Path:
    """Archives hold the book at the top, or in one folder named after the repository."""
    level = [folder]
    for _level in range(_SEARCH_DEPTH + 1):
        for candidate in level:
            if (candidate / "collections").is_dir() and (candidate / "modules").is_dir():
                return candidate
        level = sorted(
            child
            for parent in level
            for child in parent.iterdir()
            if child.is_dir() and not child.is_symlink()
        )[:100]
    raise UnreadableSource(
        get_again(
            _(
                "This is not the source of an OpenStax book: the folders “collections” and "
                "“modules” are missing."
            )
        ),
        code="not_openstax",
    )


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)  # one byte too many makes parse_xml refuse it
