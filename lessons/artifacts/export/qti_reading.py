"""A QTI file or package -> its questions: 1.2, 2.1 and what a cartridge holds."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from library.ingestion.parsers.xml import local_name
from project.errors import Invalid

from . import qti12_reading, qti21_reading
from .items import ReadSet
from .packages import xml_members


def read_qti(data: bytes) -> ReadSet:
    """Raises Invalid where it is neither, or holds no question."""
    found = ReadSet()
    roots = list(xml_members(data))
    for read, element in _items(roots, found):
        number = len(found.items) + len(found.left_out) + 1
        try:
            found.items.append(read(element))
        except ValueError as error:
            found.left_out.append(
                _("Question %(number)s was left out: %(reason)s.")
                % {"number": number, "reason": error}
            )
    if not found.items and not found.left_out:
        raise Invalid(_("This file holds no questions in QTI 1.2 or 2.1."))
    return found


def _items(roots: list[tuple[str, etree._Element]], found: ReadSet) -> Iterator[tuple]:
    by_name = dict(roots)
    for name in sorted(by_name):
        root = by_name[name]
        if local_name(root) == "questestinterop":
            quizzes = qti12_reading.below(root, "assessment")
            found.title = found.title or (quizzes[0].get("title", "") if quizzes else "")
            for item in qti12_reading.below(root, "item"):
                yield qti12_reading.read_item, item
    for name in _in_order(by_name, found):
        yield qti21_reading.read_item, by_name[name]


def _in_order(by_name: dict[str, etree._Element], found: ReadSet) -> list[str]:
    """The items of 2.1: as a test lists them, then those that no test lists."""
    items = {name for name, root in by_name.items() if local_name(root) == "assessmentItem"}
    listed: list[str] = []
    for name, root in by_name.items():
        if local_name(root) != "assessmentTest":
            continue
        found.title = found.title or root.get("title", "")
        folder = name.rpartition("/")[0]
        for one in qti12_reading.below(root, "assessmentItemRef"):
            listed.append("/".join(filter(None, (folder, one.get("href", "")))))
    first = [name for name in dict.fromkeys(listed) if name in items]
    return [*first, *sorted(items - set(first))]
