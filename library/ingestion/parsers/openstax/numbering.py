"""What is counted through a chapter: figures, tables, examples, equations and exercises."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from ..xml import BadXml, first_child, has_class, local_name
from .book import Book, Place
from .bundle import MissingModule
from .collection import ModuleRef
from .words import Words, title_of_class

_COUNTED = ("figure", "table", "example", "equation", "exercise")
_TITLED = ("section", "note", "document", "rule")
_BOXES = {"example", "note"}


def number_module(
    root: etree._Element, prefix: str, counts: Counter[str], words: Words
) -> Iterator[tuple[etree._Element, str]]:
    """Each counted element with its printed label ("Figure 2.3"); `counts` goes on."""
    names = {name: getattr(words, name) for name in _COUNTED}
    for element in root.iter("{*}figure", "{*}table", "{*}example", "{*}equation", "{*}exercise"):
        name = local_name(element)
        if not _is_counted(element, name):
            continue
        counts[name] += 1
        before = "" if name == "exercise" else prefix
        yield element, f"{names[name]} {before}{counts[name]}"


def _is_counted(element: etree._Element, name: str) -> bool:
    if has_class(element, "unnumbered"):
        return False
    if name == "equation":
        label = first_child(element, "label")
        return label is None or bool((label.text or "").strip())
    if name == "exercise":
        return not any(local_name(above) in _BOXES for above in element.iterancestors())
    return True


def number_of(label: str) -> str:
    """ "Figure 2.3" -> "2.3"."""
    return label.rpartition(" ")[2]


class Numbering:
    """Labels of a book's elements, worked out a chapter at a time and only when asked for."""

    def __init__(self, book: Book):
        self._book = book
        self._starts: dict[int, Counter[str]] = {}
        self._labels: dict[int, dict[tuple[str, str], str]] = {}  # by first module of the group

    def of_module(self, place: Place, root: etree._Element) -> dict[etree._Element, str]:
        """Labels of the elements of `root`, which is the module at `place`."""
        self._labels_of(place)
        counts = Counter(self._starts.get(place.reference.index, Counter()))
        return dict(number_module(root, place.prefix, counts, self._book.words))

    def target(self, place: Place, document: str, identifier: str) -> str:
        """What a link's target is called, or empty: "Figure 2.3", a title, "Section 15.1"."""
        reference = self._book.by_document.get(document)
        if reference is None:
            return ""
        other = place if document == place.reference.document else self._book.place(reference)
        if not identifier:
            return self._name_of(other)
        return self._labels_of(other).get((document, identifier), "")

    def _name_of(self, place: Place) -> str:
        words = self._book.words
        if not place.chapter:
            return place.title or place.label
        return f"{words.chapter if place.is_introduction else words.section} {place.label}"

    def _labels_of(self, place: Place) -> dict[tuple[str, str], str]:
        key = place.group[0].index
        if key not in self._labels:
            self._labels[key] = {}
            counts: Counter[str] = Counter()
            for reference in place.group:
                self._starts[reference.index] = Counter(counts)
                self._labels[key].update(self._read(reference, place.prefix, counts))
        return self._labels[key]

    def _read(
        self, reference: ModuleRef, prefix: str, counts: Counter[str]
    ) -> dict[tuple[str, str], str]:
        try:
            root = self._book.bundle.module(reference.document)
        except (MissingModule, BadXml):
            return {}
        language = self._book.collection.language
        labels = {
            (reference.document, element.get("id", "")): label
            for element, label in number_module(root, prefix, counts, self._book.words)
        }
        for element in root.iter(*(f"{{*}}{name}" for name in _TITLED)):
            title = first_child(element, "title")
            text = " ".join("".join(title.itertext()).split()) if title is not None else ""
            name = text or title_of_class(element.get("class") or "", language)
            labels.setdefault((reference.document, element.get("id", "")), name)
        labels.pop((reference.document, ""), None)
        return labels
