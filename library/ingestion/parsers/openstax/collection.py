"""A collection: the table of contents that makes a book of modules."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped

from ..licences import licence_name
from ..xml import BadXml, children_named, first_child, local_name, parse_xml
from .advice import get_again

MAX_MODULES = 20_000


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module's place in the book. index: from 0. title: only where the collection gives one."""

    index: int
    document: str
    title: str = ""


@dataclass(slots=True)
class Part:
    """A unit, a chapter, or a group of sections within a chapter."""

    title: str
    children: list["Part | ModuleRef"] = field(default_factory=list)

    @property
    def modules(self) -> list[ModuleRef]:
        """All of them, in reading order."""
        found: list[ModuleRef] = []
        for child in self.children:
            found.extend([child] if isinstance(child, ModuleRef) else child.modules)
        return found

    @property
    def first(self) -> ModuleRef:
        """Of a part that holds at least one module, somewhere."""
        child = self.children[0]
        return child if isinstance(child, ModuleRef) else child.first

    @property
    def is_chapter(self) -> bool:
        return any(isinstance(child, ModuleRef) for child in self.children)


@dataclass(slots=True)
class Collection:
    title: str
    language: str
    licence: str
    authors: list[str]
    content: Part  # the whole book; its title is the book's

    @property
    def modules(self) -> list[ModuleRef]:
        return self.content.modules


def parse_collection(data: bytes) -> Collection:
    try:
        root = parse_xml(data)
    except BadXml as error:
        message = _("The book's table of contents cannot be read: %(reason)s.")
        message = get_again(message % {"reason": error})
        raise UnreadableSource(message, code="bad_collection") from error
    metadata = first_child(root, "metadata")
    content = first_child(root, "content")
    title = _meta(metadata, "title")
    book = Part(title)
    _read_children(content, book, iter(range(MAX_MODULES)))
    if not book.modules:
        raise UnreadableSource(
            get_again(_("The book's table of contents names no modules.")),
            code="empty_collection",
        )
    return Collection(
        title=title,
        language=_meta(metadata, "language") or _xml_language(root),
        licence=_licence(metadata),
        authors=_authors(metadata),
        content=book,
    )


def _read_children(content: etree._Element | None, part: Part, numbers: Iterator[int]) -> None:
    for child in content if content is not None else ():
        name = local_name(child)
        if name == "module":
            index = next(numbers, None)
            if index is None:
                raise UnreadableSource(
                    _(
                        "The book has more than %(count)s modules. Split it into several books, "
                        "and upload those."
                    )
                    % {"count": grouped(MAX_MODULES)},
                    code="too_large",
                )
            reference = ModuleRef(index, child.get("document", ""), _meta(child, "title"))
            part.children.append(reference)
        elif name == "subcollection":
            below = Part(_meta(child, "title"))
            _read_children(first_child(child, "content"), below, numbers)
            if below.children:
                part.children.append(below)


def _meta(element: etree._Element | None, name: str) -> str:
    found = first_child(element, name) if element is not None else None
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _xml_language(root: etree._Element) -> str:
    return root.get("{http://www.w3.org/XML/1998/namespace}lang", "")


def _licence(metadata: etree._Element | None) -> str:
    """ "CC BY 4.0" where the address is one of Creative Commons, else what the book says."""
    licence = first_child(metadata, "license") if metadata is not None else None
    if licence is None:
        return ""
    address = licence.get("url", "") or (licence.text or "")
    return licence_name(address) or _meta(metadata, "license") or address


def _authors(metadata: etree._Element | None) -> list[str]:
    """People of the older metadata: actors with full names, and the role that points to them."""
    actors = first_child(metadata, "actors") if metadata is not None else None
    roles = first_child(metadata, "roles") if metadata is not None else None
    if actors is None or roles is None:
        return []
    names = {actor.get("userid", ""): _meta(actor, "fullname") for actor in actors}
    identifiers = [
        identifier
        for role in children_named(roles, "role")
        if role.get("type") == "author"
        for identifier in (role.text or "").split()
    ]
    return [names[identifier] for identifier in identifiers if names.get(identifier)]
