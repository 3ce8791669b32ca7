"""CNXML to boxes of HTML: unlike the parser's text, with italics, terms and tables."""

import re
from collections.abc import Iterator
from html import escape
from itertools import count

from library.ingestion.parsers.mathml import NEWLINE, math_text
from library.ingestion.parsers.openstax.blocks import title_text
from library.ingestion.parsers.openstax.context import Context
from library.ingestion.parsers.openstax.inline import inline_text
from library.ingestion.parsers.openstax.lists import item_mark
from library.ingestion.parsers.openstax.numbering import number_of
from library.ingestion.parsers.openstax.words import title_of_class
from library.ingestion.parsers.scripts import plain_superscript, subscript, superscript
from library.ingestion.parsers.xml import (
    children_named,
    first_child,
    has_class,
    local_name,
)

from .boxes import Box, Flow

_NOTE_NUMBERS = count(1)
_ADDRESS = re.compile(r"https?://|www\.|\w/\w+/\w")


def module_boxes(root, context: Context) -> Iterator[Box]:
    content = first_child(root, "content")
    yield from _children(content, context, 2)
    if context.footnotes:
        for note in context.footnotes:
            yield Box(f'<p class="footnote">{escape(note)}</p>', Flow.WHOLE, before=4)
    for glossary in children_named(root, "glossary"):
        yield heading("Key Terms", 2)
        for definition in children_named(glossary, "definition"):
            yield Box(_definition(definition, context), before=1)


def heading(text: str, level: int) -> Box:
    return Box(
        f"<h{level}>{text}</h{level}>",
        Flow.WHOLE,
        is_heading=True,
        before={1: 20, 2: 15, 3: 11}.get(level, 8),
    )


def inline(element, context: Context) -> str:
    parts = [escape(element.text or "")]
    for child in element:
        if local_name(child) not in ("title", "label"):
            parts.append(_inline_child(child, context))
        parts.append(escape(child.tail or ""))
    return "".join(parts)


def _inline_child(child, context: Context) -> str:
    name = local_name(child)
    if name == "emphasis":
        tag = "b" if child.get("effect") == "bold" else "i"
        return f"<{tag}>{inline(child, context)}</{tag}>"
    if name == "term":
        text = inline(child, context)
        return text if has_class(child, "no-emphasis") else f"<b>{text}</b>"
    if name == "sup":
        return escape(plain_superscript(inline_text(child, context)))
    if name == "sub":
        text = inline_text(child, context)
        return f"<sub>{escape(text)}</sub>" if subscript(text).startswith("_") else subscript(text)
    if name == "math":
        return _math(child)
    if name == "newline":
        return "<br/>"
    if name == "link":
        return _link(child, context)
    if name == "footnote":
        number = len(context.footnotes) + 1
        context.footnotes.append(f"{superscript(str(number))} {inline_text(child, context)}")
        return superscript(str(number))
    return inline(child, context)


def _math(math) -> str:
    """Short formulas stay on one line."""
    text = escape(math_text(math))
    if len(text) < 30:
        text = text.replace(" ", "\u00a0")
    return text.replace(NEWLINE, "<br/>")


def _link(link, context: Context) -> str:
    """The address is printed too, since paper cannot be clicked."""
    text = inline(link, context)
    if address := link.get("url", ""):
        shown = address.removeprefix("https://").removeprefix("http://")
        if not text.strip():
            return f'<span class="url">{escape(shown)}</span>'
        if shown.strip("/") in text or not shown.startswith("openstax.org/l/"):
            return text
        return f'{text} <span class="url">({escape(shown)})</span>'
    return text or escape(inline_text(_wrapped(link), context))


def _wrapped(link):
    """A paragraph with the link alone, to be named as the parser names it."""
    from lxml import etree

    holder = etree.Element("para")
    copy = etree.fromstring(etree.tostring(link, with_tail=False))
    holder.append(copy)
    return holder


def _children(element, context: Context, level: int, note: int = 0) -> Iterator[Box]:
    for child in element:
        for box in _block(child, context, level):
            box.note = box.note or note
            yield box


def _block(element, context: Context, level: int) -> Iterator[Box]:
    name = local_name(element)
    if name == "section":
        title = title_text(element, context) or title_of_class(element.get("class") or "", "en")
        if has_class(element, "learning-objectives"):
            yield from _objectives(element, context)
            return
        if title:
            yield heading(escape(title), min(level, 4))
        yield from _children(element, context, level + 1)
    elif name == "para":
        yield from _para(element, context, level)
    elif name == "list":
        for row in _rows(element, context):
            yield Box(f'<table class="list">{row}</table>')
    elif name == "figure":
        yield _figure(element, context)
    elif name == "table":
        yield _table(element, context)
    elif name in ("note", "example"):
        yield from _note(element, context, level, name)
    elif name == "exercise":
        yield _exercise(element, context)
    elif name == "equation":
        yield Box(f'<p class="equation">{inline(element, context)}</p>', Flow.WHOLE, before=2)
    elif name not in ("title", "label"):
        yield Box(f"<p>{inline(element, context)}</p>")


def _para(element, context: Context, level: int) -> Iterator[Box]:
    if title := title_text(element, context):
        yield heading(escape(title), min(level + 1, 4))
    html = inline(element, context)
    is_list_of_names = html.count("<br/>") > 8
    # a long address in a justified line tears it apart
    kind = "small" if is_list_of_names else "ragged" if _ADDRESS.search(html) else "body"
    yield Box(f'<p class="{kind}">{html}</p>')


def _objectives(element, context: Context) -> Iterator[Box]:
    yield Box('<p class="label">Learning Objectives</p>', Flow.WHOLE, is_heading=True, before=2)
    for child in element:
        if local_name(child) == "para":
            yield Box(f'<p class="small">{inline(child, context)}</p>', is_heading=True)
        elif local_name(child) == "list":
            yield Box(f'<div class="small">{_list(child, context)}</div>', after=6)


def _list(element, context: Context) -> str:
    return f'<table class="list">{"".join(_rows(element, context))}</table>'


def _rows(element, context: Context) -> list[str]:
    return [
        f'<tr><td class="mark">{escape(item_mark(element, position))}</td>'
        f"<td>{_item(item, context)}</td></tr>"
        for position, item in enumerate(children_named(element, "item"))
    ]


def _item(item, context: Context) -> str:
    inner = [escape(item.text or "")]
    for child in item:
        inner.append(
            _list(child, context) if local_name(child) == "list" else _inline_child(child, context)
        )
        inner.append(escape(child.tail or ""))
    return "".join(inner)


def _figure(element, context: Context) -> Box:
    label = context.labels.get(element, "")
    title = title_text(element, context)
    captions = " ".join(inline(caption, context) for caption in element.iter("{*}caption"))
    images = ""
    for image in element.iter("{*}image"):
        name = context.book.bundle.media_name(context.place.reference.document, image.get("src"))
        images += f'<p class="picture"><img src="{escape(name)}"/></p>'
    caption = f"<b>{escape(label)}</b> <b>{escape(title)}</b> {captions}".replace("<b></b> ", "")
    return Box(f'{images}<p class="caption">{caption}</p>', Flow.FLOAT, before=8)


def _table(element, context: Context) -> Box:
    label = context.labels.get(element, "")
    title = title_text(element, context)
    rows, columns = "", 1
    for group in element.iter("{*}tgroup"):
        columns = len(children_named(group, "colspec")) or 1
        for part in ("thead", "tbody"):
            for body in children_named(group, part):
                for row in children_named(body, "row"):
                    entries = children_named(row, "entry")
                    if part == "thead" and len(entries) == 1 and columns > 1 and not title:
                        title = inline_text(entries[0], context)
                        continue
                    rows += f"<tr>{''.join(_cell(e, context, part) for e in entries)}</tr>"
    head = f'<p class="caption"><b>{escape(label)}</b> <b>{escape(title)}</b></p>'
    return Box(f'{head}<table class="data">{rows}</table>', Flow.WHOLE, before=10, after=12)


def _cell(entry, context: Context, part: str) -> str:
    tag = "th" if part == "thead" else "td"
    start, end = entry.get("namest", ""), entry.get("nameend", "")
    span = int(end[1:]) - int(start[1:]) + 1 if start[1:].isdigit() and end[1:].isdigit() else 1
    return f'<{tag} colspan="{span}">{inline(entry, context)}</{tag}>'


def _note(element, context: Context, level: int, name: str) -> Iterator[Box]:
    title = title_text(element, context)
    label = context.labels.get(element, "") if name == "example" else ""
    label = label or title_of_class(element.get("class") or "", "en") or ("" if title else "Note")
    head = f'<p class="label">{escape(label)}</p>' if label else ""
    if title:
        head += f"<h4>{escape(title)}</h4>"
    note = next(_NOTE_NUMBERS)
    yield Box(head, Flow.WHOLE, note=note, is_heading=True, before=14)
    yield from _children(element, context, level, note)


def _exercise(element, context: Context) -> Box:
    number = number_of(context.labels.get(element, ""))
    problem = first_child(element, "problem")
    inner = ""
    for child in problem:
        if local_name(child) == "list":
            inner += _list(child, context)
        else:
            inner += f"<p>{inline(child, context)}</p>"
    row = f'<tr><td class="number">{escape(number)}.</td><td>{inner}</td></tr>'
    return Box(f'<table class="list">{row}</table>', before=2)


def _definition(definition, context: Context) -> str:
    term = "".join(inline(part, context) for part in children_named(definition, "term"))
    meaning = "; ".join(inline(part, context) for part in children_named(definition, "meaning"))
    return f'<p class="definition"><b>{term}</b>&#8195;{meaning}</p>'
