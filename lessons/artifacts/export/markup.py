"""XML elements and the little HTML that question formats carry."""

import html
import re

from lxml import etree
from lxml import html as lxml_html

# What XML 1.0 cannot say at all.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})


def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """A child in its parent's namespace. An attribute `lang` is xml:lang."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name)
    for key, value in attributes.items():
        child.set("{http://www.w3.org/XML/1998/namespace}lang" if key == "lang" else key, value)
    if text:
        child.text = clean(text)
    return child


def clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def serialized(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def html_of(text: str) -> str:
    lines = html.escape(clean(text), quote=False).split("\n")
    return f"<p>{'<br/>'.join(lines)}</p>"


def text_of(markup: str) -> str:
    """The words of a stranger's HTML, with its line breaks."""
    if not markup.strip():
        return ""
    root = lxml_html.fragment_fromstring(markup, create_parent="div")
    return words(root)


def words(root: etree._Element) -> str:
    """The text below an element, HTML or XML, with line breaks where paragraphs end."""
    parts: list[str] = []
    _collect(root, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(element: etree._Element, parts: list[str]) -> None:
    if not isinstance(element.tag, str):
        return
    name = etree.QName(element).localname.lower()
    parts.append(_unbroken(element.text))
    for child in element:
        _collect(child, parts)
        parts.append(_unbroken(child.tail))
    if name in _BREAKS:
        parts.append("\n")


def _unbroken(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
