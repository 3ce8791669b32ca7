"""One page of a PDF: its text in blocks, its pictures and tables, and whether it can be read.

All coordinates are points of the page as it is seen: a display list carries the page's
rotation, which PyMuPDF's get_text leaves out. The page is interpreted once; text with drawings,
and pictures, are then read from the list, since together they would decode every picture.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import pymupdf

from library.ingestion.parsers.base import Block, Box, Line, PageOutcome, ParsedPage
from library.ingestion.parsers.bidi import Sign, in_reading_order, is_mostly_right_to_left
from library.ingestion.parsers.legibility import is_fair_layer, is_legible
from library.ingestion.parsers.pdf_drawings import (
    area,
    drawing_boxes,
    image_boxes,
    read_strokes,
    rules,
    touch,
)
from library.ingestion.parsers.pdf_tables import find_tables
from library.ingestion.textflow import clean, join_lines
from project.sentences import gettext as _
from project.sentences import grouped

MAX_SIDE = 14_400.0  # points: 200 inches, the largest page of the PDF standard
MAX_CHARACTERS = 400_000  # a printed page has 2,000 to 8,000
MAX_LINES = 20_000  # a printed page has fifty, a plan or a poster some thousands
MAX_PICTURES = 200  # more are tiles or scraps; the largest are kept
SCAN_SHARE = 0.5  # of the page under pictures
FEW_CHARACTERS = 100  # a stamp or a page number over a scan
OUTLINED_STROKES = 150  # letters drawn as curves need about this many for a line or two

FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_COLLECT_VECTORS
# TeX's old fonts say nothing of their letters; these codes are ligatures in all of them
_TEX_LIGATURES = {
    first + i: ligature
    for first in (0x0B, 0x1B)  # in the encodings OT1 and T1
    for i, ligature in enumerate(("ff", "fi", "fl", "ffi", "ffl"))
}
_MATH_FONT = re.compile(r"CM(MI|SY|EX|BSY)|LM(Math)|MSBM|MSAM|RSFS|EUFM|Math|Symbol")
_BOLD_FONT = re.compile(r"bold|black|heavy|semibold|CMBX|LMRoman.*Bold", re.IGNORECASE)


def read_page(page: pymupdf.Page, label: str) -> ParsedPage:
    """The page as blocks. Raises what MuPDF raises; a giant page comes back FAILED."""
    rect = page.rect
    result = ParsedPage(page.number, label, rect.width, rect.height, PageOutcome.FAILED)
    if max(rect.width, rect.height) > MAX_SIDE:
        result.note = _(
            "This page is %(width)s by %(height)s inches; pages of more than 200 inches are not "
            "read. Save it on smaller pages."
        ) % {"width": grouped(rect.width / 72), "height": grouped(rect.height / 72)}
        return result
    page_box: Box = (0.0, 0.0, rect.width, rect.height)
    displaylist = page.get_displaylist(annots=0)
    textpage = pymupdf.TextPage(displaylist.get_textpage(FLAGS))
    content = textpage.extractDICT()["blocks"]
    if any(is_mostly_right_to_left(_said(raw)) for raw in _raw_lines(content)):
        _put_in_order(content, textpage.extractRAWDICT()["blocks"])
    strokes = read_strokes(content, page_box)
    blocks = _text_blocks(content)
    text = "\n".join(line.text for block in blocks for line in block.lines)
    if len(text) > MAX_CHARACTERS:
        result.note = _(
            "This page holds %(count)s characters, which no printed page does. Save the file again "
            "from the program that made it, and upload that."
        ) % {"count": grouped(len(text))}
        return result
    if (lines := text.count("\n")) > MAX_LINES:
        result.note = _(
            "This page holds %(count)s lines, which no printed page does. Save the file again "
            "from the program that made it, and upload that."
        ) % {"count": grouped(lines)}
        return result
    images = image_boxes(displaylist, page_box)
    share = min(1.0, sum(area(box) for box in images) / (area(page_box) or 1.0))
    legible = is_legible(text) and (share < SCAN_SHARE or is_fair_layer(text))
    result.outcome, result.note = judge(
        len(text), share, legible=legible, images=len(images), strokes=len(strokes)
    )
    if not legible:
        blocks = []
    drawings = drawing_boxes(strokes, page_box)
    pictures = [
        box for box in images + _unframed(drawings, blocks) if area(box) < 0.9 * area(page_box)
    ]
    pictures = sorted(pictures, key=area, reverse=True)[:MAX_PICTURES]
    result.blocks = _with_tables(blocks, strokes, drawings)
    if "\ufffd" in text:
        _drop_unknown(result.blocks)
    result.blocks += [Block(text="", box=box, is_picture=True) for box in pictures]
    return result


def judge(
    signs: int, share: float, *, legible: bool, images: int, strokes: int
) -> tuple[PageOutcome, str]:
    """Outcome and note from what is on a page.

    signs: characters of text. share: of the page's area under pictures, 0 to 1.
    images, strokes: how many pictures and drawn paths.
    """
    if signs and not legible:
        return _scanned(
            _(
                "The letters of this page cannot be told from its file: its font does not say "
                "what they are, or its text was recognised badly before."
            )
        )
    if share >= SCAN_SHARE and signs < FEW_CHARACTERS:
        if signs:
            return _scanned(_("A picture beside a few words; the picture was not read."))
        return _scanned(_("Only a picture, which was not read."))
    if signs:
        return PageOutcome.TEXT, ""
    if images:
        return _scanned(_("Only a picture, which was not read."))
    if strokes >= OUTLINED_STROKES:
        return _scanned(
            _("This page is drawn without letters, perhaps with its text turned into curves.")
        )
    return PageOutcome.EMPTY, _("Nothing is printed on this page.")


def _scanned(why: str) -> tuple[PageOutcome, str]:
    """why: a sentence, behind which stands what to do."""
    advice = _(
        "Upload a version with real text, or run text recognition (OCR) over it, to have it read."
    )
    return PageOutcome.SCANNED, f"{why} {advice}"


def _raw_lines(content: list[dict]) -> Iterator[dict]:
    return (line for block in content if block["type"] == 0 for line in block["lines"])


def _said(raw: dict) -> str:
    return raw.get("text") or "".join([span["text"] for span in raw["spans"]])


def _put_in_order(content: list[dict], letters: list[dict]) -> None:
    """Lines from right to left get a "text" of their own. letters: the same with each letter's
    place."""
    for line, placed in zip(_raw_lines(content), _raw_lines(letters), strict=True):
        if is_mostly_right_to_left(_said(line)):
            signs = [
                Sign(char["c"], char["bbox"][0], char["bbox"][2])
                for span in placed["spans"]
                for char in span["chars"]
            ]
            line["text"] = in_reading_order(signs)


def _text_blocks(content: list[dict]) -> list[Block]:
    blocks = []
    for raw in content:
        if raw["type"] != 0:
            continue
        lines = [line for line in map(_line, raw["lines"]) if line is not None]
        if lines:
            text, _ = join_lines(line.text for line in lines)
            blocks.append(Block(text=text, box=_round(raw["bbox"]), lines=lines))
    return blocks


def _line(raw: dict) -> Line | None:
    """None for blank lines, and for ones that do not run from left to right or back."""
    if abs(raw["dir"][0]) < 0.9:
        return None
    spans = raw["spans"]
    text = _said(raw)
    if not text or text.isspace():
        return None
    sizes: dict[float, int] = {}
    bold = mono = math = total = 0
    for span in spans:
        count = len(span["text"].strip())
        if not count:
            continue
        flags, font = span["flags"], span["font"]
        sizes[span["size"]] = sizes.get(span["size"], 0) + count
        total += count
        is_bold, is_math = _face(font)
        if is_bold or flags & pymupdf.TEXT_FONT_BOLD:
            bold += count
        if flags & pymupdf.TEXT_FONT_MONOSPACED:
            mono += count
        elif is_math:
            math += count
    is_mono = mono > 0.8 * total
    text = clean(text.translate(_TEX_LIGATURES), keep_spaces=is_mono)
    if not text.strip():
        return None
    size = max(sizes, key=sizes.__getitem__)
    x0, y0, x1, y1 = raw["bbox"]
    blanks = len(text) - len(text.lstrip())
    return Line(
        text=text.strip(),
        box=_round((x0 + (x1 - x0) * blanks / len(text), y0, x1, y1)),
        size=round(size, 1),
        bold=bold > 0.7 * total,
        mono=is_mono,
        math=math > 0.4 * total,
    )


@lru_cache(maxsize=512)
def _face(font: str) -> tuple[bool, bool]:
    """Whether a font's name says that it is bold, and that it is mathematical."""
    return bool(_BOLD_FONT.search(font)), bool(_MATH_FONT.search(font))


def _unframed(boxes: list[Box], blocks: list[Block]) -> list[Box]:
    """Without frames and grounds that hold running text."""
    kept = []
    for box in boxes:
        inside = [
            line
            for block in blocks
            for line in block.lines
            if len(line.text) > 40
            and box[0] - 1 <= line.place[0]
            and line.place[2] <= box[2] + 1
            and box[1] - 1 <= line.place[1]
            and line.place[3] <= box[3] + 1
        ]
        if len(inside) < 3:
            kept.append(_round(box))
    return kept


def _with_tables(blocks: list[Block], strokes: list, drawings: list[Box]) -> list[Block]:
    """With tables taken out of the text. The lines of a diagram's grid make no table."""
    across, down = rules(strokes)
    if len(across) < 3:
        return blocks
    lines = [line for block in blocks for line in block.lines]
    tables = [
        (table, members)
        for table, members in find_tables(across, down, lines)
        if not any(touch(table.place, drawing, 0) for drawing in drawings)
    ]
    if not tables:
        return blocks
    taken = {id(line) for _, members in tables for line in members}
    kept = []
    for block in blocks:
        if not any(id(line) in taken for line in block.lines):
            kept.append(block)
            continue
        lines = [line for line in block.lines if id(line) not in taken]
        if lines:
            kept.append(Block(text=join_lines(line.text for line in lines)[0], lines=lines))
            kept[-1].box = _hull(lines)
    return kept + [table for table, _ in tables]


def _drop_unknown(blocks: list[Block]) -> None:
    """Leave out signs without a meaning, such as tall brackets put together from parts."""
    for block in blocks:
        block.text = block.text.replace("\ufffd", "")
        for line in block.lines:
            line.text = line.text.replace("\ufffd", "").strip()
        block.lines = [line for line in block.lines if line.text]


def _hull(lines: list[Line]) -> Box:
    x0, y0, x1, y1 = zip(*(line.box for line in lines), strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def _round(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
