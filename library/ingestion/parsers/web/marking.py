"""The page before its main text is looked for: formulas become text, pictures get numbers, and
what only its editors use goes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from ..html import inline_text
from ..mathml import math_text
from ..xml import local_name

PLACE = "https://picture.invalid/{}.png"  # trafilatura keeps what looks like a picture's address
_PLACE = re.compile(r"https://picture\.invalid/(\d+)\.png")
_MATH_PICTURE = re.compile(r"\b(tex|latex|math|equation|mwe-math\S*)\b", re.IGNORECASE)
_EDITING = ("mw-editsection", "noprint", "printfooter", "mw-jump-link")
_CAPTIONED = ("thumb", "wp-caption", "figure", "image-caption")
_CAPTIONS = ("thumbcaption", "wp-caption-text", "caption", "gallerytext")
LEAST_PIXELS = 40  # a smaller picture is decoration
MOST_CAPTION = 1_000


@dataclass(slots=True)
class Picture:
    """address: absolute. caption: "" where the page has none."""

    address: str
    alt: str
    caption: str


@dataclass
class Marked:
    root: HtmlElement
    base: str
    pictures: list[Picture] = field(default_factory=list)


def picture_at(marked: Marked, address: str) -> Picture | None:
    found = _PLACE.fullmatch(address)
    number = int(found[1]) if found else len(marked.pictures)
    return marked.pictures[number] if number < len(marked.pictures) else None


def mark(root: HtmlElement, address: str) -> Marked:
    """Changes the tree."""
    base = next((b.get("href") or "" for b in root.iter("base")), "")
    marked = Marked(root, urljoin(address, base) if base else address)
    _drop(root, _is_for_editors)
    for math in list(root.iter("math", "{*}math")):
        formula = _outermost(math)
        _set_alone(formula)
        _put(formula, math_text(math) or (math.get("alttext") or ""))
    for image in list(root.iter("img")):
        _number(marked, image)
    return marked


def _drop(root: HtmlElement, is_wanted: Callable[[HtmlElement], bool]) -> None:
    for element in [part for part in root.iter() if is_wanted(part)]:
        if element.getparent() is not None:
            element.drop_tree()


def _is_for_editors(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and bool(_classes(element).intersection(_EDITING))


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _outermost(math: HtmlElement) -> HtmlElement:
    """With the picture of it that stands beside it for other browsers."""
    for ancestor in _ancestors(math, 3):
        if "mwe-math-element" in _classes(ancestor) or local_name(ancestor) == "mjx-container":
            return ancestor
    return math


def _set_alone(formula: HtmlElement) -> None:
    """A formula on a line of its own, which wikis write as a list of one, is a paragraph."""
    entry = formula.getparent()
    around = entry.getparent() if entry is not None and entry.tag == "dd" else None
    if around is not None and around.tag == "dl" and len(around) == 1:
        around.tag, entry.tag = "div", "p"


def _ancestors(element: HtmlElement, most: int) -> Iterator[HtmlElement]:
    for count, ancestor in enumerate(element.iterancestors()):
        if count >= most:
            return
        yield ancestor


def _put(element: HtmlElement, text: str) -> None:
    """Words in an element's place."""
    if element.getparent() is None:
        return
    span = etree.SubElement(element.getparent(), "span")
    span.text = f" {' '.join(text.split())} "
    element.addprevious(span)
    span.tail = element.tail
    element.tail = None
    element.getparent().remove(element)


def _number(marked: Marked, image: HtmlElement) -> None:
    alt = " ".join((image.get("alt") or "").split())
    if alt and _is_formula(image):
        _put(image, _readable(alt))
        return
    source = image.get("data-src") or image.get("src") or ""
    if not source or source.startswith("data:") or _is_small(image):
        if image.getparent() is not None:
            image.drop_tree()
        return
    picture = Picture(_absolute(marked.base, source), alt, _take_caption(image))
    for name in ("srcset", "data-src", "title"):
        image.attrib.pop(name, None)
    image.set("src", PLACE.format(len(marked.pictures)))
    marked.pictures.append(picture)


def _absolute(base: str, source: str) -> str:
    try:
        return urljoin(base, source.strip())
    except ValueError:
        return ""


def _is_formula(image: HtmlElement) -> bool:
    said = f"{image.get('class') or ''} {(image.get('src') or '').partition('?')[0]}"
    return bool(_MATH_PICTURE.search(said.replace("/", " ").replace("_", " ")))


def _readable(alt: str) -> str:
    """TeX without what only sets it."""
    return re.sub(r"^\{\\displaystyle (.*)\}$", r"\1", alt)


def _is_small(image: HtmlElement) -> bool:
    sizes = [image.get(name) or "" for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < LEAST_PIXELS for size in sizes)


def _take_caption(image: HtmlElement) -> str:
    """Out of the tree: it goes with its picture."""
    for ancestor in _ancestors(image, 5):
        is_figure = ancestor.tag == "figure"
        if is_figure or _classes(ancestor).intersection(_CAPTIONED):
            captions = [part for part in ancestor.iter() if _is_caption(part)]
            said = " ".join(filter(None, (inline_text(part) for part in captions)))
            for part in captions:
                if part.getparent() is not None:
                    part.drop_tree()
            return said[:MOST_CAPTION]
    return ""


def _is_caption(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    return element.tag == "figcaption" or bool(_classes(element).intersection(_CAPTIONS))
