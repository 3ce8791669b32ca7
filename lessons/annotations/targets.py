"""Where an annotation stands, as the W3C's Web Annotation model says it, checked against the page.

TextQuoteSelector + TextPositionSelector   words of Page.text
FragmentSelector (xywh=), SvgSelector      boxes, in points of the page
none                                       the page as a whole
"""

import hashlib
import math
import re
from dataclasses import dataclass, field
from itertools import combinations
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from lessons.annotations.bodies import DrawingBody
from library.models import Page, Section
from project.errors import Invalid
from project.text.quoting import find_quote, is_same
from project.text.storable import storable

QUOTE_CHARACTERS = 5000
CONTEXT_CHARACTERS = 64  # kept on each side of the quoted words
BOXES = 50
EDGE = 1.0  # points by which a box may stand over the page's edge, or over another
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
Box = list[float]  # x0, y0, x1, y1


class _Selector(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TextQuoteSelector(_Selector):
    type: Literal["TextQuoteSelector"]
    exact: str = Field(min_length=1, max_length=QUOTE_CHARACTERS)
    prefix: str = Field("", max_length=200)
    suffix: str = Field("", max_length=200)


class TextPositionSelector(_Selector):
    """Characters of the page's text, from 0; `end` is not included."""

    type: Literal["TextPositionSelector"]
    start: int = Field(ge=0, le=10_000_000)
    end: int = Field(ge=0, le=10_000_000)


class FragmentSelector(_Selector):
    """One box: "xywh=72,100,468,14", in points of the page."""

    type: Literal["FragmentSelector"]
    conformsTo: str = Field(MEDIA_FRAGMENTS, max_length=100)
    value: str = Field(max_length=100)


class SvgSelector(_Selector):
    """Boxes: `<svg><rect x="72" y="100" width="468" height="14"/></svg>`, and nothing else."""

    type: Literal["SvgSelector"]
    value: str = Field(max_length=20_000)


Selector = Annotated[
    TextQuoteSelector | TextPositionSelector | FragmentSelector | SvgSelector,
    Field(discriminator="type"),
]


class Target(BaseModel):
    """selector: of the page. section: instead of words, a section of the page as a whole."""

    model_config = ConfigDict(extra="forbid")

    selector: list[Selector] = Field(default_factory=list, max_length=BOXES + 4)
    section: UUID | None = None


@dataclass(slots=True)
class Place:
    """Columns of an Annotation, as they are true of the page."""

    start: int | None = None
    stop: int | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    boxes: list[Box] = field(default_factory=list)
    page_sha256: str = ""


def place_on(page: Page, target: Target, body: BaseModel) -> Place:
    """Raises Invalid for words that the page has not (there), and for what is not on it."""
    quote = _only(target, TextQuoteSelector)
    position = _only(target, TextPositionSelector)
    boxes = [box for selector in target.selector for box in _boxes_of(selector)]
    _check_boxes(boxes, page)
    if isinstance(body, DrawingBody):
        _check_strokes(body, page)
    if target.section is not None:
        return _place_of_section(page, target.section)
    if quote or position:
        # The words say where the boxes are: those sent along are checked, and not kept.
        return words_at(page, *_words(page.text, quote, position))
    return Place(boxes=boxes, page_sha256=sha256_of(page.text))


def words_at(page: Page, start: int, stop: int) -> Place:
    text = page.text
    return Place(
        start=start,
        stop=stop,
        exact=text[start:stop],
        prefix=text[max(start - CONTEXT_CHARACTERS, 0) : start],
        suffix=text[stop : stop + CONTEXT_CHARACTERS],
        page_sha256=sha256_of(text),
    )


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _only(target: Target, kind: type):
    found = [selector for selector in target.selector if isinstance(selector, kind)]
    if len(found) > 1:
        raise Invalid(_("An annotation is about one run of words. Send one selector of each type."))
    return found[0] if found else None


def _words(
    text: str, quote: TextQuoteSelector | None, position: TextPositionSelector | None
) -> tuple[int, int]:
    if position is None:
        assert quote is not None
        return _find(text, quote)
    start, stop = position.start, position.end
    if not start < stop <= len(text):
        raise Invalid(_("This place is not on the page. Load the page again and mark it anew."))
    if stop - start > QUOTE_CHARACTERS:
        raise Invalid(_("That is too much to mark at once. Mark a shorter part."))
    if quote is None:
        raise Invalid(_("Send the words (TextQuoteSelector) with their position."))
    if not is_same(quote.exact, text[start:stop]):
        raise _changed()
    if not (_ends(text[:start], quote.prefix) and _begins(text[stop:], quote.suffix)):
        raise _changed()
    return start, stop


def _changed() -> Invalid:
    return Invalid(
        _("The page does not say that there. Load the page again and mark the words anew.")
    )


def _ends(text: str, prefix: str) -> bool:
    end = text[len(text) - len(prefix) :] if len(prefix) <= len(text) else text
    return not prefix.strip() or _squeezed(text[-400:]).endswith(_squeezed(prefix)) or is_same(
        end, prefix
    )  # fmt: skip


def _begins(text: str, suffix: str) -> bool:
    return not suffix.strip() or _squeezed(text[:400]).startswith(_squeezed(suffix)) or is_same(
        text[: len(suffix)], suffix
    )  # fmt: skip


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _find(text: str, quote: TextQuoteSelector) -> tuple[int, int]:
    exact = storable(quote.exact)
    places = [found.start() for found in re.finditer(re.escape(exact), text)]
    fitting = [
        (start, start + len(exact))
        for start in places
        if _ends(text[:start], quote.prefix) and _begins(text[start + len(exact) :], quote.suffix)
    ]
    if len(fitting) > 1:
        raise Invalid(
            _("The page says that in several places. Send the position, or more of what is around.")
        )
    if fitting:
        return fitting[0]
    loosely = None if places else find_quote(exact, text)
    if loosely is None:
        raise _changed()
    start, stop = loosely
    if not (_ends(text[:start], quote.prefix) and _begins(text[stop:], quote.suffix)):
        raise _changed()
    return loosely


def _place_of_section(page: Page, pk: UUID) -> Place:
    section = Section.objects.filter(page=page, pk=pk).first()
    if section is None:
        raise Invalid(_("There is no such section on this page. Load the page again."))
    stop = section.start + len(section.text)
    if section.text.strip() and page.text[section.start : stop] == section.text:
        return words_at(page, section.start, min(stop, section.start + QUOTE_CHARACTERS))
    return Place(boxes=[section.box] if section.box else [], page_sha256=sha256_of(page.text))


_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_XYWH = re.compile(rf"xywh=(?:pixel:)?{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}")
_RECT = re.compile(
    rf'<rect x="{_NUMBER}" y="{_NUMBER}" width="{_NUMBER}" height="{_NUMBER}" ?/>\s*'
)
_SVG = re.compile(
    rf'<svg(?: xmlns="http://www\.w3\.org/2000/svg")?>\s*((?:{_RECT.pattern})+)</svg>'
)


def _boxes_of(selector: BaseModel) -> list[Box]:
    if isinstance(selector, FragmentSelector):
        found = _XYWH.fullmatch(selector.value.strip())
        rows = [found.groups()] if found else []
    elif isinstance(selector, SvgSelector):
        found = _SVG.fullmatch(selector.value.strip())
        rows = _RECT.findall(found[1]) if found else []
    else:
        return []
    if not rows:
        raise Invalid(
            _("A box is xywh=x,y,width,height in points, or an SVG of nothing but <rect>.")
        )
    return [_box(*map(float, row)) for row in rows]


def _box(x: float, y: float, width: float, height: float) -> Box:
    return [x, y, x + width, y + height]


def _check_boxes(boxes: list[Box], page: Page) -> None:
    if not boxes:
        return
    _require_picture(page)
    if len(boxes) > BOXES:
        raise Invalid(_("At most %(count)s boxes. Mark less at once.") % {"count": BOXES})
    for x0, y0, x1, y1 in boxes:
        if x1 - x0 <= 0 or y1 - y0 <= 0:
            raise Invalid(_("A box needs a width and a height."))
        _require_inside(page, x0, y0)
        _require_inside(page, x1, y1)
    if any(_overlap(one, other) for one, other in combinations(boxes, 2)):
        raise Invalid(_("Two of these boxes lie over one another. Send them as one."))


def _overlap(one: Box, other: Box) -> bool:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > EDGE and height > EDGE


def _check_strokes(body: DrawingBody, page: Page) -> None:
    _require_picture(page)
    for stroke in body.strokes:
        for x, y in stroke.points:
            _require_inside(page, x, y)


def _require_picture(page: Page) -> None:
    if not page.width:
        raise Invalid(_("This page has no picture to draw on. Mark its words instead."))


def _require_inside(page: Page, x: float, y: float) -> None:
    if not (math.isfinite(x) and math.isfinite(y)):
        raise Invalid(_("That is not a place on the page."))
    if not (-EDGE <= x <= page.width + EDGE and -EDGE <= y <= page.height + EDGE):
        raise Invalid(
            _("That lies beside the page, which is %(width)s by %(height)s points.")
            % {"width": f"{page.width:.0f}", "height": f"{page.height:.0f}"}
        )
