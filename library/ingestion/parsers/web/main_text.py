"""The main text of a page, as blocks: trafilatura says what it is, and we what its parts are."""

from collections.abc import Iterator

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from ..base import Block, SectionKind
from ..blocks import CELL_MARK, block_of
from ..html import HtmlReader
from .marking import Marked, picture_at

LEAST_SIGNS = 250  # of a text; where trafilatura finds less, what the page itself marks is asked
_BLOCKS = {"p", "head", "list", "table", "quote", "code", "graphic", "div", "ab"}
_AROUND = ("nav", "header", "footer", "aside", "form", "dialog")
_BREAK = "\n"


def blocks_of(marked: Marked, found: trafilatura.settings.Document | None) -> list[Block]:
    blocks = list(_within(marked, found.body)) if found is not None else []
    if signs(blocks) < LEAST_SIGNS:
        others = _marked_as_main(marked)
        blocks = others if signs(others) > 2 * signs(blocks) else blocks
    return list(_without_empty_headings(blocks))


def _without_empty_headings(blocks: list[Block]) -> Iterator[Block]:
    """One that has neither text nor a lower heading below it stood over what was left out."""
    for block, after in zip(blocks, [*blocks[1:], None], strict=False):
        if (
            block.kind is not SectionKind.HEADING
            or block.level == 1
            or (
                after is not None
                and (after.kind is not SectionKind.HEADING or after.level > block.level)
            )
        ):
            yield block


def signs(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _marked_as_main(marked: Marked) -> list[Block]:
    """What the page itself calls its main part, without what stands around it."""
    root = marked.root
    main = next(iter(root.xpath("//main | //*[@role='main'] | //article")), None)
    main = root.find(".//body") if main is None else main
    if main is None:
        return []
    for part in [part for part in main.iter(*_AROUND) if part is not main]:
        if part.getparent() is not None:
            part.drop_tree()
    blocks = HtmlReader(picture=lambda address: address).read(main)
    return [one for block in blocks for one in _with_picture(marked, block)]


def _with_picture(marked: Marked, block: Block) -> Iterator[Block]:
    if block.kind is not SectionKind.FIGURE:
        yield block
    elif shown := _figure(marked, block.media):
        yield shown


def _figure(marked: Marked, place: str) -> Block | None:
    picture = picture_at(marked, place)
    if picture is None:
        return None
    words = picture.caption or picture.alt
    return Block(words, SectionKind.FIGURE, media=picture.address, alt=picture.alt)


def _within(marked: Marked, element: etree._Element) -> Iterator[Block]:
    """Running words, and the blocks that part them."""
    words: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield from _flush(words)
            yield from _block(marked, child)
        else:
            words.append(_inline(child))
            for graphic in child.iter("graphic"):
                yield from _flush(words)
                yield from _block(marked, graphic)
        words.append(child.tail or "")
    yield from _flush(words)


def _flush(words: list[str]) -> Iterator[Block]:
    lines = [" ".join(line.split()) for line in "".join(words).split("\v")]
    words.clear()
    if any(lines):
        yield block_of(SectionKind.TEXT, lines)


def _block(marked: Marked, element: etree._Element) -> Iterator[Block]:
    if element.tag == "graphic":
        if shown := _figure(marked, element.get("src") or ""):
            yield shown
        return
    if element.tag in ("p", "quote", "div", "ab"):
        yield from _within(marked, element)
        return
    made = _made(element)
    if made is not None and made.text:
        yield made
    for graphic in element.iter("graphic"):
        if shown := _figure(marked, graphic.get("src") or ""):
            yield shown


def _made(element: etree._Element) -> Block | None:
    if element.tag == "head":
        said = (element.get("rend") or "h2")[1:]
        level = int(said) if said.isdecimal() else 2
        return block_of(SectionKind.HEADING, [_flat(_inline(element))], level=level)
    if element.tag == "list":
        return block_of(SectionKind.LIST, list(_list_lines(element)))
    if element.tag == "code":
        lines = "".join(element.itertext()).strip("\n").split(_BREAK)
        return block_of(SectionKind.CODE, lines)
    rows = [[_flat(_inline(cell)) for cell in row.iter("cell")] for row in element.iter("row")]
    kept = [CELL_MARK.join(row) for row in rows if any(row)]
    is_table = any(sum(map(bool, row)) > 1 for row in rows)
    return block_of(SectionKind.TABLE if is_table else SectionKind.TEXT, kept)


def _list_lines(element: etree._Element, depth: int = 0) -> Iterator[str]:
    is_ordered = element.get("rend") == "ol"
    for number, item in enumerate(element, start=1):
        own = [item.text or ""]
        inner = []
        for child in item:
            if child.tag == "list":
                inner.append(child)
            else:
                own.append(f" {_inline(child)} ")
            own.append(child.tail or "")
        if said := _flat("".join(own)):
            yield f"{'  ' * depth}{f'{number}.' if is_ordered else '•'} {said}"
        for part in inner:
            yield from _list_lines(part, depth + 1)


def _inline(element: etree._Element) -> str:
    if element.tag == "lb":
        return "\v"
    parts = [element.text or ""]
    for child in element:
        gap = " " if child.tag in _BLOCKS else ""
        parts += [gap, _inline(child), gap, child.tail or ""]
    return "".join(parts)


def _flat(text: str) -> str:
    return " ".join(text.split())


def find(marked: Marked) -> trafilatura.settings.Document | None:
    """What trafilatura takes for the main text, with what the page says of itself."""
    root: HtmlElement = marked.root
    found = trafilatura.bare_extraction(
        root,
        url=marked.base,
        include_comments=False,
        include_tables=True,
        include_images=True,
        include_formatting=False,
        with_metadata=True,
    )
    return found if isinstance(found, trafilatura.settings.Document) else None
