"""One book of a bundle: its modules with the labels they are cited by, and its outline."""

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from ..base import OutlineEntry
from ..xml import BadXml, children_named, first_child, has_class
from .bundle import BookFile, Bundle, MissingModule
from .collection import Collection, ModuleRef, Part, parse_collection
from .words import Words, words_of

MAX_LABEL = 60


@dataclass(frozen=True, slots=True)
class Head:
    """What a module says at its beginning. title is empty where it cannot be read."""

    title: str = ""
    classes: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A module within the book.

    label: as it is cited ("15.1", "15", "Preface", "A").
    group: the modules that figures are counted over: the chapter, or the module alone.
    prefix: what stands before a figure's number ("15.", "A", or empty).
    chapter_title: of the first module of a chapter only.
    """

    reference: ModuleRef
    title: str
    label: str
    group: tuple[ModuleRef, ...]
    prefix: str
    chapter: str = ""
    chapter_title: str = ""
    is_introduction: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """number: through the whole book, units or not. modules: all below it, in reading order."""

    number: str
    part: Part
    modules: tuple[ModuleRef, ...]


class Book:
    def __init__(self, bundle: Bundle, file: BookFile):
        self.bundle = bundle
        self.file = file
        self.collection: Collection = parse_collection(file.path.read_bytes())
        self._heads: dict[str, Head] = {}

    @property
    def words(self) -> Words:
        return words_of(self.collection.language)

    @cached_property
    def modules(self) -> list[ModuleRef]:
        return self.collection.modules

    @cached_property
    def chapters(self) -> list[Chapter]:
        found: list[Part] = []

        def visit(part: Part) -> None:
            for child in part.children:
                if isinstance(child, Part):
                    if child.is_chapter:
                        found.append(child)
                    else:
                        visit(child)

        visit(self.collection.content)
        return [
            Chapter(str(number), part, tuple(part.modules))
            for number, part in enumerate(found, start=1)
        ]

    @cached_property
    def _chapter_of(self) -> dict[int, tuple[Chapter, int]]:
        """By a module's index: its chapter, and where in it the module stands, from 0."""
        return {
            reference.index: (chapter, position)
            for chapter in self.chapters
            for position, reference in enumerate(chapter.modules)
        }

    @cached_property
    def by_document(self) -> dict[str, ModuleRef]:
        return {reference.document: reference for reference in reversed(self.modules)}

    def head(self, document: str) -> Head:
        if document not in self._heads:
            try:
                self._heads[document] = read_head(self.bundle.module(document))
            except (MissingModule, BadXml):
                self._heads[document] = Head()
        return self._heads[document]

    def place(self, reference: ModuleRef) -> Place:
        head = self.head(reference.document)
        title = head.title or reference.title
        if reference.index not in self._chapter_of:
            return self._place_outside(reference, title)
        chapter, place = self._chapter_of[reference.index]
        position = place if self._has_introduction(chapter.modules) else place + 1
        return Place(
            reference,
            title,
            f"{chapter.number}.{position}" if position else chapter.number,
            chapter.modules,
            prefix=f"{chapter.number}.",
            chapter=chapter.number,
            chapter_title="" if place else chapter.part.title,
            is_introduction=position == 0,
        )

    def _has_introduction(self, modules: tuple[ModuleRef, ...]) -> bool:
        """The first module carries the chapter's number, unless it says that it is a section."""
        first = self.head(modules[0].document)
        if not first.title:  # it cannot be read; in every OpenStax book it is the introduction
            return len(modules) > 1
        return "introduction" in first.classes.split() or first.title == "Introduction"

    def _place_outside(self, reference: ModuleRef, title: str) -> Place:
        """Prefaces are called by their title, appendices by a letter."""
        letter = self._appendix_letters.get(reference.index, "")
        label = letter or title or reference.document
        return Place(reference, title, label[:MAX_LABEL], (reference,), prefix=letter)

    @cached_property
    def _appendix_letters(self) -> dict[int, str]:
        last = max(self._chapter_of, default=-1)
        appendices = [
            reference.index
            for reference in self.modules
            if reference.index > last
            and reference.index not in self._chapter_of
            and "appendix" in self.head(reference.document).classes.split()
        ]
        return {index: _letters(count) for count, index in enumerate(appendices)}

    def outline(self) -> list[OutlineEntry]:
        entries: list[OutlineEntry] = []
        numbers = {id(chapter.part): chapter.number for chapter in self.chapters}
        self._add_entries(self.collection.content, 1, numbers, entries)
        return entries

    def _add_entries(
        self, part: Part, level: int, numbers: dict[int, str], entries: list[OutlineEntry]
    ) -> None:
        for child in part.children:
            if isinstance(child, ModuleRef):
                place = self.place(child)
                is_numbered = bool(place.prefix) and not place.is_introduction
                title = place.title or child.document
                number = place.label if is_numbered else ""
                entries.append(OutlineEntry(level, title, child.index, "section", number))
                continue
            number = numbers.get(id(child), "")
            kind = "chapter" if number else "section" if part.is_chapter and level > 1 else "unit"
            first = child.first.index
            entries.append(OutlineEntry(level, child.title, first, kind, number))
            self._add_entries(child, level + 1, numbers, entries)


def read_head(root: etree._Element) -> Head:
    title = first_child(root, "title")
    content = first_child(root, "content")
    classes = [element.get("class", "") for element in (root, content) if element is not None]
    text = " ".join("".join(title.itertext()).split()) if title is not None else ""
    return Head(text, " ".join(classes).strip())


def find_authors(book: Book) -> list[str]:
    """Senior authors as the preface names them: "Name, Institution" under their heading.

    The source files have no field for authors; collections of before 2015 did.
    """
    if book.collection.authors:
        return book.collection.authors
    for reference in book.modules[:3]:
        try:
            root = book.bundle.module(reference.document)
        except (MissingModule, BadXml):
            continue
        for section in root.iter("{*}section"):
            if authors := _authors_of(section):
                return authors
    return []


def _authors_of(section: etree._Element) -> list[str]:
    title = first_child(section, "title")
    heading = "".join(title.itertext()).lower() if title is not None else ""
    if not has_class(section, "sr-contrib-auth") and "senior contributing author" not in heading:
        return []
    names = []
    for para in children_named(section, "para"):
        first_line = _first_line(para)
        name, comma, place = first_line.partition(",")
        # a line "Name, Institution", not a sentence of the biography
        if comma and len(name.split()) <= 5 and len(place) < 120 and not place.endswith("."):
            names.append(name.strip())
    return names


def _first_line(para: etree._Element) -> str:
    text = para.text or ""
    for child in para:
        if "newline" in child.tag:
            break
        text += "".join(child.itertext()) + (child.tail or "")
    return " ".join(text.split())


def _letters(count: int) -> str:
    """A, B, … Z, AA, AB, …"""
    text = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, 26)
        text = chr(65 + rest) + text
    return text
