"""How a block is put together from text."""

from lxml import etree

from ..base import Block, Line, SectionKind
from ..xml import first_child
from .context import Context
from .inline import inline_text


def block_of(kind: SectionKind, lines: list[str], *, level: int = 0) -> Block:
    """One line gives a block without lines: its text says it all."""
    flat = [part for line in lines for part in line.split("\n") if part.strip()]
    listed = [Line(part) for part in flat] if len(flat) > 1 else []
    return Block("\n".join(flat), kind, lines=listed, level=level)


def title_text(element: etree._Element, context: Context) -> str:
    title = first_child(element, "title")
    return inline_text(title, context).replace("\n", " ") if title is not None else ""
