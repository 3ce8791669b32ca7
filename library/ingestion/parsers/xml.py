"""XML of strangers: entities, DTDs and the network are off, size and depth are bounded."""

import re

from lxml import etree

from project.sentences import gettext as _

MAX_BYTES = 8 * 1024 * 1024  # the largest modules of OpenStax are near 1 MB
MAX_DEPTH = 120  # real ones stay below 30
MAX_REASON = 100  # characters of what the XML parser says, so that advice fits behind it

_ENTITY = re.compile(rb"<!ENTITY\s+%?\s*([^\s\"'>]{1,60})")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")


class BadXml(Exception):
    """Its text is a reason, without a full stop."""


def parse_xml(data: bytes, *, most: int = MAX_BYTES) -> etree._Element:
    """The root element, without comments and processing instructions.

    Raises BadXml. Entities are looked for in the bytes before anything is parsed, and the
    encoding is fixed to UTF-8 so that no other one can hide them.
    """
    if len(data) > most:
        raise BadXml(_("it is larger than %(size)s") % {"size": f"{most // 1024 // 1024} MB"})
    if names := _ENTITY.findall(data):
        listed = ", ".join(sorted({name.decode("utf-8", "replace") for name in names})[:5])
        raise BadXml(
            _("it declares XML entities (%(names)s), which are refused") % {"names": listed}
        )
    # one parser per document: a shared one would keep every name it has ever seen
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = _("it is not valid XML (%(error)s)") % {"error": str(error)[:MAX_REASON]}
        raise BadXml(reason) from error
    if _TOO_DEEP(root):
        raise BadXml(_("it nests elements more than %(depth)s deep") % {"depth": MAX_DEPTH})
    return root


def local_name(element: etree._Element) -> str:
    """The name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def first_child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local_name(child) == name), None)


def children_named(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if local_name(child) == name]


def has_class(element: etree._Element, name: str) -> bool:
    return name in (element.get("class") or "").split()
