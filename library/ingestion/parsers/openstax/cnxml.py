"""CNXML to blocks: what the source keeps together stays one block, and says what it is."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from ..base import Block, Line, SectionKind
from ..blocks import block_of
from ..xml import children_named, first_child, local_name
from .blocks import title_text
from .context import Context
from .figures import read_figure, read_media
from .inline import inline_text, raw_child, tidy
from .lists import item_mark
from .numbering import number_of
from .tables import table_rows
from .words import title_of_class

_OUTSIDE = re.compile(r"^#(exercise|ost/api)")
# kinds that stay blocks of their own when they stand in a note or an example
_OWN = (SectionKind.FIGURE, SectionKind.TABLE, SectionKind.EXERCISE, SectionKind.SOLUTION)

Reader = Callable[[etree._Element, Context, int], Iterator[Block]]


def read_content(root: etree._Element, context: Context) -> Iterator[Block]:
    """All blocks of a module below its title, in reading order."""
    content = first_child(root, "content")
    if content is not None:
        yield from _children(content, context, 2)
    if context.footnotes:
        yield block_of(SectionKind.NOTE, [context.words.footnotes, *context.footnotes])
    for glossary in children_named(root, "glossary"):
        yield from _glossary(glossary, context)


def _children(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    """Blocks of an element whose children are paragraphs, figures, sections and so on.

    Text that stands between them, or is all there is, becomes a paragraph.
    """
    run = [element.text or ""]
    for child in element:
        name = local_name(child)
        reader = _reader_of(child)
        if name in ("title", "label", "caption"):
            run.append(child.tail or "")
        elif reader is None:
            run.append(raw_child(child, context))
            run.append(child.tail or "")
        else:
            yield from _paragraph(run)
            yield from reader(child, context, level)
            run = [child.tail or ""]
    yield from _paragraph(run)


def _paragraph(run: list[str]) -> Iterator[Block]:
    text = tidy("".join(run))
    if text:
        yield block_of(SectionKind.TEXT, [text])


def _para(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    if title := title_text(element, context):
        yield Block(title, SectionKind.HEADING, level=level)
    yield from _children(element, context, level)


def _class_title(element: etree._Element, context: Context) -> str:
    return title_of_class(element.get("class") or "", context.language)


def _section(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    title = title_text(element, context) or title_of_class(
        element.get("class") or "", context.language
    )
    blocks = list(_children(element, context, level + 1))
    if title and blocks:  # no heading over exercises that are kept outside
        yield Block(title, SectionKind.HEADING, level=level)
    yield from blocks


def _list(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    lines: list[str] = []
    own: list[Block] = []
    if title := title_text(element, context):
        lines.append(title)
    _add_items(element, context, 0, lines, own)
    if lines:
        yield block_of(SectionKind.LIST, lines)
    yield from own


def _add_items(
    element: etree._Element, context: Context, depth: int, lines: list[str], own: list[Block]
) -> None:
    for position, item in enumerate(children_named(element, "item")):
        mark = item_mark(element, position)
        label = first_child(item, "label")
        if label is not None:
            mark = f"{inline_text(label, context)}:"
        indent = "   " * depth
        texts: list[str] = []
        below: list[str] = []
        for block in _item_blocks(item, context, depth, below):
            if block.kind in (SectionKind.FIGURE, SectionKind.TABLE):
                own.append(block)
            else:
                texts.append(block.text.replace("\n", " "))
        text = " ".join(texts)
        if text or below:
            lines.append(f"{indent}{mark} {text}".rstrip() if mark else f"{indent}{text}")
        lines.extend(line for line in below if line.strip())


def _item_blocks(
    item: etree._Element, context: Context, depth: int, below: list[str]
) -> Iterator[Block]:
    """Blocks of an item without its lists, whose lines go to `below`."""
    own: list[Block] = []
    run = [item.text or ""]
    for child in item:
        name = local_name(child)
        if name in ("label", "title"):
            if name == "title":
                run.append(f"{inline_text(child, context)} ")
        elif name == "list":
            _add_items(child, context, depth + 1, below, own)
        elif reader := _reader_of(child):
            yield from _paragraph(run)
            yield from reader(child, context, 0)
            run = []
        else:
            run.append(raw_child(child, context))
        run.append(child.tail or "")
    yield from _paragraph(run)
    yield from own


def _table(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    own: list[Block] = []

    def cell_text(entry: etree._Element) -> str:
        texts: list[Block] = []
        for block in _children(entry, context, level):
            (own if block.kind is SectionKind.FIGURE else texts).append(block)
        return "; ".join(
            block.text.replace("\n", "; " if block.kind is SectionKind.LIST else " ")
            for block in texts
        )

    spanning, rows = table_rows(element, cell_text)
    caption = first_child(element, "caption")
    parts = [
        context.labels.get(element, ""),
        title_text(element, context) or spanning,
        inline_text(caption, context) if caption is not None else "",
    ]
    head = " ".join(part for part in parts if part)
    if rows or head:
        yield block_of(SectionKind.TABLE, [head, *rows] if head else rows)
    yield from own


def _note(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    label = first_child(element, "label")
    name = inline_text(label, context) if label is not None else ""
    name = name or _class_title(element, context)
    title = title_text(element, context)
    heading = ": ".join(part for part in (name, title) if part)
    yield from _boxed(heading or context.words.note, list(_children(element, context, level)))


def _example(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    heading = " ".join(
        filter(None, [context.labels.get(element, ""), title_text(element, context)])
    )
    yield from _boxed(heading, list(_children(element, context, level)))


def _boxed(heading: str, blocks: list[Block]) -> Iterator[Block]:
    """One NOTE with the heading and all text, then its figures, tables and exercises."""
    lines = [block.text for block in blocks if block.kind not in _OWN]
    own = [block for block in blocks if block.kind in _OWN]
    if lines or (own and heading):
        yield block_of(SectionKind.NOTE, [heading, *lines])
    yield from own


def _exercise(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    if any(_OUTSIDE.match(link.get("url", "")) for link in element.iter("{*}link")):
        context.outside_exercises += 1
        return
    number = number_of(context.labels.get(element, ""))
    is_worked = any(local_name(above) == "example" for above in element.iterancestors())
    title = title_text(element, context)
    for part in element:
        name = local_name(part)
        blocks = list(_children(part, context, level))
        if is_worked:  # it is taught, not asked: it belongs to the example's own text
            if name == "solution":
                yield block_of(SectionKind.TEXT, [_solution_name(part, context)])
            yield from blocks
        elif name == "problem":
            head = " ".join(filter(None, [f"{number}." if number else "", title]))
            yield from _numbered(SectionKind.EXERCISE, head, blocks)
        elif name in ("solution", "commentary"):
            head = " ".join(filter(None, [_solution_name(part, context), number]))
            yield from _numbered(SectionKind.SOLUTION, f"{head}.", blocks)


def _solution_name(solution: etree._Element, context: Context) -> str:
    return title_text(solution, context) or context.words.solution


def _numbered(kind: SectionKind, head: str, blocks: list[Block]) -> Iterator[Block]:
    lines = [block.text for block in blocks if block.kind not in _OWN]
    if lines or blocks:
        yield block_of(kind, [f"{head} {lines[0]}".strip() if lines else head, *lines[1:]])
    yield from (block for block in blocks if block.kind in _OWN)


def _equation(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    label = number_of(context.labels.get(element, ""))
    for block in _children(element, context, level):
        if block.kind is SectionKind.TEXT:
            text = f"{block.text} ({label})" if label else block.text
            yield block_of(SectionKind.FORMULA, [text])
        else:
            yield block


def _code(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    del level, context
    text = "".join(element.itertext()).strip("\n")
    if text.strip():
        lines = [Line(line.rstrip()) for line in text.splitlines()]
        yield Block(text, SectionKind.CODE, lines=lines if len(lines) > 1 else [])


def _rule(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    """A theorem or a law: its statement and its proof."""
    name = title_of_class(element.get("type") or "rule", context.language)
    heading = ": ".join(filter(None, [name, title_text(element, context)]))
    yield from _boxed(heading, list(_children(element, context, level)))


def _definition(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    del level
    if line := _definition_line(element, context):
        yield block_of(SectionKind.TEXT, [line])


def _definition_line(element: etree._Element, context: Context) -> str:
    def join(name: str, glue: str) -> str:
        found = (inline_text(part, context) for part in children_named(element, name))
        return glue.join(text for text in found if text)

    term, meaning = join("term", ", "), join("meaning", "; ")
    also = join("seealso", ", ")
    line = ": ".join(filter(None, [term, meaning]))
    return (f"{line} ({also})" if also else line).replace("\n", " ")


def _glossary(glossary: etree._Element, context: Context) -> Iterator[Block]:
    definitions = children_named(glossary, "definition")
    lines = [line for each in definitions if (line := _definition_line(each, context))]
    if lines:
        yield Block(context.words.key_terms, SectionKind.HEADING, level=2)
        yield block_of(SectionKind.LIST, lines)


def _reader_of(element: etree._Element) -> Reader | None:
    """None for what runs along in the text."""
    name = local_name(element)
    if name == "code" and element.get("display") == "block":
        return _code
    if name == "list" and element.get("display") == "inline":
        return None
    return _READERS.get(name)


_READERS: dict[str, Reader] = {
    "section": _section,
    "para": _para,
    "list": _list,
    "figure": read_figure,
    "media": read_media,
    "table": _table,
    "note": _note,
    "example": _example,
    "exercise": _exercise,
    "problem": _children,
    "solution": _children,
    "equation": _equation,
    "quote": _para,
    "rule": _rule,
    "statement": _children,
    "proof": _children,
    "div": _children,
    "preformat": _code,
    "definition": _definition,
}
