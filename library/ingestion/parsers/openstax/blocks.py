"""What stands over a part."""

from lxml import etree

from ..xml import first_child
from .context import Context
from .inline import inline_text


def title_text(element: etree._Element, context: Context) -> str:
    title = first_child(element, "title")
    return inline_text(title, context).replace("\n", " ") if title is not None else ""
