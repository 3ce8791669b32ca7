"""Running text: emphasis and terms keep their words, links get names, formulas become text."""

import re

from lxml import etree

from ..mathml import NEWLINE, math_text
from ..scripts import plain_superscript, subscript, superscript
from ..xml import local_name
from .context import Context

_SPACES = re.compile(r"[^\S\x01]+")
_AROUND_NEWLINE = re.compile(r" ?\x01 ?")
_NOWHERE = "\x02"  # where a link leads nowhere; its parentheses go with it: "(see )"
_AROUND_NOWHERE = re.compile(r" ?\((?:see )?\x02\.?\)|\x02")


def inline_text(element: etree._Element, context: Context) -> str:
    """The text of an element and all below it; "\\n" only where the source breaks the line."""
    return tidy(raw_text(element, context))


def tidy(raw: str) -> str:
    text = _SPACES.sub(" ", _AROUND_NOWHERE.sub("", raw))
    text = _AROUND_NEWLINE.sub(NEWLINE, text).strip(" " + NEWLINE)
    return text.replace(NEWLINE, "\n")


def raw_text(element: etree._Element, context: Context) -> str:
    parts = [element.text or ""]
    for child in element:
        parts.append(raw_child(child, context))
        parts.append(child.tail or "")
    return "".join(parts)


def raw_child(child: etree._Element, context: Context) -> str:
    name = local_name(child)
    if name == "link":
        return _link(child, context)
    if name == "sup":
        return plain_superscript(inline_text(child, context))
    if name == "sub":
        return subscript(inline_text(child, context))
    if name == "math":
        return math_text(child)
    if name == "footnote":
        return _footnote(child, context)
    if name == "newline":
        return NEWLINE
    if name == "space":
        return " "
    if name == "item":
        return f"{raw_text(child, context).strip()}; "
    if name in ("media", "image", "iframe", "object", "label"):
        return ""
    return raw_text(child, context)


def _link(link: etree._Element, context: Context) -> str:
    text = raw_text(link, context)
    if text.strip():
        return text
    address = link.get("url", "")
    if address:
        return "" if address.startswith("#") else address
    return context.target(link.get("document", ""), link.get("target-id", "")) or _NOWHERE


def _footnote(footnote: etree._Element, context: Context) -> str:
    context.footnotes.append("")  # keeps its place: a footnote can hold another
    number = len(context.footnotes)
    mark = superscript(str(number))
    text = inline_text(footnote, context).replace("\n", " ")
    context.footnotes[number - 1] = f"{mark} {text}"
    return mark
