"""Figures and media: the caption is the block's text, the picture is named beside it."""

from collections.abc import Iterator

from lxml import etree

from ..base import Block, SectionKind
from ..blocks import block_of
from ..xml import children_named
from .blocks import title_text
from .context import Context
from .inline import inline_text


def read_figure(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    """A block for each picture; the first carries label, title and caption."""
    del level
    label = context.labels.get(element, "")
    parts = [label, title_text(element, context)]
    parts += [title_text(sub, context) for sub in children_named(element, "subfigure")]
    parts += [inline_text(caption, context) for caption in element.iter("{*}caption")]
    text = " ".join(part for part in parts if part)
    pictures = list(_pictures(element, context))
    for position, (media, alt) in enumerate(pictures or [("", "")]):
        if text or alt or media:
            yield Block(label if position else text, SectionKind.FIGURE, media=media, alt=alt)
    for frame in element.iter("{*}iframe", "{*}video"):
        yield from _frame(frame, context)


def read_media(element: etree._Element, context: Context, level: int) -> Iterator[Block]:
    del level
    for media, alt in _pictures(element, context):
        yield Block("", SectionKind.FIGURE, media=media, alt=alt)
    for frame in element.iter("{*}iframe", "{*}video", "{*}audio", "{*}flash", "{*}download"):
        yield from _frame(frame, context)


def _frame(frame: etree._Element, context: Context) -> Iterator[Block]:
    if address := frame.get("src", ""):
        yield block_of(SectionKind.TEXT, [f"{context.words.video}: {address}"])


def _pictures(element: etree._Element, context: Context) -> Iterator[tuple[str, str]]:
    """(name under media/ or empty where the archive lacks it, description) of each picture."""
    bundle = context.book.bundle
    for image in element.iter("{*}image"):
        if image.get("for") == "pdf":  # the same picture again, for print
            continue
        above = image.getparent()
        alt = (above.get("alt") if above is not None else None) or image.get("alt") or ""
        name = bundle.media_name(context.place.reference.document, image.get("src", ""))
        if name not in bundle.media:
            context.lost_pictures.append(name or image.get("src", ""))
            name = ""
        yield name, " ".join(alt.split())
