"""What a PDF says of its rights: its XMP packet, and the entries of its document information.

Licence: cc:license, xmpRights:WebStatement, dc:rights, xmpRights:UsageTerms, then the entries
License, Rights and Copyright. Attribution: cc:attributionName, dc:rights, else title and authors.
Sources: ISO 16684-1 (XMP), wiki.creativecommons.org/wiki/XMP.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pymupdf
from lxml import etree

from library.ingestion.parsers.licences import licence_name
from library.ingestion.parsers.xml import BadXml, local_name, parse_xml
from library.ingestion.textflow import clean

MAX_TEXT = 500  # characters of one statement
MAX_LICENCE = 200
MAX_PACKET = 1024 * 1024
INFORMATION = ("License", "Licence", "Rights", "Copyright")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DC = "{http://purl.org/dc/elements/1.1/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_CC = ("{http://creativecommons.org/ns#}", "{http://web.resource.org/cc/}")
_READ_ERRORS = (RuntimeError, ValueError, TypeError, pymupdf.mupdf.FzErrorBase)


@dataclass(frozen=True, slots=True)
class Rights:
    """Empty where the file does not say. creators: people of dc:creator, in order."""

    licence: str = ""
    attribution: str = ""
    creators: list[str] = field(default_factory=list)


def read_rights(document: pymupdf.Document) -> Rights:
    """Never raises: a damaged statement is as good as none."""
    packet = _packet(document)
    stated = [*_statements(packet), *_information(document)]
    return Rights(
        licence=_licence([*_addresses(packet), *stated]),
        attribution=_attribution(packet, stated),
        creators=_values(packet, f"{_DC}creator"),
    )


def credit_line(title: str, authors: list[str]) -> str:
    """ "A Book of Virtue, Ann Author, Bo Writer"; empty for a book that names nobody."""
    return ", ".join(filter(None, [title, *authors])) if authors else ""


def _packet(document: pymupdf.Document) -> list[etree._Element]:
    """The descriptions of the XMP packet."""
    try:
        text = document.get_xml_metadata() or ""
        if len(text) > MAX_PACKET:
            return []
        root = parse_xml(text[text.find("<") :].encode())
    except (BadXml, *_READ_ERRORS):
        return []
    return list(root.iter(f"{_RDF}Description"))


def _information(document: pymupdf.Document) -> list[str]:
    try:
        kind, value = document.xref_get_key(-1, "Info")
        if kind != "xref":
            return []
        xref = int(value.split()[0])
        found = [document.xref_get_key(xref, name) for name in INFORMATION]
    except _READ_ERRORS:
        return []
    return [text for kind, value in found if kind == "string" and (text := _short(value))]


def _addresses(packet: list[etree._Element]) -> list[str]:
    names = [*(f"{cc}license" for cc in _CC), f"{_RIGHTS}WebStatement"]
    return [value for name in names for value in _values(packet, name)]


def _statements(packet: list[etree._Element]) -> list[str]:
    names = (f"{_DC}rights", f"{_RIGHTS}UsageTerms")
    return [value for name in names for value in _values(packet, name)[:1]]


def _licence(stated: list[str]) -> str:
    """The known name of any of these, else the first words that are no address, else that."""
    known = next(filter(None, map(licence_name, stated)), "")
    words = next((text for text in stated if not _is_address(text)), "")
    return known or (words or next(iter(stated), ""))[:MAX_LICENCE].rstrip()


def _attribution(packet: list[etree._Element], stated: list[str]) -> str:
    names = [value for cc in _CC for value in _values(packet, f"{cc}attributionName")]
    if names:
        addresses = [value for cc in _CC for value in _values(packet, f"{cc}attributionURL")]
        return ", ".join([*names[:1], *addresses[:1]])
    return next((text for text in stated if not _is_address(text)), "")


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text


def _values(packet: list[etree._Element], name: str) -> list[str]:
    """Of a property, in order; of one given in several languages, the default first."""
    found = [value for description in packet for value in _of(description, name)]
    return [text for value in found if (text := _short(value))]


def _of(description: etree._Element, name: str) -> Iterator[str]:
    if value := description.get(name):
        yield value
    for element in description.findall(name):
        items = [item for item in element.iter(f"{_RDF}li") if local_name(item)]
        items.sort(key=lambda item: item.get(_LANGUAGE) not in ("x-default", None))
        if items:
            yield from ("".join(item.itertext()) for item in items)
        else:
            yield element.get(f"{_RDF}resource") or "".join(element.itertext())


def _short(text: str) -> str:
    return clean(text)[:MAX_TEXT].rstrip()
